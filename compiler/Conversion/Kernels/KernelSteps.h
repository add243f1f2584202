// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Kernels that know one step of one sample, over the steps of a tile.

#ifndef SNNC_CONVERSION_KERNELS_KERNELSTEPS_H
#define SNNC_CONVERSION_KERNELS_KERNELSTEPS_H

#include "compiler/Conversion/Kernels/Producers.h"

namespace snnc {

/// One step of one sample: blocks [position, pitch], or whole delay queues
/// [slot, position, pitch].
struct StepBuffers {
  mlir::Value sample, step;
  llvm::SmallVector<mlir::Value> inputs, outputs;
};

TileSteps tileStepsOf(mlir::snn::KernelOp kernel, Emitter &emitter);

/// Emits loops over the samples and steps of a kernel; steps come one after
/// the other for each sample.
void forEachStep(mlir::snn::KernelOp kernel, Emitter &emitter,
                 const TileSteps &tile,
                 llvm::function_ref<void(const StepBuffers &)> body);

} // namespace snnc

#endif // SNNC_CONVERSION_KERNELS_KERNELSTEPS_H
