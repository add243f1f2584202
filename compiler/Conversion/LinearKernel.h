// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The sums of linear layers: row by row of what is not zero, or as a matrix
// product.

#ifndef SNNC_CONVERSION_LINEARKERNEL_H
#define SNNC_CONVERSION_LINEARKERNEL_H

#include "compiler/Conversion/EventLists.h"

namespace snnc {

/// One linear operation of a sum.
struct LinearPart {
  Buffer source;
  RowLoader rows;
  EventLists events;
};

/// The sums of a panel over the steps of a tile, in memory, where some steps
/// have so many events that all inputs are multiplied: kDenseRows steps at a
/// time, whose sums stay in registers for a stretch of inputs. A product with
/// zero adds nothing, so the bits are those of the sum over events.
class DenseSums {
public:
  DenseSums(Emitter &emitter, Workspace &workspace, const TileSteps &tile);

  using AddEvents =
      llvm::function_ref<mlir::Value(const Panel &, mlir::Value sum)>;

  /// Stores what the sum of the panel's step begins with.
  void store(mlir::Value sum, const Panel &panel);
  /// Adds a part to the sums of all steps of the panel's sample: groups of
  /// steps that are dense as products, others event by event.
  void add(LinearPart &part, const Panel &panel, AddEvents addEvents);
  /// The sum of the panel's step.
  mlir::Value load(const Panel &panel);

private:
  /// Some inputs, for a group of steps.
  struct Stretch {
    mlir::Value firstStep, begin, end;
  };

  void addProduct(LinearPart &part, const Panel &panel, const Stretch &);
  llvm::SmallVector<mlir::Value> floatsOf(const LinearPart &part,
                                          const Panel &panel, const Stretch &);
  Emitter::Values addInput(LinearPart &part, const Panel &panel,
                           mlir::ValueRange inputs, mlir::Value input,
                           mlir::ValueRange sums);
  mlir::Value numberOf(mlir::Value step);

  Emitter &e;
  TileSteps tile;
  int64_t lanes;        ///< of a register
  mlir::Value sums;     ///< [step of the kernel, lane]
  mlir::Value expanded; ///< [step of a group, input of a stretch]
};

} // namespace snnc

#endif // SNNC_CONVERSION_LINEARKERNEL_H
