// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Gives outputs to the application: every step, or reduced over time.

#include "compiler/Conversion/CopyKernels.h"
#include "compiler/Conversion/Events.h"
#include "compiler/Conversion/LongSums.h"
#include "compiler/Conversion/SequenceRows.h"
#include "compiler/Conversion/Transpose.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace snnc {

namespace {

/// One step after the burn-in, and how many there are.
struct OutputStep {
  snn::Reduce reduce;
  Value step, count;
};

/// Some elements of a row of the application's, of which `valid` are there.
struct Lanes {
  Emitter &e;
  const Row &row;
  Value begin;
  int64_t valid;

  Value load(Value memory) const {
    return vector::MaskedLoadOp::create(e.builder, e.loc, e.floats(16), memory,
                                        row.at(begin), e.firstLanes(valid, 16),
                                        e.splat(0.0f, 16));
  }
  void store(Value x, Value memory) const {
    if (valid == 16)
      vector::StoreOp::create(e.builder, e.loc, x, memory, row.at(begin));
    else
      vector::MaskedStoreOp::create(e.builder, e.loc, memory, row.at(begin),
                                    e.firstLanes(valid, 16), x);
  }
  LongSum loadSum() const { return {load(row.sequence), load(row.rest)}; }
  void store(LongSum sum) const {
    store(sum.sum, row.sequence);
    store(sum.rest, row.rest);
  }
};

} // namespace

/// Joins a value (scalar or vector) of this step with the maximum so far.
static Value joinMaximum(Emitter &e, const OutputStep &at, Value x, Value old) {
  Value isFirst = arith::CmpIOp::create(
      e.builder, e.loc, arith::CmpIPredicate::eq, at.step, e.index(0));
  Value joined = arith::MaximumFOp::create(e.builder, e.loc, old, x);
  return arith::SelectOp::create(e.builder, e.loc, isFirst, x, joined);
}

static bool overwrites(snn::Reduce reduce) {
  return reduce == snn::Reduce::None || reduce == snn::Reduce::Last;
}

/// Gives out a value (scalar or vector) of this step: `load` and `store` know
/// the place in the row, in the application's array and in the rest's.
static void giveOut(Emitter &e, const Row &row, const OutputStep &at, Value x,
                    llvm::function_ref<Value(Value memory)> load,
                    llvm::function_ref<void(Value value, Value memory)> store) {
  if (row.rest) {
    LongSum sum = addTerm(e, {load(row.sequence), load(row.rest)}, x);
    store(sum.sum, row.sequence);
    return store(sum.rest, row.rest);
  }
  if (!overwrites(at.reduce))
    x = joinMaximum(e, at, x, load(row.sequence));
  store(x, row.sequence);
}

static void writeVector(Emitter &e, const Row &row, const snn::Storage &storage,
                        const OutputStep &at) {
  forEachBlock(e, storage.channels, [&](Value begin, int64_t valid) {
    Panel panel = {e.index(0), {}, begin, 16, valid, false};
    Lanes lanes = {e, row, begin, valid};
    giveOut(
        e, row, at, e.toFloats(e.loadPanel(row.block, storage, panel)),
        [&](Value memory) { return lanes.load(memory); },
        [&](Value x, Value memory) { lanes.store(x, memory); });
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
      SmallVector<Value> to =
          row.outside(e, storage, place, e.add(channel, e.index(own)));
      giveOut(
          e, row, at, part[own - first],
          [&](Value memory) -> Value {
            return vector::LoadOp::create(e.builder, e.loc, e.floats(lanes),
                                          memory, to);
          },
          [&](Value x, Value memory) {
            vector::StoreOp::create(e.builder, e.loc, x, memory, to);
          });
    }
  }
}

static void writeElement(Emitter &e, const Row &row,
                         const snn::Storage &storage, const OutputStep &at,
                         Value position, Value channel) {
  SmallVector<Value> to = row.outside(e, storage, position, channel);
  giveOut(
      e, row, at, e.loadElement(row.block, storage, position, channel),
      [&](Value memory) -> Value {
        return memref::LoadOp::create(e.builder, e.loc, memory, to);
      },
      [&](Value x, Value memory) {
        memref::StoreOp::create(e.builder, e.loc, x, memory, to);
      });
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

/// Every so many steps, and after the last, a sum gets what it lacks.
static constexpr int64_t kStepsToSettle = 16;

static Value isEqual(Emitter &e, Value a, Value b) {
  return arith::CmpIOp::create(e.builder, e.loc, arith::CmpIPredicate::eq, a,
                               b);
}

/// The sums of a row, after their last step divided for a mean.
static void settleRow(Emitter &e, const Row &row, const snn::Storage &storage,
                      const OutputStep &at, Value isLast) {
  Value integer = arith::IndexCastOp::create(e.builder, e.loc,
                                             e.builder.getI64Type(), at.count);
  Value count = arith::SIToFPOp::create(e.builder, e.loc,
                                        e.builder.getF32Type(), integer);
  forEachBlock(e, storage.positions * storage.channels,
               [&](Value begin, int64_t valid) {
                 Lanes lanes = {e, row, begin, valid};
                 LongSum sum = settle(e, lanes.loadSum());
                 if (at.reduce == snn::Reduce::Mean)
                   sum.sum = arith::SelectOp::create(
                       e.builder, e.loc, isLast,
                       arith::DivFOp::create(e.builder, e.loc, sum.sum,
                                             e.splat(count, 16)),
                       sum.sum);
                 lanes.store(sum);
               });
}

static void settleSometimes(Emitter &e, const Row &row,
                            const snn::Storage &storage, const OutputStep &at) {
  Value next = e.add(at.step, e.index(1));
  Value isLast = isEqual(e, next, at.count);
  Value part =
      arith::RemUIOp::create(e.builder, e.loc, next, e.index(kStepsToSettle));
  Value isDue = arith::OrIOp::create(e.builder, e.loc, isLast,
                                     isEqual(e, part, e.index(0)));
  e.branch(isDue, ValueRange(), [&] {
    settleRow(e, row, storage, at, isLast);
    return Emitter::Values();
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
      Row row = {op.getSequence(), sample,
                 op.getReduce() == snn::Reduce::None ? step : e.index(0),
                 e.blockOf(op.getBuffer(), sample, number), op.getRest()};
      OutputStep at = {op.getReduce(), step, count};
      writeRow(e, row, storage, at);
      if (row.rest)
        settleSometimes(e, row, storage, at);
      return Emitter::Values();
    });
  });
}

} // namespace snnc
