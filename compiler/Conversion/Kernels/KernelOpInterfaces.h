// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How the primitives of a step become code.

#ifndef SNNC_CONVERSION_KERNELS_KERNELOPINTERFACES_H
#define SNNC_CONVERSION_KERNELS_KERNELOPINTERFACES_H

#include "compiler/Conversion/Kernels/KernelSteps.h"
#include "compiler/Conversion/Kernels/PanelValues.h"

namespace snnc {

/// What a copy needs to know of its kernel.
struct CopyContext {
  Emitter &e;
  WeightPacker &packer;
  mlir::snn::KernelOp kernel;
};

} // namespace snnc

#include "compiler/Conversion/KernelOpInterfaces.h.inc"

namespace snnc {

/// Attach the models of their operations, which the files of the same names
/// have.
void attachCopyModel(mlir::MLIRContext &context);
void attachConvModel(mlir::MLIRContext &context);
void attachLinearModel(mlir::MLIRContext &context);
void attachPointwiseModels(mlir::MLIRContext &context);
void attachPoolModel(mlir::MLIRContext &context);
void attachQueueModels(mlir::MLIRContext &context);
void attachReduceModel(mlir::MLIRContext &context);

} // namespace snnc

#endif // SNNC_CONVERSION_KERNELS_KERNELOPINTERFACES_H
