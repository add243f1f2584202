// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What reduced outputs are before the first step.

#ifndef SNNC_CONVERSION_ABI_REDUCEDOUTPUTS_H
#define SNNC_CONVERSION_ABI_REDUCEDOUTPUTS_H

#include "compiler/Conversion/ABI/QueueHeads.h"

namespace snnc {

/// Clears the reduced ones among the outputs, which are zeros where no step
/// follows the burn-in, and the sums over steps. Gives a buffer for each of
/// these (`snn.write`), and null for an output that is no sum.
llvm::SmallVector<mlir::Value> startOutputs(mlir::OpBuilder &,
                                            mlir::snn::ModelOp model,
                                            const SampleMemory &memory,
                                            mlir::ValueRange sequences);

} // namespace snnc

#endif // SNNC_CONVERSION_ABI_REDUCEDOUTPUTS_H
