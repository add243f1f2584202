// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Convolutions without a look at the values, where outputs do not fill vectors:
// lanes are neighbouring positions of one output, and the outputs of a group
// share what they read. A phase's outputs are counted on the places of a plane,
// so that what a tap reads lies side by side across rows; where a row of
// outputs ends before the plane's, lanes compute what nobody needs.

#include "compiler/Conversion/Code/SpikeLanes.h"
#include "compiler/Conversion/Code/WindowLoops.h"
#include "compiler/Conversion/Kernels/PlaneTiles.h"

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
  void forEachVector(
      const PlaneWork &,
      llvm::function_ref<void(int64_t own, int64_t row, int64_t vector)> body);
  int64_t countTogether() const;
  void forEachPhase(llvm::function_ref<void(const OutputPhase &phase)> body);
  void emitGiving();
  void emitToMemory();
  void multiplyGroup(const OutputPhase &, const PlaneBlock &, Value channel,
                     Value output);
  void multiply(const PlaneWork &);
  Emitter::Values startOf(const PlaneWork &);
  void storeSums(const PlaneWork &, ArrayRef<Value> values);
  void giveOut(const PlaneWork &, ArrayRef<Value> values);

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
    const PlaneWork &work,
    llvm::function_ref<void(int64_t own, int64_t row, int64_t vector)> body) {
  for (int64_t own = 0; own < work.outputs; ++own)
    for (int64_t row = 0; row < work.block.rows; ++row)
      for (int64_t vector = 0; vector < tile.vectors; ++vector)
        body(own, row, vector);
}

Emitter::Values PlaneProducts::startOf(const PlaneWork &work) {
  Emitter::Values values;
  forEachVector(work, [&](int64_t own, int64_t row, int64_t vector) {
    Value output = e.add(work.output, e.index(own));
    if (!part.start) {
      values.push_back(vector::LoadOp::create(
          e.builder, e.loc, e.floats(tile.lanes), part.blockSums,
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

void PlaneProducts::storeSums(const PlaneWork &work, ArrayRef<Value> values) {
  const Value *value = values.begin();
  forEachVector(work, [&](int64_t own, int64_t row, int64_t vector) {
    Value place = inMemory.placeOf(e.add(work.output, e.index(own)),
                                   e.index(row), e.index(vector));
    vector::StoreOp::create(e.builder, e.loc, *value++, part.blockSums,
                            ValueRange{place});
  });
}

void PlaneProducts::giveOut(const PlaneWork &work, ArrayRef<Value> values) {
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
// The order of the work
//===----------------------------------------------------------------------===//

void PlaneProducts::multiply(const PlaneWork &work) {
  Emitter::Values values = startOf(work);
  values = addTileProducts(e, part, tile, work, values);
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
    return part.source.storage.isBits() && part.groups % groups == 0 &&
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
  clearPlanes(e, part, channels);
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
  clearPlanes(e, part, part.source.storage.channels);
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
