// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Kernels that only move values.

#include "compiler/Conversion/Kernels/CopyKernels.h"
#include "compiler/Conversion/Kernels/KernelOpInterfaces.h"

using namespace mlir;

namespace snnc {

namespace {

struct CopyModel : CopyOpInterface::ExternalModel<CopyModel, snn::CopyOp> {
  void emitStep(Operation *op, CopyContext &context, const StepBuffers &block,
                Value output) const {
    auto copy = cast<snn::CopyOp>(op);
    switch (copy.getKind()) {
    case snn::CopyKind::Concat:
      return emitConcat(context.e, copy, block, output);
    case snn::CopyKind::Reshape:
      return emitReshape(context.e, copy, block, output);
    case snn::CopyKind::Pad:
      return emitPad(context.e, copy, block, output);
    }
  }
};

} // namespace

void attachCopyModel(MLIRContext &context) {
  snn::CopyOp::attachInterface<CopyModel>(context);
}

} // namespace snnc
