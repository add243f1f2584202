// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Gives outputs to the application: every step, or reduced over time.

#include "compiler/Conversion/ABI/OutputSteps.h"
#include "compiler/Conversion/ABI/OutputSums.h"
#include "compiler/Conversion/ABI/SequenceKernels.h"
#include "compiler/Conversion/ABI/SequenceRows.h"
#include "compiler/Conversion/ABI/SpikeOutputs.h"
#include "compiler/Conversion/Code/SpikeLanes.h"
#include "compiler/Conversion/Code/Transpose.h"
#include "dialect/Reduce.h"

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
  bool isSum = false; ///< a layer's, that is not finished
};

} // namespace

/// Joins a value (scalar or vector) of this step with the maximum so far.
static Value joinMaximum(Emitter &e, const OutputStep &at, Value x, Value old) {
  Value isFirst = arith::CmpIOp::create(
      e.builder, e.loc, arith::CmpIPredicate::eq, at.step, e.index(0));
  Value joined = arith::MaximumFOp::create(e.builder, e.loc, old, x);
  return arith::SelectOp::create(e.builder, e.loc, isFirst, x, joined);
}

static Value divide(Emitter &e, Value sum, Value steps) {
  Value integer = arith::IndexCastOp::create(e.builder, e.loc,
                                             e.builder.getI64Type(), steps);
  Value count = arith::SIToFPOp::create(e.builder, e.loc,
                                        e.builder.getF32Type(), integer);
  if (auto type = dyn_cast<VectorType>(sum.getType()))
    count = e.splat(count, type.getDimSize(0));
  return arith::DivFOp::create(e.builder, e.loc, sum, count);
}

/// What to give out for a value (scalar or vector) of this step, or for a sum;
/// `load` gives what is there.
static Value reduceOutput(Emitter &e, const OutputStep &at, Value x,
                          llvm::function_ref<Value()> load) {
  switch (at.reduce) {
  case snn::Reduce::None:
    return at.isSum ? e.finishSum(x) : x;
  case snn::Reduce::Last:
  case snn::Reduce::Sum:
    return x;
  case snn::Reduce::Mean:
    return divide(e, x, at.count);
  case snn::Reduce::Max:
    return joinMaximum(e, at, x, load());
  }
  llvm_unreachable("a reduction that is none");
}

static void writeVector(Emitter &e, const Row &row, const snn::Storage &storage,
                        const OutputStep &at) {
  forEachBlock(e, storage.channels, [&](Value begin, int64_t valid) {
    Panel panel = {e.index(0), {}, begin, 16, valid, false};
    Value mask = e.firstLanes(valid, 16);
    Value x =
        reduceOutput(e, at, e.toFloats(e.loadPanel(row.block, storage, panel)),
                     [&]() -> Value {
                       return vector::MaskedLoadOp::create(
                           e.builder, e.loc, e.floats(16), row.sequence,
                           row.at(begin), mask, e.splat(0.0f, 16));
                     });
    if (valid == 16)
      vector::StoreOp::create(e.builder, e.loc, x, row.sequence, row.at(begin));
    else
      vector::MaskedStoreOp::create(e.builder, e.loc, row.sequence,
                                    row.at(begin), mask, x);
  });
}

/// As images of spikes are read (ReadKernel.cpp).
static void writeImage(Emitter &e, const Row &row,
                       const snn::Storage &storage) {
  int64_t lanes = e.options.registerLanes;
  auto writePlaces = [&](Value word, int64_t channels, Value first,
                         int64_t places) {
    SpikeLanes::forEachChannel(
        e, SpikeLanes::loadAll(e, {row.block, storage}, word, first, places),
        channels, [&](Value own, ValueRange floats) {
          Value channel = e.add(e.mul(word, SpikeLanes::kChannels), own);
          for (auto [number, x] : llvm::enumerate(floats)) {
            Value place = e.add(first, e.index(number * lanes));
            vector::StoreOp::create(e.builder, e.loc, x, row.sequence,
                                    row.outside(e, storage, place, channel));
          }
        });
  };
  forEachWord(e, storage, [&](Value word, int64_t channels) {
    forEachBlock(
        e, storage.positions,
        [&](Value first, int64_t places) {
          writePlaces(word, channels, first, places);
        },
        4 * lanes);
  });
}

