// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Passes from the step level down to the LLVM dialect.

#ifndef SNNC_CONVERSION_PASSES_H
#define SNNC_CONVERSION_PASSES_H

#include "dialect/SNNDialect.h"
#include "mlir/Pass/Pass.h"

namespace snnc {

#define GEN_PASS_DECL
#include "compiler/Conversion/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "compiler/Conversion/Passes.h.inc"

/// Gives the primitives of a step the models by which they become code.
void registerKernelOpModels(mlir::DialectRegistry &registry);

} // namespace snnc

#endif // SNNC_CONVERSION_PASSES_H
