// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The input of a convolution, turned from channels at each place to places of
// each channel.

#include "compiler/Conversion/ConvParts.h"
#include "compiler/Conversion/PhaseLoops.h"
#include "compiler/Conversion/SequenceRows.h"
#include "compiler/Conversion/SpikeLanes.h"
#include "compiler/Conversion/Transpose.h"
#include "compiler/Conversion/WindowLoops.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace snnc {

namespace {

class PlaneCopy {
public:
  PlaneCopy(Emitter &e, const ConvPart &part)
      : e(e), part(part), layout(*part.plan.planes),
        last(part.plan.axes.back()), lanes(e.options.registerLanes) {}

  void emit();

private:
  /// Where a row of places, those along the last axis, begins in a plane.
  struct Row {
    Value plane, place, isCovered;
  };
  Row findRow(Value number);
  void copyRow(Value number, const Row &row);
  void copyPlaces(Value first, Value end, Value to, Value left);
  void copyFloats(ArrayRef<Value> places, Value to, Value isLeft);
  void copySpikes(ArrayRef<Value> places, Value to, Value isLeft);
  void storePlaces(Value x, Value channel, Value to, Value isLeft);
  Value isBelow(Value count);

  Emitter &e;
  const ConvPart &part;
  const snn::ProductPlan::Planes &layout;
  const snn::AxisPhases &last;
  int64_t lanes;
};

} // namespace

PlaneCopy::Row PlaneCopy::findRow(Value number) {
  Row row = {e.index(0), e.index(0), {}};
  ArrayRef<int64_t> sizes = ArrayRef(part.window.input).drop_back();
  SmallVector<Value> coordinates = coordinatesOf(e, number, sizes);
  for (size_t number = 0; number < sizes.size(); ++number) {
    const snn::AxisPhases &axis = part.plan.axes[number];
    Value on = e.add(coordinates[number], e.index(-axis.lowest));
    Value isInside = arith::CmpIOp::create(
        e.builder, e.loc, arith::CmpIPredicate::ult, on, e.index(axis.extent));
    row.isCovered =
        row.isCovered
            ? arith::AndIOp::create(e.builder, e.loc, row.isCovered, isInside)
                  .getResult()
            : isInside;
    row.plane = e.add(e.mul(row.plane, axis.inputStride),
                      remainder(e, on, axis.inputStride));
    row.place = e.add(e.mul(row.place, layout.extent[number]),
                      divide(e, on, axis.inputStride));
  }
  return row;
}

/// Each phase of the places goes to a plane of its own.
void PlaneCopy::copyRow(Value number, const Row &row) {
  int64_t stride = last.inputStride, places = part.window.input.back();
  SmallVector<int64_t> firstPlace, firstInput, inputs;
  for (int64_t phase = 0; phase < stride; ++phase) {
    int64_t before = std::max<int64_t>(-last.lowest - phase, 0),
            place = llvm::divideCeilSigned(before, stride),
            input = place * stride + phase + last.lowest;
    int64_t count = std::min(llvm::divideCeilSigned(places - input, stride),
                             layout.extent.back() - place);
    firstPlace.push_back(place);
    firstInput.push_back(input);
    inputs.push_back(std::max<int64_t>(count, 0));
  }
  bool fillsVectors =
      llvm::all_of(inputs, [&](int64_t count) { return count >= lanes; });
  e.loop(stride, [&](Value phase) {
    Value plane = e.add(e.mul(row.plane, stride), phase);
    Value to = e.add(e.mul(plane, layout.pitch),
                     e.add(e.mul(row.place, layout.extent.back()),
                           pick(e, phase, firstPlace)));
    Value begin = e.mul(number, places),
          first = e.add(begin, pick(e, phase, firstInput)),
          end = e.add(begin, e.index(places - 1)),
          count = pick(e, phase, inputs);
    e.loop(e.index(0), count, e.index(lanes), {}, [&](Value done, ValueRange) {
      Value left = arith::SubIOp::create(e.builder, e.loc, count, done);
      if (fillsVectors) { // the last one overlaps the one before
        Value last =
            arith::SubIOp::create(e.builder, e.loc, count, e.index(lanes));
        done = arith::MinUIOp::create(e.builder, e.loc, done, last);
        left = {};
      }
      copyPlaces(e.add(first, e.mul(done, stride)), end, e.add(to, done), left);
      return Emitter::Values();
    });
  });
}

