// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Kernels that only move values.

#ifndef SNNC_CONVERSION_COPYKERNELS_H
#define SNNC_CONVERSION_COPYKERNELS_H

#include "compiler/Conversion/Emitter.h"
#include "dialect/SNNDialect.h"

namespace snnc {

void emitConcat(Emitter &emitter, mlir::snn::KernelOp kernel);
void emitFlatten(Emitter &emitter, mlir::snn::KernelOp kernel);
void emitQueue(Emitter &emitter, mlir::snn::KernelOp kernel);

/// One step of an input into its buffer, of an output to the application.
void emitRead(Emitter &emitter, mlir::snn::ReadOp op);
void emitWrite(Emitter &emitter, mlir::snn::WriteOp op);

} // namespace snnc

#endif // SNNC_CONVERSION_COPYKERNELS_H
