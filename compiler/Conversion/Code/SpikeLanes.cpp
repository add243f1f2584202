// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Spikes of images by channels.

#include "compiler/Conversion/Code/SpikeLanes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace snnc {

static VectorType integers(Emitter &e, int64_t lanes) {
  return VectorType::get(lanes, e.builder.getI32Type());
}

/// The words of a buffer one after the other, as bytes.
static Value flatten(Emitter &e, Value memory) {
  SmallVector<ReassociationIndices> all = {{0, 1}};
  return memref::CollapseShapeOp::create(e.builder, e.loc, memory, all);
}

static bool hasOneWord(const snn::Storage &storage) {
  return storage.getPitch() == SpikeLanes::kChannels;
}

/// Splits bytes of words, each so many further than the last, into their
/// halves.
static SpikeLanes split(Emitter &e, Value bytes, int64_t lanes,
                        int64_t distance = 1) {
  Value both = vector::BitCastOp::create(
      e.builder, e.loc, integers(e, 2 * lanes * distance), bytes);
  auto halves = [&](int64_t first) -> Value {
    SmallVector<int64_t> from;
    for (int64_t lane = 0; lane < lanes; ++lane)
      from.push_back(2 * lane * distance + first);
    return vector::ShuffleOp::create(e.builder, e.loc, both, both, from);
  };
  return SpikeLanes(halves(0), halves(1));
}

SpikeLanes SpikeLanes::load(Emitter &e, const Buffer &source, Value word,
                            ArrayRef<Value> positions) {
  auto type = VectorType::get(positions.size(), e.builder.getI64Type());
  Value words =
      arith::ConstantOp::create(e.builder, e.loc, e.builder.getZeroAttr(type));
  for (auto [lane, position] : llvm::enumerate(positions))
    words = vector::InsertOp::create(e.builder, e.loc,
                                     e.loadWord(source.memory, position, word),
                                     words, ArrayRef<int64_t>(lane));
  return split(e, words, positions.size());
}

SpikeLanes SpikeLanes::load(Emitter &e, const Buffer &source, Value word,
                            Value first, int64_t count, int64_t distance) {
  constexpr int64_t most = 4; // registers of which a vector is picked
  if (!hasOneWord(source.storage) || distance > most) {
    SmallVector<Value> positions;
    for (int64_t lane = 0; lane < count; ++lane)
      positions.push_back(e.add(first, e.index(lane * distance)));
    return load(e, source, word, positions);
  }
  auto bytes = VectorType::get(8 * count * distance, e.builder.getI8Type());
  Value loaded = vector::LoadOp::create(
      e.builder, e.loc, bytes, flatten(e, source.memory), e.mul(first, 8));
  return split(e, loaded, count, distance);
}

std::vector<SpikeLanes> SpikeLanes::loadAll(Emitter &e, const Buffer &from,
                                            Value word, Value first,
                                            int64_t places) {
  int64_t lanes = e.options.registerLanes;
  std::vector<SpikeLanes> words;
  for (int64_t begin = 0; begin < places; begin += lanes)
    words.push_back(load(e, from, word, e.add(first, e.index(begin)),
                         std::min(lanes, places - begin)));
  return words;
}

void SpikeLanes::store(Emitter &e, const Buffer &to, Value word, Value first,
                       int64_t count) const {
  int64_t lanes = cast<VectorType>(halves[0].getType()).getDimSize(0);
  SmallVector<int64_t> order;
  for (int64_t lane = 0; lane < count; ++lane)
    llvm::append_range(order, ArrayRef<int64_t>{lane, lanes + lane});
  Value both =
      vector::ShuffleOp::create(e.builder, e.loc, halves[0], halves[1], order);
  auto store = [&](int64_t lane, int64_t words, Value memory,
                   ValueRange place) {
    auto bytes = VectorType::get(8 * words, e.builder.getI8Type());
    Value x = vector::BitCastOp::create(e.builder, e.loc, bytes,
                                        e.lanes(both, 2 * lane, 2 * words));
    vector::StoreOp::create(e.builder, e.loc, x, memory, place);
  };
  if (hasOneWord(to.storage))
    return store(0, count, flatten(e, to.memory), e.mul(first, 8));
  for (int64_t lane = 0; lane < count; ++lane)
    store(lane, 1, to.memory, {e.add(first, e.index(lane)), e.mul(word, 8)});
}

