// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// What the equations of neurons and other pointwise layers are made of.

#ifndef SNN_SCALAR_OPS_H
#define SNN_SCALAR_OPS_H

#include "mlir/IR/Operation.h"

namespace mlir::snn {

/// Verifies that `block`, the region of `op`, holds what both the lowering and
/// the reference interpreter know: the operations below on f32 and i1, each as
/// IEEE 754 or docs/Semantics.md, N5, has it.
LogicalResult verifyEquations(Operation *op, Block &block);

} // namespace mlir::snn

#endif // SNN_SCALAR_OPS_H
