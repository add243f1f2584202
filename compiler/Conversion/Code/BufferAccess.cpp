// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loads and stores on buffers of the step level: panels, words of spikes,
// single elements (dialect/Storage.h says how they lie in memory).

#include "compiler/Conversion/Code/Buffers.h"
#include "compiler/Conversion/Code/Emitter.h"
#include "compiler/Conversion/Code/Events.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include <numeric>

using namespace mlir;

namespace snnc {

static Value byteOf(Emitter &e, Value channel) {
  return arith::ShRUIOp::create(e.builder, e.loc, channel, e.index(3));
}

/// True if the buffer has a block for every step: a state has only one.
static bool isStepped(Value buffer) {
  return cast<MemRefType>(buffer.getType()).getDimSize(1) > 1;
}

Value Emitter::blockOf(Value buffer, Value sample, Value step) {
  return createBlockView(builder, loc, buffer, sample,
                         isStepped(buffer) ? step : index(0));
}

/// The indices of a column of a panel's row in a block or a buffer.
static SmallVector<Value> placeOf(Emitter &e, Value buffer, const Panel &panel,
                                  Value column) {
  if (cast<MemRefType>(buffer.getType()).getRank() == 2)
    return {panel.position, column};
  Value block = isStepped(buffer) ? panel.step : e.index(0);
  return {panel.sample, block, panel.position, column};
}

Value Emitter::loadPanel(Value buffer, const snn::Storage &storage,
                         const Panel &panel) {
  if (!storage.isBits())
    return vector::LoadOp::create(builder, loc, floats(panel.width), buffer,
                                  placeOf(*this, buffer, panel, panel.channel));
  int64_t stored = llvm::alignTo(panel.width, 8);
  auto bytes = VectorType::get(stored / 8, builder.getI8Type());
  Value loaded = vector::LoadOp::create(
      builder, loc, bytes, buffer,
      placeOf(*this, buffer, panel, byteOf(*this, panel.channel)));
  Value spikes = vector::BitCastOp::create(builder, loc, bits(stored), loaded);
  if (stored == panel.width)
    return spikes;
  return lanes(spikes, 0, panel.width);
}

/// The spikes of a panel as bytes, with `padding` zeros behind them.
static Value packSpikes(Emitter &e, Value spikes, const Panel &panel,
                        int64_t padding) {
  int64_t stored = llvm::alignTo(panel.width, 8);
  Value packed = spikes;
  if (stored > panel.width) {
    SmallVector<int64_t> places(stored, panel.width); // zeros behind
    std::iota(places.begin(), places.begin() + panel.width, 0);
    packed = vector::ShuffleOp::create(e.builder, e.loc, packed,
                                       e.firstLanes(0, panel.width), places);
  }
  // As a number: LLVM masks vectors of bits in memory.
  if (panel.valid < panel.width || padding > 0) {
    Value word = toInteger(e, packed);
    if (panel.valid < panel.width) {
      llvm::APInt ones = llvm::APInt::getLowBitsSet(stored, panel.valid);
      Value mask = arith::ConstantOp::create(
          e.builder, e.loc, e.builder.getIntegerAttr(word.getType(), ones));
      word = arith::AndIOp::create(e.builder, e.loc, word, mask);
    }
    if (padding > 0)
      word = arith::ExtUIOp::create(
          e.builder, e.loc, e.builder.getIntegerType(stored + padding), word);
    packed = e.splat(word, 1);
  }
  auto bytes = VectorType::get((stored + padding) / 8, e.builder.getI8Type());
  return vector::BitCastOp::create(e.builder, e.loc, bytes, packed);
}

void Emitter::storePanel(Value value, Value buffer, const snn::Storage &storage,
                         const Panel &panel) {
  if (!storage.isBits()) {
    vector::StoreOp::create(builder, loc, value, buffer,
                            placeOf(*this, buffer, panel, panel.channel));
    return;
  }
  // One store takes spikes and padding, where machines have numbers of that
  // size.
  int64_t stored = llvm::alignTo(panel.width, 8);
  bool isOne = llvm::isPowerOf2_64(stored + panel.padding);
  vector::StoreOp::create(
      builder, loc, packSpikes(*this, value, panel, isOne ? panel.padding : 0),
      buffer, placeOf(*this, buffer, panel, byteOf(*this, panel.channel)));
  if (panel.padding == 0 || isOne)
    return;
  auto rest = VectorType::get(panel.padding / 8, builder.getI8Type());
  Value zero =
      arith::ConstantOp::create(builder, loc, builder.getZeroAttr(rest));
  Value end = byteOf(*this, add(panel.channel, index(stored)));
  vector::StoreOp::create(builder, loc, zero, buffer,
                          placeOf(*this, buffer, panel, end));
}

Value Emitter::loadWord(Value buffer, Value position, Value word) {
  auto bytes = VectorType::get(8, builder.getI8Type());
  Value loaded = vector::LoadOp::create(builder, loc, bytes, buffer,
                                        ValueRange{position, mul(word, 8)});
  Value cast = vector::BitCastOp::create(
      builder, loc, VectorType::get(1, builder.getI64Type()), loaded);
  return vector::ExtractOp::create(builder, loc, cast, ArrayRef<int64_t>{0});
}

/// The bit of `channel` within its byte, as an i8 with that bit set.
static Value bitOf(Emitter &e, Value channel) {
  Value low = arith::AndIOp::create(e.builder, e.loc, channel, e.index(7));
  Value shift =
      arith::IndexCastOp::create(e.builder, e.loc, e.builder.getI8Type(), low);
  Value one = arith::ConstantOp::create(e.builder, e.loc,
                                        e.builder.getI8IntegerAttr(1));
  return arith::ShLIOp::create(e.builder, e.loc, one, shift);
}

Value Emitter::loadElement(Value buffer, const snn::Storage &storage,
                           Value position, Value channel) {
  if (!storage.isBits())
    return memref::LoadOp::create(builder, loc, buffer,
                                  ValueRange{position, channel});
  Value byte = memref::LoadOp::create(
      builder, loc, buffer, ValueRange{position, byteOf(*this, channel)});
  Value bit = arith::AndIOp::create(builder, loc, byte, bitOf(*this, channel));
  Value zero =
      arith::ConstantOp::create(builder, loc, builder.getI8IntegerAttr(0));
  Value isSet =
      arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne, bit, zero);
  return arith::UIToFPOp::create(builder, loc, builder.getF32Type(), isSet);
}

