// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Activation functions as scalar equations.

#ifndef SNNC_TRANSFORMS_ACTIVATIONS_H
#define SNNC_TRANSFORMS_ACTIVATIONS_H

#include "dialect/SNNDialect.h"
#include "snnc/Expression.h"

namespace snnc {

/// `function` of `x` as jax.nn and jax.numpy define it (docs/Semantics.md, N5).
/// `x` itself for the identity and for the softmaxes, which are no function of
/// one element.
Expr applyActivation(mlir::snn::Function function, Expr x);

/// True for what needs a whole vector, as the softmaxes do.
bool isOfVector(mlir::snn::Function function);

} // namespace snnc

#endif // SNNC_TRANSFORMS_ACTIVATIONS_H
