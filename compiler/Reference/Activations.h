// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Activation functions (docs/Semantics.md, N5).

#ifndef SNNC_REFERENCE_ACTIVATIONS_H
#define SNNC_REFERENCE_ACTIVATIONS_H

#include "compiler/Reference/Array.h"
#include "dialect/SNNDialect.h"

namespace snnc {

/// `function` of every element, or of the vector.
Array applyActivation(mlir::snn::Function function, Array x);

} // namespace snnc

#endif // SNNC_REFERENCE_ACTIVATIONS_H
