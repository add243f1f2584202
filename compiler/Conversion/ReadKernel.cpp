// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Takes inputs from the application.

#include "compiler/Conversion/CopyKernels.h"
#include "compiler/Conversion/SequenceRows.h"
#include "compiler/Conversion/SpikeLanes.h"
#include "compiler/Conversion/Transpose.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace snnc {

/// Some elements of a row from `begin` on, of which `valid` are there.
static Value readLanes(Emitter &e, const Row &row, Value begin, int64_t lanes,
                       int64_t valid) {
  if (valid == lanes)
    return vector::LoadOp::create(e.builder, e.loc, e.floats(lanes),
                                  row.sequence, row.at(begin));
  return vector::MaskedLoadOp::create(
      e.builder, e.loc, e.floats(lanes), row.sequence, row.at(begin),
      e.firstLanes(valid, lanes), e.splat(0.0f, lanes));
}

static void readVector(Emitter &e, const Row &row, int64_t size) {
  forEachBlock(e, size, [&](Value begin, int64_t valid) {
    vector::StoreOp::create(e.builder, e.loc,
                            readLanes(e, row, begin, 16, valid), row.block,
                            ValueRange{e.index(0), begin});
  });
}

/// A word of spikes for each of some places.
static void readWords(Emitter &e, const Row &row, const Buffer &to, Value word,
                      int64_t channels, Value first, int64_t places) {
  int64_t lanes = e.options.registerLanes,
          vectors = llvm::divideCeilSigned(places, lanes);
  auto countAt = [&](int64_t number) {
    return std::min(lanes, places - number * lanes);
  };
  auto placeAt = [&](int64_t number) {
    return e.add(first, e.index(number * lanes));
  };
  std::vector<SpikeLanes> words =
      SpikeLanes::join(e, channels, vectors, [&](Value own) {
        Value channel = e.add(e.mul(word, SpikeLanes::kChannels), own);
        Emitter::Values isSpike;
        for (int64_t number = 0; number < vectors; ++number) {
          Value begin =
              e.add(e.mul(channel, to.storage.positions), placeAt(number));
          isSpike.push_back(
              e.isNonZero(readLanes(e, row, begin, lanes, countAt(number))));
        }
        return isSpike;
      });
  for (auto [number, each] : llvm::enumerate(words))
    each.store(e, to, word, placeAt(number), countAt(number));
}

/// Some vectors of places at a time: a channel's floats then fill lines of the
/// cache, and a bit of its words is made once.
static void readImage(Emitter &e, const Row &row, const snn::Storage &storage) {
  forEachWord(e, storage, [&](Value word, int64_t channels) {
    forEachBlock(
        e, storage.positions,
        [&](Value first, int64_t places) {
          readWords(e, row, {row.block, storage}, word, channels, first,
                    places);
        },
        4 * e.options.registerLanes);
  });
}

/// Tests 32 floats at once; what lies behind the last is cleared.
static void readSpikes(Emitter &e, const Row &row,
                       const snn::Storage &storage) {
  auto bytes = VectorType::get(4, e.builder.getI8Type());
  auto store = [&](Value bits, Value begin) {
    Value packed = vector::BitCastOp::create(e.builder, e.loc, bytes, bits);
    Value byte = arith::DivUIOp::create(e.builder, e.loc, begin, e.index(8));
    vector::StoreOp::create(e.builder, e.loc, packed, row.block,
                            ValueRange{e.index(0), byte});
  };
  int64_t whole = storage.channels / 32, rest = storage.channels % 32;
  if (whole)
    e.loop(whole, [&](Value number) {
      Value begin = e.mul(number, 32);
      store(e.isNonZero(vector::LoadOp::create(e.builder, e.loc, e.floats(32),
                                               row.sequence, row.at(begin))),
            begin);
    });
  for (int64_t begin = whole * 32; begin < storage.getPitch(); begin += 32) {
    int64_t valid = begin == whole * 32 ? rest : 0;
    Value mask = e.firstLanes(valid, 32);
    if (!valid) {
      store(mask, e.index(begin));
      continue;
    }
    store(e.isNonZero(vector::MaskedLoadOp::create(
              e.builder, e.loc, e.floats(32), row.sequence,
              row.at(e.index(begin)), mask, e.splat(0.0f, 32))),
          e.index(begin));
  }
}

/// A square of floats from the array to the block, 16 channels wide.
static void readSquare(Emitter &e, const Row &row, const snn::Storage &storage,
                       Value place, Value channel, int64_t valid) {
  int64_t lanes = e.options.registerLanes;
  for (int64_t first = 0; first < valid; first += lanes) {
    Emitter::Values columns;
    for (int64_t own = first; own < first + lanes; ++own)
      columns.push_back(
          own < valid ? vector::LoadOp::create(
                            e.builder, e.loc, e.floats(lanes), row.sequence,
                            row.outside(e, storage, place,
                                        e.add(channel, e.index(own))))
                      : e.splat(0.0f, lanes));
    for (auto [number, x] : llvm::enumerate(transpose(e, columns)))
      vector::StoreOp::create(e.builder, e.loc, x, row.block,
                              ValueRange{e.add(place, e.index(number)),
                                         e.add(channel, e.index(first))});
  }
}

static void readRow(Emitter &e, const Row &row, const snn::Storage &storage) {
  if (storage.positions == 1)
    return storage.isBits() ? readSpikes(e, row, storage)
                            : readVector(e, row, storage.channels);
  if (storage.isBits())
    return readImage(e, row, storage);
  forEachSquare(
      e, storage,
      [&](Value place, Value channel, int64_t valid) {
        readSquare(e, row, storage, place, channel, valid);
      },
      [&](Value place, Value channel) {
        Value x =
            memref::LoadOp::create(e.builder, e.loc, row.sequence,
                                   row.outside(e, storage, place, channel));
        e.storeElement(x, row.block, storage, place, channel);
      });
}

void emitRead(Emitter &e, snn::ReadOp op) {
  auto storage = snn::Storage::of(cast<RankedTensorType>(op.getType()));
  Value samples =
      memref::DimOp::create(e.builder, e.loc, op.getBuffer(), int64_t(0));
  e.loop(samples, [&](Value sample) {
    e.loop(op.getSteps(), [&](Value number) {
      readRow(e,
              {op.getSequence(), sample, e.add(op.getFirst(), number),
               e.blockOf(op.getBuffer(), sample, number)},
              storage);
    });
  });
}

} // namespace snnc
