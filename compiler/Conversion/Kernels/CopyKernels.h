// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Kernels that only move values.

#ifndef SNNC_CONVERSION_KERNELS_COPYKERNELS_H
#define SNNC_CONVERSION_KERNELS_COPYKERNELS_H

#include "compiler/Conversion/Kernels/KernelSteps.h"

namespace snnc {

/// One step of one sample of a copy of each kind.
void emitConcat(Emitter &, mlir::snn::CopyOp, const StepBuffers &,
                mlir::Value output);
void emitReshape(Emitter &, mlir::snn::CopyOp, const StepBuffers &,
                 mlir::Value output);
void emitPad(Emitter &, mlir::snn::CopyOp, const StepBuffers &,
             mlir::Value output);

} // namespace snnc

#endif // SNNC_CONVERSION_KERNELS_COPYKERNELS_H
