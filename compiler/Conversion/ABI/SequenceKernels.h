// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Kernels between the application's arrays and blocks.

#ifndef SNNC_CONVERSION_ABI_SEQUENCEKERNELS_H
#define SNNC_CONVERSION_ABI_SEQUENCEKERNELS_H

#include "compiler/Conversion/ABI/SequenceRows.h"
#include "dialect/SNNDialect.h"

namespace snnc {

/// The steps of an input into its buffer, of an output to the application.
void emitRead(Emitter &emitter, mlir::snn::ReadOp op);
void emitWrite(Emitter &emitter, mlir::snn::WriteOp op);

/// Gives out a block of a layer's sums.
void writeSum(Emitter &, const Row &, const mlir::snn::Storage &);

} // namespace snnc

#endif // SNNC_CONVERSION_ABI_SEQUENCEKERNELS_H
