// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Convolutions without a look at the values, where outputs do not fill vectors:
// lanes are neighbouring positions of one output, and the outputs of a group
// share what they read. A phase's outputs are counted on the places of a plane,
// so that what a tap reads lies side by side across rows; where a row of
// outputs ends before the plane's, lanes compute what nobody needs.

#include "compiler/Conversion/PlaneTiles.h"
#include "compiler/Conversion/SpikeLanes.h"
#include "compiler/Conversion/WindowLoops.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace snnc {

/// True if sums along rows, as they are computed, lie in the application's
/// array: they begin here, and no other place is of another phase.
static bool mayGiveOut(const ConvPart &part) {
  return part.start && part.plan.axes.back().phases.size() == 1;
}

namespace {

class PlaneProducts {
public:
  PlaneProducts(Emitter &e, ConvPart &part, const Buffer &sums, const Row *row);
  void emit();
  bool givesOut() const { return row; }

private:
  /// Some outputs of a group, whose first input has the plane `channel`, at a
  /// block.
  struct Work {
    const OutputPhase &phase;
    const PlaneBlock &block;
    Value channel, output;
    int64_t outputs;
  };
  void forEachVector(
      const Work &,
      llvm::function_ref<void(int64_t own, int64_t row, int64_t vector)> body);
  int64_t countTogether() const;
  void forEachPhase(llvm::function_ref<void(const OutputPhase &phase)> body);
  void emitGiving();
  void emitToMemory();
  void multiplyGroup(const OutputPhase &, const PlaneBlock &, Value channel,
                     Value output);
  void multiply(const Work &);
  Emitter::Values startOf(const Work &);
  void storeSums(const Work &, ArrayRef<Value> values);
  void giveOut(const Work &, ArrayRef<Value> values);
  bool sharesRows(const Work &) const;
  Emitter::Values addTaps(const Work &, ValueRange values);
  Emitter::Values addRows(const Work &, ValueRange values);
  using InputBody = llvm::function_ref<Emitter::Values(Value input, Value place,
                                                       ValueRange carried)>;
  Emitter::Values forEachInput(const Work &, Value place, ValueRange values,
                               InputBody body);
  Value placeOf(ArrayRef<Value> places);
  Value weightOf(const Work &, int64_t own, Value input, Value tap);
  Value load(Value memory, Value place) {
    return vector::LoadOp::create(e.builder, e.loc, e.floats(tile.lanes),
                                  memory, place);
  }

  Emitter &e;
  ConvPart &part;
  const Buffer &sums;
  const Row *row; ///< where sums go, if not to memory
  const snn::ProductPlan::Planes &layout;
  PlaneTile tile;
  PlaneSums inMemory;
};

} // namespace

PlaneProducts::PlaneProducts(Emitter &e, ConvPart &part, const Buffer &sums,
                             const Row *given)
    : e(e), part(part), sums(sums), row(mayGiveOut(part) ? given : nullptr),
      layout(*part.plan.planes), tile(PlaneTile::choose(e.options, part)),
      inMemory(e, part, tile, sums) {
  if (!tile.alongRows)
    row = nullptr;
}

//===----------------------------------------------------------------------===//
// What sums begin with and where they go
//===----------------------------------------------------------------------===//

/// Visits the sums of a tile in their order.
void PlaneProducts::forEachVector(
    const Work &work,
    llvm::function_ref<void(int64_t own, int64_t row, int64_t vector)> body) {
  for (int64_t own = 0; own < work.outputs; ++own)
    for (int64_t row = 0; row < work.block.rows; ++row)
      for (int64_t vector = 0; vector < tile.vectors; ++vector)
        body(own, row, vector);
}

Emitter::Values PlaneProducts::startOf(const Work &work) {
  Emitter::Values values;
  forEachVector(work, [&](int64_t own, int64_t row, int64_t vector) {
    Value output = e.add(work.output, e.index(own));
    if (!part.start) {
      values.push_back(
          load(part.blockSums,
               inMemory.placeOf(output, e.index(row), e.index(vector))));
      return;
    }
    if (row + vector > 0) { // a bias is the same at all positions
      values.push_back(values.back());
      return;
    }
    Value bias = part.start({e.index(0), {}, output, 1, 1, false});
    bias =
        vector::ExtractOp::create(e.builder, e.loc, bias, ArrayRef<int64_t>{0});
    values.push_back(e.splat(bias, tile.lanes));
  });
  return values;
}

void PlaneProducts::storeSums(const Work &work, ArrayRef<Value> values) {
  const Value *value = values.begin();
  forEachVector(work, [&](int64_t own, int64_t row, int64_t vector) {
    Value place = inMemory.placeOf(e.add(work.output, e.index(own)),
                                   e.index(row), e.index(vector));
    vector::StoreOp::create(e.builder, e.loc, *value++, part.blockSums,
                            ValueRange{place});
  });
}

