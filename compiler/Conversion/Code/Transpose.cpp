// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Square blocks of numbers in registers, turned.

#include "compiler/Conversion/Code/Transpose.h"

#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace snnc {

/// Halves of halves: in each step, blocks of `half` rows and lanes that lie
/// across the diagonal from one another change places.
Emitter::Values transpose(Emitter &e, Emitter::Values rows) {
  int64_t lanes = rows.size();
  for (int64_t half = lanes / 2; half > 0; half /= 2) {
    SmallVector<int64_t> low(lanes), high(lanes);
    for (int64_t lane = 0; lane < lanes; ++lane) {
      bool isHigh = lane & half;
      low[lane] = isHigh ? lanes + lane - half : lane;
      high[lane] = isHigh ? lanes + lane : lane + half;
    }
    for (int64_t row = 0; row < lanes; ++row) {
      if (row & half)
        continue;
      Value above = rows[row], below = rows[row + half];
      rows[row] =
          vector::ShuffleOp::create(e.builder, e.loc, above, below, low);
      rows[row + half] =
          vector::ShuffleOp::create(e.builder, e.loc, above, below, high);
    }
  }
  return rows;
}

void forEachColumn(
    Emitter &e, const Buffer &from, ArrayRef<Value> positions, Value channel,
    int64_t count,
    llvm::function_ref<void(int64_t number, Value column)> body) {
  int64_t lanes = positions.size();
  Emitter::Values rows;
  for (Value position : positions) {
    Panel panel = {position, {}, channel, 16, count, false};
    rows.push_back(e.toFloats(e.loadPanel(from.memory, from.storage, panel)));
  }
  for (int64_t first = 0; first < count; first += lanes) {
    Emitter::Values block;
    for (Value row : rows)
      block.push_back(e.lanes(row, first, lanes));
    block = transpose(e, block);
    for (int64_t own = first; own < std::min(first + lanes, count); ++own)
      body(own, block[own - first]);
  }
}

} // namespace snnc
