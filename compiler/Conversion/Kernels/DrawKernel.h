// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The kernel that draws a state's initial values.

#ifndef SNNC_CONVERSION_KERNELS_DRAWKERNEL_H
#define SNNC_CONVERSION_KERNELS_DRAWKERNEL_H

#include "compiler/Conversion/Code/Emitter.h"
#include "compiler/Conversion/Code/RandomFunctions.h"
#include "dialect/SNNDialect.h"

namespace snnc {

/// Fills the buffer of every sample. Elements are numbered in row-major order,
/// wherever they lie.
void emitDraw(Emitter &emitter, mlir::snn::DrawOp op,
              RandomFunctions &functions);

} // namespace snnc

#endif // SNNC_CONVERSION_KERNELS_DRAWKERNEL_H