/// A square of floats or spikes from the block to the array.
static void writeSquare(Emitter &e, const Row &row, const snn::Storage &storage,
                        const OutputStep &at, Value place, Value channel,
                        int64_t valid) {
  SmallVector<Value> places;
  for (int64_t number = 0; number < e.options.registerLanes; ++number)
    places.push_back(e.add(place, e.index(number)));
  forEachColumn(
      e, {row.block, storage}, places, channel, valid,
      [&](int64_t own, Value column) {
        SmallVector<Value> to =
            row.outside(e, storage, place, e.add(channel, e.index(own)));
        Value x = reduceOutput(e, at, column, [&]() -> Value {
          return vector::LoadOp::create(e.builder, e.loc, column.getType(),
                                        row.sequence, to);
        });
        vector::StoreOp::create(e.builder, e.loc, x, row.sequence, to);
      });
}

static void writeElement(Emitter &e, const Row &row,
                         const snn::Storage &storage, const OutputStep &at,
                         Value position, Value channel) {
  SmallVector<Value> to = row.outside(e, storage, position, channel);
  Value x = reduceOutput(
      e, at, e.loadElement(row.block, storage, position, channel),
      [&]() -> Value {
        return memref::LoadOp::create(e.builder, e.loc, row.sequence, to);
      });
  memref::StoreOp::create(e.builder, e.loc, x, row.sequence, to);
}

static void writeRow(Emitter &e, const Row &row, const snn::Storage &storage,
                     const OutputStep &at) {
  if (storage.positions == 1)
    return writeVector(e, row, storage, at);
  if (storage.isBits() && at.reduce != snn::Reduce::Max)
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

void writeSum(Emitter &e, const Row &row, const snn::Storage &storage) {
  writeRow(e, row, storage, {snn::Reduce::None, {}, {}, /*isSum=*/true});
}

/// Adds the steps [begin, end) of a sample to its sums, which are given out
/// behind the last of all.
static void writeSums(Emitter &e, snn::WriteOp op, Value sample, Value begin,
                      Value end, Value count) {
  auto isTrue = [&](arith::CmpIPredicate predicate, Value a, Value b) -> Value {
    return arith::CmpIOp::create(e.builder, e.loc, predicate, a, b);
  };
  auto giveOut = [&] {
    Row row = {op.getSequence(), sample, e.index(0),
               e.blockOf(op.getSums(), sample, e.index(0))};
    writeRow(e, row, snn::storageOfSum(cast<RankedTensorType>(op.getType())),
             {op.getReduce(), {}, count});
    return Emitter::Values();
  };
  e.branch(isTrue(arith::CmpIPredicate::ult, begin, end), {}, [&] {
    addToSums(e, op, sample, begin, end);
    return e.branch(isTrue(arith::CmpIPredicate::eq, end, op.getTotal()), {},
                    giveOut);
  });
}

static void writeSteps(Emitter &e, snn::WriteOp op, Value sample, Value begin,
                       Value end, Value count) {
  auto storage = snn::Storage::of(cast<RankedTensorType>(op.getType()));
  e.loop(begin, end, e.index(1), {}, [&](Value time, ValueRange) {
    Value step = arith::SubIOp::create(e.builder, e.loc, time, op.getBurnin()),
          number = arith::SubIOp::create(e.builder, e.loc, time, op.getFirst());
    Row row = {op.getSequence(), sample,
               op.getReduce() == snn::Reduce::None ? step : e.index(0),
               e.blockOf(op.getBuffer(), sample, number), op.getElement()};
    if (op.getElement() == snn::Element::F32)
      writeRow(e, row, storage, {op.getReduce(), step, count});
    else
      writeSpikeRow(e, row, storage, op.getReduce() == snn::Reduce::Max);
    return Emitter::Values();
  });
}

void emitWrite(Emitter &e, snn::WriteOp op) {
  OpBuilder &builder = e.builder;
  Value samples =
      memref::DimOp::create(builder, e.loc, op.getBuffer(), int64_t(0));
  OutputSteps given(builder, e.loc, op.getFirst(), op.getSteps(),
                    op.getBurnin());
  Value begin = e.add(op.getFirst(), given.first),
        end = e.add(begin, given.count),
        count = arith::SubIOp::create(builder, e.loc, op.getTotal(),
                                      op.getBurnin());
  e.loop(samples, [&](Value sample) {
    if (op.getSums())
      writeSums(e, op, sample, begin, end, count);
    else
      writeSteps(e, op, sample, begin, end, count);
  });
}

} // namespace snnc