void PlaneProducts::giveOut(const Work &work, ArrayRef<Value> values) {
  int64_t width = part.plan.axes.back().count;
  bool isWhole = width % (tile.vectors * tile.lanes) == 0;
  SmallVector<int64_t> counts;
  for (const snn::AxisPhases &axis : part.plan.axes)
    counts.push_back(axis.count);
  const Value *value = values.begin();
  forEachVector(work, [&](int64_t own, int64_t below, int64_t vector) {
    SmallVector<Value> at = work.block.coordinates;
    at.back() = e.add(at.back(), e.index(vector * tile.lanes));
    if (at.size() > 1)
      at.end()[-2] = e.add(at.end()[-2], e.index(below));
    auto [position, isThere] = work.phase.getOutput(at, counts);
    Value sum = e.finishSum(*value++);
    SmallVector<Value> to = row->outside(e, sums.storage, position,
                                         e.add(work.output, e.index(own)));
    auto store = [&] {
      if (isWhole) {
        vector::StoreOp::create(e.builder, e.loc, sum, row->sequence, to);
        return Emitter::Values();
      }
      Value left =
          arith::SubIOp::create(e.builder, e.loc, e.index(width), at.back());
      vector::MaskedStoreOp::create(e.builder, e.loc, row->sequence, to,
                                    e.firstLanes(left, tile.lanes), sum);
      return Emitter::Values();
    };
    if (isThere)
      e.branch(isThere, ValueRange(), store);
    else
      store();
  });
}

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

/// Where in the planes of a channel the first output's input stands.
Value PlaneProducts::placeOf(ArrayRef<Value> places) {
  Value plane = e.index(0), flat = e.index(0);
  for (auto [axis, extent, place] :
       llvm::zip(part.plan.axes, layout.extent, places)) {
    plane = e.add(e.mul(plane, axis.inputStride),
                  remainder(e, place, axis.inputStride));
    flat = e.add(e.mul(flat, extent), divide(e, place, axis.inputStride));
  }
  return e.add(e.mul(plane, layout.pitch), flat);
}

/// A weight of an input of the group, in all lanes.
Value PlaneProducts::weightOf(const Work &work, int64_t own, Value input,
                              Value tap) {
  Value row = e.add(e.mul(input, part.window.getTaps()), tap);
  return e.splat(part.rows.loadWeight(row, e.add(work.output, e.index(own))),
                 tile.lanes);
}

/// Visits the inputs of the group, each with where its vectors begin.
Emitter::Values PlaneProducts::forEachInput(const Work &work, Value place,
                                            ValueRange values, InputBody body) {
  int64_t pitch = layout.perChannel * layout.pitch;
  return e.loop(e.index(0), e.index(part.groupInputs), e.index(1), values,
                [&](Value input, ValueRange carried) {
                  Value plane = e.mul(e.add(work.channel, input), pitch);
                  return body(input, e.add(plane, place), carried);
                });
}

Emitter::Values PlaneProducts::addTaps(const Work &work, ValueRange values) {
  int64_t below = layout.extent.back();
  return work.phase.forEachTap(values, [&](Value tap, ArrayRef<Value> read,
                                           ValueRange outer) {
    Value from = e.add(work.block.first, placeOf(read));
    return forEachInput(
        work, from, outer, [&](Value input, Value plane, ValueRange carried) {
          Emitter::Values inputs, weights, results;
          for (int64_t row = 0; row < work.block.rows; ++row)
            for (int64_t vector = 0; vector < tile.vectors; ++vector)
              inputs.push_back(load(
                  part.planes,
                  e.add(plane, e.index(row * below + vector * tile.lanes))));
          for (int64_t own = 0; own < work.outputs; ++own) {
            Value weight = weightOf(work, own, input, tap);
            for (Value x : inputs)
              results.push_back(e.fma(x, weight, carried[results.size()]));
          }
          return results;
        });
  });
}

/// True if neighbouring rows of outputs read the same rows of an image, and
/// there are no more outputs to share what is read.
bool PlaneProducts::sharesRows(const Work &work) const {
  ArrayRef<snn::AxisPhases> axes = part.plan.axes;
  return work.block.rows > 1 && work.outputs == 1 && axes.size() == 2 &&
         axes[0].phases.size() == 1 && axes[0].inputStride == 1 &&
         axes[0].inputStep == 1;
}