/// A mask of the first `count` lanes.
Value PlaneCopy::isBelow(Value count) {
  SmallVector<int32_t> numbers;
  for (int64_t lane = 0; lane < lanes; ++lane)
    numbers.push_back(lane);
  auto type = VectorType::get(lanes, e.builder.getI32Type());
  Value lane = arith::ConstantOp::create(
      e.builder, e.loc, DenseElementsAttr::get(type, ArrayRef(numbers)));
  Value most = arith::IndexCastOp::create(e.builder, e.loc,
                                          e.builder.getI32Type(), count);
  return arith::CmpIOp::create(e.builder, e.loc, arith::CmpIPredicate::slt,
                               lane, e.splat(most, lanes));
}

/// A vector of places for each channel. Where only `left` of them are the
/// row's, zeros follow, as the next row is not written yet.
void PlaneCopy::copyPlaces(Value first, Value end, Value to, Value left) {
  SmallVector<Value> places;
  for (int64_t lane = 0; lane < lanes; ++lane) {
    places.push_back(e.add(first, e.index(lane * last.inputStride)));
    if (left)
      places.back() =
          arith::MinUIOp::create(e.builder, e.loc, places.back(), end);
  }
  Value isLeft = !left || lanes == 1 ? Value() : isBelow(left);
  if (part.source.storage.isSpikes)
    copySpikes(places, to, isLeft);
  else
    copyFloats(places, to, isLeft);
}

void PlaneCopy::copyFloats(ArrayRef<Value> places, Value to, Value isLeft) {
  forEachBlock(
      e, part.source.storage.channels, [&](Value channel, int64_t count) {
        forEachColumn(
            e, part.source, places, channel, count, [&](int64_t own, Value x) {
              storePlaces(x, e.add(channel, e.index(own)), to, isLeft);
            });
      });
}

void PlaneCopy::copySpikes(ArrayRef<Value> places, Value to, Value isLeft) {
  bool areNeighbours = !isLeft && last.inputStride == 1;
  forEachWord(e, part.source.storage, [&](Value word, int64_t channels) {
    SpikeLanes words =
        areNeighbours
            ? SpikeLanes::load(e, part.source, word, places.front(), lanes)
            : SpikeLanes::load(e, part.source, word, places);
    SpikeLanes::forEachChannel(
        e, words, channels, [&](Value own, ValueRange floats) {
          Value channel = e.add(e.mul(word, SpikeLanes::kChannels), own);
          storePlaces(floats.front(), channel, to, isLeft);
        });
  });
}

void PlaneCopy::storePlaces(Value x, Value channel, Value to, Value isLeft) {
  if (isLeft)
    x = arith::SelectOp::create(e.builder, e.loc, isLeft, x,
                                e.splat(0.0f, lanes));
  Value plane = e.mul(channel, layout.perChannel * layout.pitch);
  vector::StoreOp::create(e.builder, e.loc, x, part.planes,
                          ValueRange{e.add(plane, to)});
}

void PlaneCopy::emit() {
  // The planes hold a multiple of 16 floats.
  e.loop(layout.floats / 16, [&](Value block) {
    vector::StoreOp::create(e.builder, e.loc, e.splat(0.0f, 16), part.planes,
                            ValueRange{e.mul(block, 16)});
  });
  int64_t rows = part.source.storage.positions / part.window.input.back();
  e.loop(rows, [&](Value number) {
    Row row = findRow(number);
    if (!row.isCovered)
      return copyRow(number, row);
    e.branch(row.isCovered, ValueRange(), [&] {
      copyRow(number, row);
      return Emitter::Values();
    });
  });
}

void copyToPlanes(Emitter &e, const ConvPart &part) {
  PlaneCopy(e, part).emit();
}

} // namespace snnc
