// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The products of a tile of outputs with what they read of planes, in the order
// of N2: taps, and the inputs of each.

#include "compiler/Conversion/Code/WindowLoops.h"
#include "compiler/Conversion/Kernels/PlaneTiles.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace snnc {

namespace {

class TileProducts {
public:
  TileProducts(Emitter &e, ConvPart &part, const PlaneTile &tile,
               const PlaneWork &work)
      : e(e), part(part), tile(tile), work(work), layout(*part.plan.planes) {}

  Emitter::Values add(ValueRange values) {
    return sharesRows() ? addRows(values) : addTaps(values);
  }

private:
  bool sharesRows() const;
  Emitter::Values addTaps(ValueRange values);
  Emitter::Values addRows(ValueRange values);
  using InputBody = llvm::function_ref<Emitter::Values(Value input, Value place,
                                                       ValueRange carried)>;
  Emitter::Values forEachInput(Value place, ValueRange values, InputBody body);
  Value placeOf(ArrayRef<Value> places);
  Value weightOf(int64_t own, Value input, Value tap);
  Value load(Value place) {
    return vector::LoadOp::create(e.builder, e.loc, e.floats(tile.lanes),
                                  part.planes, place);
  }

  Emitter &e;
  ConvPart &part;
  const PlaneTile &tile;
  const PlaneWork &work;
  const snn::ProductPlan::Planes &layout;
};

} // namespace

/// Where in the planes of a channel the first output's input stands.
Value TileProducts::placeOf(ArrayRef<Value> places) {
  Value plane = e.index(0), flat = e.index(0);
  for (auto [axis, extent, place] :
       llvm::zip(part.plan.axes, layout.extent, places)) {
    plane = e.add(e.mul(plane, axis.inputStride),
                  remainder(e, place, axis.inputStride));
    flat = e.add(e.mul(flat, extent), divide(e, place, axis.inputStride));
  }
  flat = e.add(flat, e.index(layout.begin));
  return e.add(e.mul(plane, layout.pitch), flat);
}

/// A weight of an input of the group, in all lanes.
Value TileProducts::weightOf(int64_t own, Value input, Value tap) {
  Value row = e.add(e.mul(input, part.window.getTaps()), tap);
  return e.splat(part.rows.loadWeight(row, e.add(work.output, e.index(own))),
                 tile.lanes);
}

/// Visits the inputs of the group, each with where its vectors begin.
Emitter::Values TileProducts::forEachInput(Value place, ValueRange values,
                                           InputBody body) {
  int64_t pitch = layout.perChannel * layout.pitch;
  return e.loop(e.index(0), e.index(part.groupInputs), e.index(1), values,
                [&](Value input, ValueRange carried) {
                  Value plane = e.mul(e.add(work.channel, input), pitch);
                  return body(input, e.add(plane, place), carried);
                });
}

Emitter::Values TileProducts::addTaps(ValueRange values) {
  int64_t below = layout.extent.back();
  return work.phase.forEachTap(values, [&](Value tap, ArrayRef<Value> read,
                                           ValueRange outer) {
    Value from = e.add(work.block.first, placeOf(read));
    return forEachInput(
        from, outer, [&](Value input, Value plane, ValueRange carried) {
          Emitter::Values inputs, weights, results;
          for (int64_t row = 0; row < work.block.rows; ++row)
            for (int64_t vector = 0; vector < tile.vectors; ++vector)
              inputs.push_back(load(
                  e.add(plane, e.index(row * below + vector * tile.lanes))));
          for (int64_t own = 0; own < work.outputs; ++own) {
            Value weight = weightOf(own, input, tap);
            for (Value x : inputs)
              results.push_back(e.fma(x, weight, carried[results.size()]));
          }
          return results;
        });
  });
}

/// True if neighbouring rows of outputs read the same rows of an image, and
/// there are no more outputs to share what is read.
bool TileProducts::sharesRows() const {
  ArrayRef<snn::AxisPhases> axes = part.plan.axes;
  return work.block.rows > 1 && work.outputs == 1 && axes.size() == 2 &&
         axes[0].phases.size() == 1 && axes[0].inputStride == 1 &&
         axes[0].inputStep == 1;
}

/// Reads each row of the image once for all rows of an output. These meet it
/// with different taps, each with its own in ascending order.
Emitter::Values TileProducts::addRows(ValueRange values) {
  const snn::AxisPhases &axis = part.plan.axes[0];
  const snn::AxisPhases::Phase &phase = axis.phases[0];
  int64_t rows = work.block.rows, taps = phase.taps;
  Emitter::Values all(values);
  // Unrolled, rows keep all weights; what registers do not hold is spilled.
  constexpr int64_t mostWeights = 16;
  for (int64_t below = 0; below < rows + taps - 1; ++below) {
    all = work.phase.forEachTapOf(
        1, all, [&](Value k, Value place, ValueRange outer) {
          Value from =
              e.add(work.block.first,
                    placeOf({e.index(phase.firstInput + below), place}));
          return forEachInput(
              from, outer, [&](Value input, Value plane, ValueRange carried) {
                Emitter::Values inputs, results(carried);
                for (int64_t vector = 0; vector < tile.vectors; ++vector)
                  inputs.push_back(
                      load(e.add(plane, e.index(vector * tile.lanes))));
                for (int64_t row = std::max<int64_t>(0, below - taps + 1);
                     row <= std::min(rows - 1, below); ++row) {
                  int64_t own = phase.firstTap + (below - row) * axis.tapStep;
                  Value tap = e.add(e.index(own * part.window.kernel[1]), k);
                  Value weight = weightOf(0, input, tap);
                  for (auto [number, x] : llvm::enumerate(inputs)) {
                    Value &sum = results[row * tile.vectors + number];
                    sum = e.fma(x, weight, sum);
                  }
                }
                return results;
              });
        });
    if (part.window.getTaps() > mostWeights)
      e.keepRolled(all);
  }
  return all;
}

Emitter::Values addTileProducts(Emitter &e, ConvPart &part,
                                const PlaneTile &tile, const PlaneWork &work,
                                ValueRange sums) {
  return TileProducts(e, part, tile, work).add(sums);
}

} // namespace snnc
