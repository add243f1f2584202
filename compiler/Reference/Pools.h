// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pools, in plain loops.

#ifndef SNNC_REFERENCE_POOLS_H
#define SNNC_REFERENCE_POOLS_H

#include "compiler/Reference/Parameters.h"

namespace snnc {

/// A pool of `x`, whose result has the shape `shape` (docs/Semantics.md, N4).
Array applyPool(mlir::snn::AvgPoolOp op, const Array &x,
                const std::vector<int64_t> &shape);
Array applyPool(mlir::snn::SumPoolOp op, const Array &x,
                const std::vector<int64_t> &shape);
Array applyPool(mlir::snn::MaxPoolOp op, const Array &x,
                const std::vector<int64_t> &shape);
Array applyPool(mlir::snn::AdaptiveAvgPoolOp op, const Array &x,
                const std::vector<int64_t> &shape);
Array applyPool(mlir::snn::AdaptiveMaxPoolOp op, const Array &x,
                const std::vector<int64_t> &shape);
Array applyPool(mlir::snn::SpikingMaxPoolOp op, const Array &x,
                const std::vector<int64_t> &shape, Parameters &parameters);

/// What a step makes of windows of `x`.
Array applyWindows(mlir::snn::WindowReduceOp op, const Array &x);

} // namespace snnc

#endif // SNNC_REFERENCE_POOLS_H