/// Reads each row of the image once for all rows of an output. These meet it
/// with different taps, each with its own in ascending order.
Emitter::Values PlaneProducts::addRows(const Work &work, ValueRange values) {
  int64_t rows = work.block.rows, taps = part.plan.axes[0].phases[0].taps;
  Emitter::Values all(values);
  for (int64_t below = 0; below < rows + taps - 1; ++below)
    all = work.phase.forEachTapOf(
        1, all, [&](Value k, Value place, ValueRange outer) {
          Value from =
              e.add(work.block.first, placeOf({e.index(below), place}));
          return forEachInput(
              work, from, outer,
              [&](Value input, Value plane, ValueRange carried) {
                Emitter::Values inputs, results(carried);
                for (int64_t vector = 0; vector < tile.vectors; ++vector)
                  inputs.push_back(load(
                      part.planes, e.add(plane, e.index(vector * tile.lanes))));
                for (int64_t row = std::max<int64_t>(0, below - taps + 1);
                     row <= std::min(rows - 1, below); ++row) {
                  Value tap =
                      e.add(e.index((below - row) * part.window.kernel[1]), k);
                  Value weight = weightOf(work, 0, input, tap);
                  for (auto [number, x] : llvm::enumerate(inputs)) {
                    Value &sum = results[row * tile.vectors + number];
                    sum = e.fma(x, weight, sum);
                  }
                }
                return results;
              });
        });
  return all;
}

void PlaneProducts::multiply(const Work &work) {
  Emitter::Values values = startOf(work);
  values = sharesRows(work) ? addRows(work, values) : addTaps(work, values);
  if (row)
    giveOut(work, values);
  else
    storeSums(work, values);
}

/// Cuts the outputs of a group into parts that differ by one at most.
void PlaneProducts::multiplyGroup(const OutputPhase &phase,
                                  const PlaneBlock &block, Value channel,
                                  Value output) {
  int64_t parts = llvm::divideCeilSigned(part.groupOutputs, tile.outputs),
          size = part.groupOutputs / parts, larger = part.groupOutputs % parts;
  auto multiplyParts = [&](int64_t from, int64_t count, int64_t outputs) {
    if (count > 0)
      e.loop(count, [&](Value number) {
        Value at = e.add(e.mul(number, outputs), e.index(from));
        multiply({phase, block, channel, e.add(output, at), outputs});
      });
  };
  multiplyParts(0, larger, size + 1);
  multiplyParts(larger * (size + 1), parts - larger, size);
}

/// Groups whose planes are made and read before the next ones', while they are
/// in the nearest cache; all, where channels cannot be picked.
int64_t PlaneProducts::countTogether() const {
  constexpr int64_t mostFloats = 6 << 10;
  int64_t floats = part.groupInputs * layout.perChannel * layout.pitch;
  auto isPickable = [&](int64_t groups) {
    return part.source.storage.isSpikes && part.groups % groups == 0 &&
           SpikeLanes::kHalf % (groups * part.groupInputs) == 0;
  };
  int64_t groups = 1;
  while (isPickable(2 * groups) && 2 * groups * floats <= mostFloats)
    groups *= 2;
  return isPickable(groups) ? groups : part.groups;
}

void PlaneProducts::forEachPhase(
    llvm::function_ref<void(const OutputPhase &phase)> body) {
  OutputPhase::forEach(e, part.window, part.plan.axes, body);
}

/// A group ends before the next begins.
void PlaneProducts::emitGiving() {
  int64_t together = countTogether(), channels = together * part.groupInputs;
  e.loop(part.groups / together, [&](Value number) {
    if (together == part.groups)
      copyToPlanes(e, part);
    else
      copyToPlanes(e, part, e.mul(number, channels), channels);
    forEachPhase([&](const OutputPhase &phase) {
      e.loop(together, [&](Value own) {
        Value group = e.add(e.mul(number, together), own);
        forEachPlaneBlock(e, part, tile, [&](const PlaneBlock &block) {
          multiplyGroup(phase, block, e.mul(own, part.groupInputs),
                        e.mul(group, part.groupOutputs));
        });
      });
    });
  });
}

/// What all groups of a block leave in memory is turned together.
void PlaneProducts::emitToMemory() {
  copyToPlanes(e, part);
  forEachPhase([&](const OutputPhase &phase) {
    forEachPlaneBlock(e, part, tile, [&](const PlaneBlock &block) {
      if (!part.start)
        inMemory.load(phase, block);
      e.loop(part.groups, [&](Value group) {
        multiplyGroup(phase, block, e.mul(group, part.groupInputs),
                      e.mul(group, part.groupOutputs));
      });
      inMemory.store(phase, block);
    });
  });
}

void PlaneProducts::emit() {
  if (row)
    emitGiving();
  else
    emitToMemory();
}

bool addPlaneProducts(Emitter &e, ConvPart &part, const Buffer &sums,
                      const Row *row) {
  PlaneProducts products(e, part, sums, row);
  products.emit();
  return products.givesOut();
}

} // namespace snnc
