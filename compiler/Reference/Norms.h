// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Norms, in plain loops.

#ifndef SNNC_REFERENCE_NORMS_H
#define SNNC_REFERENCE_NORMS_H

#include "compiler/Reference/Parameters.h"

namespace snnc {

/// A norm of `x` (docs/Semantics.md, N3).
Array applyNorm(mlir::snn::LayerNormOp op, const Array &x,
                Parameters &parameters);
Array applyNorm(mlir::snn::RMSNormOp op, const Array &x,
                Parameters &parameters);
Array applyNorm(mlir::snn::GroupNormOp op, const Array &x,
                Parameters &parameters);

} // namespace snnc

#endif // SNNC_REFERENCE_NORMS_H
