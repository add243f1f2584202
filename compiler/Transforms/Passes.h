// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Passes on the dialect's own levels.

#ifndef SNNC_TRANSFORMS_PASSES_H
#define SNNC_TRANSFORMS_PASSES_H

#include "compiler/Transforms/Crossovers.h"
#include "dialect/SNNDialect.h"
#include "mlir/Pass/Pass.h"

namespace snnc {

#define GEN_PASS_DECL
#include "compiler/Transforms/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "compiler/Transforms/Passes.h.inc"

} // namespace snnc

#endif // SNNC_TRANSFORMS_PASSES_H
