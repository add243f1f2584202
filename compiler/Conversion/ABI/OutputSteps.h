// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The steps of a tile that are given out: those behind the burn-in.

#ifndef SNNC_CONVERSION_ABI_OUTPUTSTEPS_H
#define SNNC_CONVERSION_ABI_OUTPUTSTEPS_H

#include "mlir/Dialect/Arith/IR/Arith.h"

namespace snnc {

/// Of a tile of `steps` steps from `firstOfTile` on.
struct OutputSteps {
  mlir::Value first; ///< the first one's number in the tile
  mlir::Value count;
  mlir::Value row; ///< of the first in the output

  /// As unsigned numbers: a burn-in may be as long as size_t has numbers.
  OutputSteps(mlir::OpBuilder &builder, mlir::Location loc,
              mlir::Value firstOfTile, mlir::Value steps, mlir::Value burnin) {
    using namespace mlir::arith;
    mlir::Value end = AddIOp::create(builder, loc, firstOfTile, steps),
                begin = MaxUIOp::create(builder, loc, firstOfTile, burnin);
    begin = MinUIOp::create(builder, loc, begin, end);
    first = SubIOp::create(builder, loc, begin, firstOfTile);
    count = SubIOp::create(builder, loc, end, begin);
    row = SubIOp::create(builder, loc, begin, burnin);
  }
};

} // namespace snnc

#endif // SNNC_CONVERSION_ABI_OUTPUTSTEPS_H
