// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sums of an output over the steps (docs/Semantics.md, N9).

#ifndef SNNC_CONVERSION_ABI_OUTPUTSUMS_H
#define SNNC_CONVERSION_ABI_OUTPUTSUMS_H

#include "compiler/Conversion/Code/Emitter.h"
#include "dialect/SNNDialect.h"

namespace snnc {

/// Adds the steps [begin, end) of a sample, none before the burn-in, to the
/// sums of the output.
void addToSums(Emitter &, mlir::snn::WriteOp, mlir::Value sample,
               mlir::Value begin, mlir::Value end);

} // namespace snnc

#endif // SNNC_CONVERSION_ABI_OUTPUTSUMS_H
