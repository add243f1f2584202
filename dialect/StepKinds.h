// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// What passes ask of any operation of a step, whatever it is.

#ifndef SNN_STEP_KINDS_H
#define SNN_STEP_KINDS_H

#include "dialect/SNNDialect.h"

namespace mlir::snn {

/// When the owner of `use` reads its elements, within its kernel's pass over
/// the layer.
Access accessOf(OpOperand &use);

/// Needs all of its source before a pass over its layer begins.
bool startsPass(Operation *op);

/// The value that a sum over inputs continues from; null for any other
/// operation.
Value getContinuedSum(Operation *op);

/// A constant tensor of one value.
bool isSplat(Operation *op);

/// What a step is made of: operations that have `StepOpInterface`, constants of
/// one value, and groups of these.
bool isStepOp(Operation *op);

} // namespace mlir::snn

#endif // SNN_STEP_KINDS_H
