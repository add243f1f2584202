// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Regions of scalar operations, on vectors.

#ifndef SNNC_CONVERSION_CODE_SCALARLANES_H
#define SNNC_CONVERSION_CODE_SCALARLANES_H

#include "compiler/Conversion/Code/Emitter.h"

namespace snnc {

/// The region of a primitive on vectors of `lanes`, or on scalars where that is
/// 0; returns what it yields.
llvm::SmallVector<mlir::Value> vectorize(Emitter &emitter, mlir::Block &block,
                                         mlir::ValueRange arguments,
                                         int64_t lanes);

} // namespace snnc

#endif // SNNC_CONVERSION_CODE_SCALARLANES_H
