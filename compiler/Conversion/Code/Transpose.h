// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Square blocks of numbers in registers, turned.

#ifndef SNNC_CONVERSION_CODE_TRANSPOSE_H
#define SNNC_CONVERSION_CODE_TRANSPOSE_H

#include "compiler/Conversion/Kernels/Producers.h"

namespace snnc {

/// The columns of as many rows as these have lanes, a power of two.
Emitter::Values transpose(Emitter &, Emitter::Values rows);

/// Visits up to 16 channels from one on, at as many positions as registers have
/// lanes: each gets its floats at these, a lane each.
void forEachColumn(
    Emitter &, const Buffer &, llvm::ArrayRef<mlir::Value> positions,
    mlir::Value channel, int64_t count,
    llvm::function_ref<void(int64_t number, mlir::Value column)> body);

} // namespace snnc

#endif // SNNC_CONVERSION_CODE_TRANSPOSE_H