/// The bit of a channel among those of a half.
static Value bitOf(Emitter &e, Value channel) {
  Value number = arith::IndexCastOp::create(e.builder, e.loc,
                                            e.builder.getI32Type(), channel);
  Value one = arith::ConstantOp::create(e.builder, e.loc,
                                        e.builder.getI32IntegerAttr(1));
  return arith::ShLIOp::create(e.builder, e.loc, one, number);
}

static Value zeros(Emitter &e, int64_t lanes) {
  return arith::ConstantOp::create(e.builder, e.loc,
                                   e.builder.getZeroAttr(integers(e, lanes)));
}

/// The channels among a word's first ones that a half has.
static int64_t channelsOf(int64_t half, int64_t channels) {
  constexpr int64_t most = SpikeLanes::kHalf;
  return std::clamp<int64_t>(channels - half * most, 0, most);
}

/// 1.0 where a bit is set, in lanes that have it, and 0.0.
static Value toFloats(Emitter &e, Value half, Value bit) {
  int64_t lanes = cast<VectorType>(half.getType()).getDimSize(0);
  Value own =
      arith::AndIOp::create(e.builder, e.loc, half, e.splat(bit, lanes));
  Value isSpike = arith::CmpIOp::create(
      e.builder, e.loc, arith::CmpIPredicate::ne, own, zeros(e, lanes));
  return arith::SelectOp::create(e.builder, e.loc, isSpike,
                                 e.splat(1.0f, lanes), e.splat(0.0f, lanes));
}

void SpikeLanes::forEachChannel(Emitter &e, ArrayRef<SpikeLanes> vectors,
                                int64_t channels, ChannelBody body) {
  for (int64_t half : {0, 1}) {
    int64_t count = channelsOf(half, channels);
    if (count == 0)
      continue;
    e.loop(count, [&](Value channel) {
      Value bit = bitOf(e, channel);
      Emitter::Values floats;
      for (const SpikeLanes &each : vectors)
        floats.push_back(toFloats(e, each.halves[half], bit));
      body(e.add(channel, e.index(half * kHalf)), floats);
    });
  }
}

void SpikeLanes::forEachChannel(Emitter &e, ArrayRef<SpikeLanes> vectors,
                                Value first, int64_t channels,
                                ChannelBody body) {
  Value half = e.index(kHalf);
  Value isHigh = arith::CmpIOp::create(e.builder, e.loc,
                                       arith::CmpIPredicate::uge, first, half);
  Value firstBit = arith::RemUIOp::create(e.builder, e.loc, first, half);
  Emitter::Values words;
  for (const SpikeLanes &each : vectors)
    words.push_back(arith::SelectOp::create(e.builder, e.loc, isHigh,
                                            each.halves[1], each.halves[0]));
  e.loop(channels, [&](Value own) {
    Value bit = bitOf(e, e.add(firstBit, own));
    Emitter::Values floats;
    for (Value word : words)
      floats.push_back(toFloats(e, word, bit));
    body(e.add(first, own), floats);
  });
}

std::vector<SpikeLanes>
SpikeLanes::join(Emitter &e, int64_t channels, int64_t vectors,
                 llvm::function_ref<Emitter::Values(Value channel)> isSpike) {
  int64_t lanes = e.options.registerLanes;
  Value none = zeros(e, lanes);
  Emitter::Values joined[2];
  for (int64_t half : {0, 1}) {
    int64_t count = channelsOf(half, channels);
    joined[half] = Emitter::Values(vectors, none);
    if (count == 0)
      continue;
    joined[half] = e.loop(
        e.index(0), e.index(count), e.index(1), joined[half],
        [&](Value channel, ValueRange carried) {
          Value bit = e.splat(bitOf(e, channel), lanes);
          Emitter::Values results;
          for (auto [is, before] : llvm::zip(
                   isSpike(e.add(channel, e.index(half * kHalf))), carried)) {
            Value set =
                arith::SelectOp::create(e.builder, e.loc, is, bit, none);
            results.push_back(
                arith::OrIOp::create(e.builder, e.loc, before, set));
          }
          return results;
        });
  }
  std::vector<SpikeLanes> all;
  for (auto [low, high] : llvm::zip(joined[0], joined[1]))
    all.push_back(SpikeLanes(low, high));
  return all;
}

void forEachWord(Emitter &e, const snn::Storage &storage,
                 llvm::function_ref<void(Value word, int64_t channels)> body) {
  int64_t whole = storage.channels / SpikeLanes::kChannels,
          rest = storage.channels % SpikeLanes::kChannels;
  if (whole > 0)
    e.loop(whole, [&](Value word) { body(word, SpikeLanes::kChannels); });
  if (rest > 0)
    body(e.index(whole), rest);
}

} // namespace snnc
