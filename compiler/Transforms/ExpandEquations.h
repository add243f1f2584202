// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A layer of equations as an snn.neuron whose states are delays of its own
// results.

#ifndef SNNC_TRANSFORMS_EXPANDEQUATIONS_H
#define SNNC_TRANSFORMS_EXPANDEQUATIONS_H

#include "dialect/SNNDialect.h"
#include "mlir/IR/Builders.h"

namespace snnc {

/// Replaces \p op by an `snn.neuron` with the same region and an `snn.delay`
/// for each state; by an `snn.map` if it has none. Fails if its sources are not
/// joined yet.
llvm::LogicalResult expandEquations(mlir::snn::EquationsOp op,
                                    mlir::OpBuilder &builder);

} // namespace snnc

#endif // SNNC_TRANSFORMS_EXPANDEQUATIONS_H
