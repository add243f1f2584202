// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Takes inputs from the application.

#include "compiler/Conversion/ABI/SequenceKernels.h"
#include "compiler/Conversion/ABI/SequenceRows.h"
#include "compiler/Conversion/Code/SpikeLanes.h"
#include "compiler/Conversion/Code/Transpose.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace snnc {

static void readVector(Emitter &e, const Row &row, int64_t size) {
  forEachBlock(e, size, [&](Value begin, int64_t valid) {
    vector::StoreOp::create(e.builder, e.loc,
                            loadFloats(e, row, begin, 16, valid), row.block,
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
          isSpike.push_back(loadSpikes(e, row, begin, lanes, countAt(number)));
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

/// Tests 32 elements at once; what lies behind the last is cleared.
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
      store(loadSpikes(e, row, begin, 32, 32), begin);
    });
  for (int64_t begin = whole * 32; begin < storage.getPitch(); begin += 32) {
    int64_t valid = begin == whole * 32 ? rest : 0;
    store(valid ? loadSpikes(e, row, e.index(begin), 32, valid)
                : e.firstLanes(valid, 32),
          e.index(begin));
  }
}

/// Bits are in a block as they are in the array, but for what lies behind the
/// last.
static void copyBits(Emitter &e, const Row &row, const snn::Storage &storage) {
  constexpr int64_t bytes = 8;
  auto type = VectorType::get(bytes, e.builder.getI8Type());
  forEachBlock(
      e, storage.channels,
      [&](Value channel, int64_t valid) {
        Value byte =
                  arith::DivUIOp::create(e.builder, e.loc, channel, e.index(8)),
              x = loadUnits(e, row, byte, bytes, llvm::divideCeil(valid, 8));
        SmallVector<int8_t> mask;
        for (int64_t k = 0; k < bytes; ++k)
          mask.push_back(int8_t(llvm::maskTrailingOnes<uint8_t>(
              std::clamp<int64_t>(valid - 8 * k, 0, 8))));
        x = arith::AndIOp::create(
            e.builder, e.loc, x,
            arith::ConstantOp::create(
                e.builder, e.loc,
                DenseElementsAttr::get(type, ArrayRef(mask))));
        vector::StoreOp::create(e.builder, e.loc, x, row.block,
                                ValueRange{e.index(0), byte});
      },
      8 * bytes);
}

/// A square of floats from the array to the block, 16 channels wide.
static void readSquare(Emitter &e, const Row &row, const snn::Storage &storage,
                       Value place, Value channel, int64_t valid) {
  int64_t lanes = e.options.registerLanes;
  for (int64_t first = 0; first < valid; first += lanes) {
    Emitter::Values columns;
    for (int64_t own = first; own < first + lanes; ++own)
      columns.push_back(
          own < valid ? loadFloats(e, row,
                                   Row::elementOf(e, storage, place,
                                                  e.add(channel, e.index(own))),
                                   lanes, lanes)
                      : e.splat(0.0f, lanes));
    for (auto [number, x] : llvm::enumerate(transpose(e, columns)))
      vector::StoreOp::create(e.builder, e.loc, x, row.block,
                              ValueRange{e.add(place, e.index(number)),
                                         e.add(channel, e.index(first))});
  }
}

static void readRow(Emitter &e, const Row &row, const snn::Storage &storage) {
  if (storage.positions == 1) {
    if (row.element == snn::Element::Bits)
      return copyBits(e, row, storage);
    return storage.isBits() ? readSpikes(e, row, storage)
                            : readVector(e, row, storage.channels);
  }
  if (storage.isBits())
    return readImage(e, row, storage);
  forEachSquare(
      e, storage,
      [&](Value place, Value channel, int64_t valid) {
        readSquare(e, row, storage, place, channel, valid);
      },
      [&](Value place, Value channel) {
        Value x = loadNumber(e, row, row.outside(e, storage, place, channel));
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
               e.blockOf(op.getBuffer(), sample, number), op.getElement()},
              storage);
    });
  });
}

} // namespace snnc
