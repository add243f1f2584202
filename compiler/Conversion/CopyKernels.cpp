// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The application's arrays: row-major floats.

#include "compiler/Conversion/CopyKernels.h"
#include "compiler/Conversion/Events.h"
#include "compiler/Conversion/Transpose.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace snnc {

/// Visits a vector in blocks of 16 lanes; the last may have fewer that are
/// valid.
static void
forEachBlock(Emitter &e, int64_t size,
             llvm::function_ref<void(Value begin, int64_t valid)> body) {
  if (size >= 16)
    e.loop(size / 16, [&](Value block) { body(e.mul(block, 16), 16); });
  if (size % 16)
    body(e.index(size / 16 * 16), size % 16);
}

namespace {

/// One step of one sample: a row of the application's array and a block.
struct Row {
  Value sequence, sample, row, block;

  SmallVector<Value> at(Value element) const { return {sample, row, element}; }
};

} // namespace

static Value readBlock(Emitter &e, const Row &row, Value begin, int64_t valid) {
  if (valid == 16)
    return vector::LoadOp::create(e.builder, e.loc, e.floats(16), row.sequence,
                                  row.at(begin));
  return vector::MaskedLoadOp::create(
      e.builder, e.loc, e.floats(16), row.sequence, row.at(begin),
      e.firstLanes(valid, 16), e.splat(0.0f, 16));
}

static void readVector(Emitter &e, const Row &row, int64_t size) {
  forEachBlock(e, size, [&](Value begin, int64_t valid) {
    vector::StoreOp::create(e.builder, e.loc, readBlock(e, row, begin, valid),
                            row.block, ValueRange{e.index(0), begin});
  });
}

