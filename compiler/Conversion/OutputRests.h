// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What outputs that are sums lack of the exact sum (docs/Semantics.md, N9).

#ifndef SNNC_CONVERSION_OUTPUTRESTS_H
#define SNNC_CONVERSION_OUTPUTRESTS_H

#include "compiler/Conversion/QueueHeads.h"

namespace snnc {

/// Clears the reduced ones among the outputs, which are zeros where no step
/// follows the burn-in, and what each lacks of its sum: a view [sample, 1,
/// element], or null for an output that is no sum.
llvm::SmallVector<mlir::Value> startOutputs(mlir::OpBuilder &,
                                            mlir::snn::ModelOp model,
                                            const SampleMemory &memory,
                                            mlir::ValueRange sequences);

} // namespace snnc

#endif // SNNC_CONVERSION_OUTPUTRESTS_H
