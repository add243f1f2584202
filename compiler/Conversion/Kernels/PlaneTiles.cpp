// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How products by planes cut their work, and sums of a part of it in memory.

#include "compiler/Conversion/Kernels/PlaneTiles.h"
#include "compiler/Conversion/Code/Transpose.h"
#include "compiler/Conversion/Code/WindowLoops.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace snnc {

//===----------------------------------------------------------------------===//
// Tiles and blocks
//===----------------------------------------------------------------------===//

/// The most of `total` that divide it, up to `most`; that many, if this is less
/// than half.
static int64_t evenPart(int64_t total, int64_t most) {
  most = std::min(total, most);
  int64_t part = most;
  while (total % part)
    --part;
  return 2 * part > most ? part : most;
}

/// Few enough vectors that not many of their lanes lie behind the last output.
static int64_t vectorsAcrossRows(int64_t outputs, int64_t lanes, int64_t most) {
  int64_t least = 0, best = 1;
  for (int64_t vectors = 1; vectors <= most; ++vectors) {
    int64_t blocks = llvm::divideCeilSigned(outputs, vectors * lanes),
            cost = blocks * (vectors + 1); // a weight costs, too
    if (least > 0 && cost > least)
      continue;
    least = cost;
    best = vectors;
  }
  return best;
}

/// As many sums as registers hold beside what is multiplied.
PlaneTile PlaneTile::choose(const KernelOptions &options,
                            const ConvPart &part) {
  const snn::ProductPlan::Planes &layout = *part.plan.planes;
  int64_t lanes = options.registerLanes, sums = lanes >= 16 ? 16 : 8;
  int64_t parts = llvm::divideCeilSigned(part.groupOutputs, sums / 2),
          outputs = llvm::divideCeilSigned(part.groupOutputs, parts),
          most = std::min(sums / outputs, layout.block / lanes);
  ArrayRef<snn::AxisPhases> axes = part.plan.axes;
  int64_t inRow = llvm::divideCeilSigned(axes.back().count, lanes);
  // Vectors along rows may end in lanes that are of no use, those across rows
  // meet the padding; they are worth more as their rows share what they read.
  constexpr double worth = 1.25;
  double useful = 1, perRow = double(axes.back().count) / (inRow * lanes);
  for (const snn::AxisPhases &axis : axes)
    useful *= axis.count;
  if (worth * perRow < useful / llvm::alignTo(layout.outputs, lanes))
    return {lanes, outputs, 1, vectorsAcrossRows(layout.outputs, lanes, most),
            /*alongRows=*/false};
  int64_t vectors = llvm::divideCeilSigned(inRow,
                                           llvm::divideCeilSigned(inRow, most)),
          height = axes.size() > 1 ? axes[axes.size() - 2].count : 1;
  return {lanes, outputs, evenPart(height, most / vectors), vectors,
          /*alongRows=*/true};
}

/// The blocks of one image along rows: its last two axes.
static void
forEachBlockOfImage(Emitter &e, const ConvPart &part, const PlaneTile &tile,
                    ArrayRef<Value> outer,
                    llvm::function_ref<void(const PlaneBlock &)> body) {
  ArrayRef<snn::AxisPhases> axes = part.plan.axes;
  int64_t width = tile.vectors * tile.lanes,
          height = axes.size() > 1 ? axes[axes.size() - 2].count : 1,
          blocks = llvm::divideCeilSigned(axes.back().count, width);
  auto emitRows = [&](Value y, int64_t rows) {
    e.loop(blocks, [&](Value number) {
      PlaneBlock block = {e.index(0), SmallVector<Value>(outer), rows};
      if (axes.size() > 1)
        block.coordinates.push_back(y);
      block.coordinates.push_back(e.mul(number, width));
      for (auto [extent, coordinate] :
           llvm::zip(part.plan.planes->extent, block.coordinates))
        block.first = e.add(e.mul(block.first, extent), coordinate);
      body(block);
    });
  };
  int64_t rest = height % tile.rows;
  e.loop(height / tile.rows,
         [&](Value number) { emitRows(e.mul(number, tile.rows), tile.rows); });
  if (rest > 0)
    emitRows(e.index(height - rest), rest);
}

