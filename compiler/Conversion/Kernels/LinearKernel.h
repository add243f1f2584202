// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The sums of linear layers: row by row of what is not zero, or as a matrix
// product.

#ifndef SNNC_CONVERSION_KERNELS_LINEARKERNEL_H
#define SNNC_CONVERSION_KERNELS_LINEARKERNEL_H

#include "compiler/Conversion/Kernels/EventLists.h"

namespace snnc {

/// One linear operation of a sum.
struct LinearPart {
  Buffer source;
  RowLoader rows;
  EventLists events;
};

/// The sums of a panel over the steps of a tile, in memory, where some steps
/// have so many events that all inputs are multiplied (SumsFunction.h). A
/// product with zero adds nothing, so the bits are those of the sum over
/// events.
class DenseSums {
public:
  /// `first` is the operation that the sum begins with.
  DenseSums(Emitter &emitter, Workspace &workspace, mlir::snn::MatvecOp first,
            const TileSteps &tile);

  /// Stores what the sum of the panel's step begins with.
  void store(mlir::Value sum, const Panel &panel);
  /// Adds a part to the sums of all steps of the panel's sample.
  void add(LinearPart &part, const Panel &panel);
  /// The sum of the panel's step.
  mlir::Value load(const Panel &panel);

private:
  mlir::Value numberOf(mlir::Value step);

  Emitter &e;
  TileSteps tile;
  mlir::Value sums;     ///< [step of the kernel, lane]
  mlir::Value expanded; ///< [step of a group, input of a stretch]
};

} // namespace snnc

#endif // SNNC_CONVERSION_KERNELS_LINEARKERNEL_H