void Emitter::storeElement(Value value, Value buffer,
                           const snn::Storage &storage, Value position,
                           Value channel) {
  if (!storage.isBits()) {
    memref::StoreOp::create(builder, loc, value, buffer,
                            ValueRange{position, channel});
    return;
  }
  ValueRange none;
  branch(isNonZero(value), none, [&] {
    setSpike(buffer, position, channel);
    return Values();
  });
}

void Emitter::setSpike(Value buffer, Value position, Value channel) {
  SmallVector<Value> place = {position, byteOf(*this, channel)};
  Value byte = memref::LoadOp::create(builder, loc, buffer, place);
  Value set = arith::OrIOp::create(builder, loc, byte, bitOf(*this, channel));
  memref::StoreOp::create(builder, loc, set, buffer, place);
}

void Emitter::fillZero(Value buffer, const snn::Storage &storage) {
  int64_t columns = snn::countUnits(storage.element, storage.getPitch());
  auto type =
      VectorType::get(storage.isBits() ? 8 : 16,
                      cast<MemRefType>(buffer.getType()).getElementType());
  Value zero =
      arith::ConstantOp::create(builder, loc, builder.getZeroAttr(type));
  loop(storage.positions, [&](Value position) {
    loop(columns / type.getDimSize(0), [&](Value block) {
      vector::StoreOp::create(
          builder, loc, zero, buffer,
          ValueRange{position, mul(block, type.getDimSize(0))});
    });
  });
}

void Emitter::forEachElement(
    const snn::Storage &storage,
    llvm::function_ref<void(Value position, Value channel)> body) {
  // From one channel to the next it is far in a row-major array; so the same
  // few lines are met again.
  auto visit = [&](Value first, int64_t count) {
    loop(storage.positions, [&](Value position) {
      loop(count, [&](Value number) { body(position, add(first, number)); });
    });
  };
  int64_t rest = storage.channels % 16;
  loop(storage.channels / 16, [&](Value block) { visit(mul(block, 16), 16); });
  if (rest > 0)
    visit(index(storage.channels - rest), rest);
}

} // namespace snnc