/// Few elements of an image are spikes, so they are looked at in blocks.
static void readImage(Emitter &e, const Row &row, const snn::Storage &storage) {
  e.fillZero(row.block, storage);
  int64_t size = storage.positions * storage.channels;
  forEachBlock(e, size, [&](Value begin, int64_t valid) {
    Value isSpike = e.isNonZero(readBlock(e, row, begin, valid));
    e.forEachBit(toInteger(e, isSpike), {}, [&](Value bit, ValueRange) {
      Value place = e.add(begin, bit), positions = e.index(storage.positions);
      e.setSpike(row.block,
                 arith::RemUIOp::create(e.builder, e.loc, place, positions),
                 arith::DivUIOp::create(e.builder, e.loc, place, positions));
      return Emitter::Values();
    });
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

/// Visits an image of floats, [channel][place] outside and the other way round
/// here: squares of channels and places, which are turned in registers, and one
/// by one the places that are left.
static void forEachSquare(
    Emitter &e, const snn::Storage &storage,
    llvm::function_ref<void(Value place, Value channel, int64_t valid)> square,
    llvm::function_ref<void(Value place, Value channel)> element) {
  int64_t lanes = e.options.registerLanes,
          whole = lanes == 1 ? 0 : storage.positions / lanes,
          rest = storage.positions - whole * lanes;
  if (whole > 0)
    forEachBlock(e, storage.channels, [&](Value channel, int64_t valid) {
      e.loop(whole, [&](Value number) {
        square(e.mul(number, lanes), channel, valid);
      });
    });
  if (rest > 0)
    e.loop(storage.channels, [&](Value channel) {
      e.loop(rest, [&](Value number) {
        element(e.add(number, e.index(whole * lanes)), channel);
      });
    });
}

/// Where places of a channel stand in the application's array.
static SmallVector<Value> outside(Emitter &e, const Row &row,
                                  const snn::Storage &storage, Value place,
                                  Value channel) {
  return row.at(e.add(e.mul(channel, storage.positions), place));
}

/// A square of floats from the array to the block, 16 channels wide.
static void readSquare(Emitter &e, const Row &row, const snn::Storage &storage,
                       Value place, Value channel, int64_t valid) {
  int64_t lanes = e.options.registerLanes;
  for (int64_t first = 0; first < valid; first += lanes) {
    Emitter::Values columns;
    for (int64_t own = first; own < first + lanes; ++own)
      columns.push_back(own < valid ? vector::LoadOp::create(
                                          e.builder, e.loc, e.floats(lanes),
                                          row.sequence,
                                          outside(e, row, storage, place,
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
    return storage.isSpikes ? readSpikes(e, row, storage)
                            : readVector(e, row, storage.channels);
  if (storage.isSpikes)
    return readImage(e, row, storage);
  forEachSquare(
      e, storage,
      [&](Value place, Value channel, int64_t valid) {
        readSquare(e, row, storage, place, channel, valid);
      },
      [&](Value place, Value channel) {
        Value x =
            memref::LoadOp::create(e.builder, e.loc, row.sequence,
                                   outside(e, row, storage, place, channel));
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

namespace {

/// One step after the burn-in, and how many there are.
struct OutputStep {
  snn::Reduce reduce;
  Value step, count;
};

} // namespace

/// Joins a value (scalar or vector) of this step with what the output holds.
static Value reduceOutput(Emitter &e, const OutputStep &at, Value x,
                          Value old) {
  Value isFirst = arith::CmpIOp::create(
      e.builder, e.loc, arith::CmpIPredicate::eq, at.step, e.index(0));
  Value joined =
      at.reduce == snn::Reduce::Max
          ? arith::MaximumFOp::create(e.builder, e.loc, old, x).getResult()
          : arith::AddFOp::create(e.builder, e.loc, old, x).getResult();
  joined = arith::SelectOp::create(e.builder, e.loc, isFirst, x, joined);
  if (at.reduce != snn::Reduce::Mean)
    return joined;
  Value last = arith::SubIOp::create(e.builder, e.loc, at.count, e.index(1));
  Value isLast = arith::CmpIOp::create(e.builder, e.loc,
                                       arith::CmpIPredicate::eq, at.step, last);
  Value integer = arith::IndexCastOp::create(e.builder, e.loc,
                                             e.builder.getI64Type(), at.count);
  Value count = arith::SIToFPOp::create(e.builder, e.loc,
                                        e.builder.getF32Type(), integer);
  if (auto type = dyn_cast<VectorType>(x.getType()))
    count = e.splat(count, type.getDimSize(0));
  Value mean = arith::DivFOp::create(e.builder, e.loc, joined, count);
  return arith::SelectOp::create(e.builder, e.loc, isLast, mean, joined);
}

static bool overwrites(snn::Reduce reduce) {
  return reduce == snn::Reduce::None || reduce == snn::Reduce::Last;
}

static void writeVector(Emitter &e, const Row &row, const snn::Storage &storage,
                        const OutputStep &at) {
  forEachBlock(e, storage.channels, [&](Value begin, int64_t valid) {
    Panel panel = {e.index(0), {}, begin, 16, valid, false};
    Value x = e.toFloats(e.loadPanel(row.block, storage, panel)),
          mask = e.firstLanes(valid, 16);
    if (!overwrites(at.reduce))
      x = reduceOutput(e, at, x,
                       vector::MaskedLoadOp::create(
                           e.builder, e.loc, e.floats(16), row.sequence,
                           row.at(begin), mask, e.splat(0.0f, 16)));
    if (valid == 16)
      vector::StoreOp::create(e.builder, e.loc, x, row.sequence, row.at(begin));
    else
      vector::MaskedStoreOp::create(e.builder, e.loc, row.sequence,
                                    row.at(begin), mask, x);
  });
}

/// Writes zeros, and then the spikes.
static void writeImage(Emitter &e, const Row &row,
                       const snn::Storage &storage) {
  e.loop(storage.positions * storage.channels, [&](Value place) {
    memref::StoreOp::create(e.builder, e.loc, e.f32(0.0f), row.sequence,
                            row.at(place));
  });
  forEachEvent(e, {row.block, storage}, [&](Value position) -> EventBody {
    return [&, position](Value channel, Value) {
      Value place = e.add(e.mul(channel, storage.positions), position);
      memref::StoreOp::create(e.builder, e.loc, e.f32(1.0f), row.sequence,
                              row.at(place));
    };
  });
}

/// A square of floats or spikes from the block to the array.
static void writeSquare(Emitter &e, const Row &row, const snn::Storage &storage,
                        const OutputStep &at, Value place, Value channel,
                        int64_t valid) {
  int64_t lanes = e.options.registerLanes;
  Emitter::Values rows;
  for (int64_t number = 0; number < lanes; ++number) {
    Panel panel = {
        e.add(place, e.index(number)), {}, channel, 16, valid, false};
    rows.push_back(e.toFloats(e.loadPanel(row.block, storage, panel)));
  }
  for (int64_t first = 0; first < valid; first += lanes) {
    Emitter::Values part;
    for (Value all : rows)
      part.push_back(e.lanes(all, first, lanes));
    part = transpose(e, part);
    for (int64_t own = first; own < std::min(first + lanes, valid); ++own) {
      Value x = part[own - first];
      SmallVector<Value> to =
          outside(e, row, storage, place, e.add(channel, e.index(own)));
      if (!overwrites(at.reduce))
        x = reduceOutput(e, at, x,
                         vector::LoadOp::create(e.builder, e.loc,
                                                e.floats(lanes), row.sequence,
                                                to));
      vector::StoreOp::create(e.builder, e.loc, x, row.sequence, to);
    }
  }
}

static void writeElement(Emitter &e, const Row &row,
                         const snn::Storage &storage, const OutputStep &at,
                         Value position, Value channel) {
  Value x = e.loadElement(row.block, storage, position, channel);
  SmallVector<Value> to = outside(e, row, storage, position, channel);
  if (!overwrites(at.reduce))
    x = reduceOutput(
        e, at, x, memref::LoadOp::create(e.builder, e.loc, row.sequence, to));
  memref::StoreOp::create(e.builder, e.loc, x, row.sequence, to);
}

static void writeRow(Emitter &e, const Row &row, const snn::Storage &storage,
                     const OutputStep &at) {
  if (storage.positions == 1)
    return writeVector(e, row, storage, at);
  if (storage.isSpikes && overwrites(at.reduce))
    return writeImage(e, row, storage);
  forEachSquare(
      e, storage,
      [&](Value place, Value channel, int64_t valid) {
        writeSquare(e, row, storage, at, place, channel, valid);
      },
      [&](Value place, Value channel) {
        writeElement(e, row, storage, at, place, channel);
      });
}

void emitWrite(Emitter &e, snn::WriteOp op) {
  auto storage = snn::Storage::of(cast<RankedTensorType>(op.getType()));
  OpBuilder &builder = e.builder;
  Value samples =
      memref::DimOp::create(builder, e.loc, op.getBuffer(), int64_t(0));
  // The first step that is given out. As unsigned numbers: a burn-in may be as
  // long as size_t has numbers.
  Value end = e.add(op.getFirst(), op.getSteps()), burnin = op.getBurnin();
  Value begin = arith::MaxUIOp::create(builder, e.loc, op.getFirst(), burnin);
  begin = arith::MinUIOp::create(builder, e.loc, begin, end);
  Value count = arith::SubIOp::create(builder, e.loc, op.getTotal(), burnin);
  e.loop(samples, [&](Value sample) {
    e.loop(begin, end, e.index(1), {}, [&](Value time, ValueRange) {
      Value step = arith::SubIOp::create(builder, e.loc, time, burnin),
            number = arith::SubIOp::create(builder, e.loc, time, op.getFirst());
      Value row = op.getReduce() == snn::Reduce::None ? step : e.index(0);
      writeRow(e,
               {op.getSequence(), sample, row,
                e.blockOf(op.getBuffer(), sample, number)},
               storage, {op.getReduce(), step, count});
      return Emitter::Values();
    });
  });
}

} // namespace snnc
