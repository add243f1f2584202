// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The delays of a resolved network as registers of the compiled model.

#ifndef SNNC_TRANSFORMS_REGISTERS_H
#define SNNC_TRANSFORMS_REGISTERS_H

#include "dialect/SNNDialect.h"

namespace snnc {

/// The delays in `block` that the model carries from step to step, in their
/// order and each with a name of its own. Delays that hold the same become one;
/// one without a name that nobody reads is left out.
llvm::SmallVector<mlir::snn::DelayOp> collectRegisters(mlir::Block &block);

} // namespace snnc

#endif // SNNC_TRANSFORMS_REGISTERS_H