void forEachPlaneBlock(Emitter &e, const ConvPart &part, const PlaneTile &tile,
                       llvm::function_ref<void(const PlaneBlock &)> body) {
  if (!tile.alongRows) {
    int64_t size = tile.getPositions(),
            blocks = llvm::divideCeilSigned(part.plan.planes->outputs, size);
    e.loop(blocks, [&](Value number) { body({e.mul(number, size), {}, 1}); });
    return;
  }
  SmallVector<int64_t> outer;
  int64_t images = 1;
  for (const snn::AxisPhases &axis : ArrayRef(part.plan.axes).drop_back())
    outer.push_back(axis.count);
  if (!outer.empty())
    outer.pop_back();
  for (int64_t size : outer)
    images *= size;
  e.loop(images, [&](Value image) {
    forEachBlockOfImage(e, part, tile, coordinatesOf(e, image, outer), body);
  });
}

//===----------------------------------------------------------------------===//
// Sums in memory
//===----------------------------------------------------------------------===//

Value PlaneSums::placeOf(Value output, Value row, Value vector) {
  Value place = e.add(e.mul(output, tile.rows), row);
  place = e.add(e.mul(place, tile.vectors), vector);
  return e.mul(place, tile.lanes);
}

/// Where the lanes of a vector stand in the result.
PlaneSums::Positions PlaneSums::positionsOf(const OutputPhase &phase,
                                            const PlaneBlock &block, Value row,
                                            Value vector) {
  ArrayRef<int64_t> extent = part.plan.planes->extent;
  SmallVector<int64_t> sizes(extent);
  if (tile.alongRows)
    for (auto [size, axis] : llvm::zip(sizes, part.plan.axes))
      size = axis.count;
  // A block may end behind the last row, or behind each.
  (tile.alongRows ? sizes.back() : sizes.front()) +=
      tile.alongRows ? tile.getPositions() : part.window.output.front();
  Positions all;
  for (int64_t lane = 0; lane < tile.lanes; ++lane) {
    Value along = e.add(e.mul(vector, tile.lanes), e.index(lane));
    SmallVector<Value> coordinates = block.coordinates;
    if (tile.alongRows) {
      coordinates.back() = e.add(coordinates.back(), along);
      if (coordinates.size() > 1)
        coordinates.end()[-2] = e.add(coordinates.end()[-2], row);
    } else {
      coordinates = coordinatesOf(e, e.add(block.first, along), extent);
    }
    auto [position, isThere] = phase.getOutput(coordinates, sizes);
    all.position.push_back(position);
    all.isThere.push_back(isThere);
  }
  return all;
}

/// Visits each vector of the block's positions with 16 outputs at a time.
void PlaneSums::forEachVector(const OutputPhase &phase, const PlaneBlock &block,
                              VectorBody body) {
  e.loop(block.rows, [&](Value row) {
    e.loop(tile.vectors, [&](Value vector) {
      Positions positions = positionsOf(phase, block, row, vector);
      e.loop(sums.storage.getPitch() / 16, [&](Value number) {
        Value channel = e.mul(number, 16);
        body(positions, channel, placeOf(channel, row, vector));
      });
    });
  });
}

void PlaneSums::load(const OutputPhase &phase, const PlaneBlock &block) {
  forEachVector(
      phase, block, [&](const Positions &at, Value channel, Value to) {
        SmallVector<Value> any; // where there is no such output
        for (auto [position, isThere] : llvm::zip(at.position, at.isThere))
          any.push_back(arith::SelectOp::create(e.builder, e.loc, isThere,
                                                position, e.index(0)));
        forEachColumn(
            e, sums, any, channel, 16, [&](int64_t own, Value column) {
              Value place = e.add(to, e.index(own * tile.getPositions()));
              vector::StoreOp::create(e.builder, e.loc, column, part.blockSums,
                                      ValueRange{place});
            });
      });
}

void PlaneSums::store(const OutputPhase &phase, const PlaneBlock &block) {
  int64_t lanes = tile.lanes;
  forEachVector(
      phase, block, [&](const Positions &at, Value channel, Value from) {
        SmallVector<Emitter::Values> squares;
        for (int64_t begin = 0; begin < 16; begin += lanes) {
          Emitter::Values square;
          for (int64_t own = begin; own < begin + lanes; ++own)
            square.push_back(vector::LoadOp::create(
                e.builder, e.loc, e.floats(lanes), part.blockSums,
                e.add(from, e.index(own * tile.getPositions()))));
          squares.push_back(transpose(e, square));
        }
        for (int64_t lane = 0; lane < lanes; ++lane)
          e.branch(at.isThere[lane], ValueRange(), [&] {
            for (auto [number, square] : llvm::enumerate(squares)) {
              Value column = e.add(channel, e.index(number * lanes));
              Panel panel = {
                  at.position[lane], {}, column, lanes, lanes, false};
              e.storePanel(square[lane], sums.memory, sums.storage, panel);
            }
            return Emitter::Values();
          });
      });
}

} // namespace snnc
