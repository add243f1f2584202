// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Kernels on delay queues.

#ifndef SNNC_CONVERSION_QUEUEKERNEL_H
#define SNNC_CONVERSION_QUEUEKERNEL_H

#include "compiler/Conversion/KernelSteps.h"

namespace snnc {

/// One step of one sample. A queue lies in memory as a ring: its head says
/// which slot was the oldest when the tile began, and every step it is the next
/// one, after the last the first.
void emitQueue(Emitter &, mlir::snn::KernelOp, const StepBuffers &,
               WeightPacker &);

} // namespace snnc

#endif // SNNC_CONVERSION_QUEUEKERNEL_H
