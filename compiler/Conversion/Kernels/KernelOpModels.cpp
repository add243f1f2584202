// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The primitives of a step get the models by which they become code.

#include "compiler/Conversion/Kernels/KernelOpInterfaces.h"
#include "compiler/Conversion/Passes.h"

#include "mlir/IR/DialectRegistry.h"

#include "compiler/Conversion/KernelOpInterfaces.cpp.inc"

using namespace mlir;

void snnc::registerKernelOpModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, snn::SNNDialect *) {
    attachConvModel(*context);
    attachCopyModel(*context);
    attachLinearModel(*context);
    attachPointwiseModels(*context);
    attachPoolModel(*context);
    attachQueueModels(*context);
    attachReduceModel(*context);
  });
}
