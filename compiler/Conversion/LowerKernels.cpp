// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lowers kernels to vector code on packed weights.

#include "compiler/Conversion/ABI/SequenceKernels.h"
#include "compiler/Conversion/Kernels/DrawKernel.h"
#include "compiler/Conversion/Kernels/PanelKernel.h"
#include "compiler/Conversion/Passes.h"

#include "dialect/WorkspacePlan.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/ADT/TypeSwitch.h"

namespace snnc {
#define GEN_PASS_DEF_LOWERKERNELS
#include "compiler/Conversion/Passes.h.inc"
} // namespace snnc

using namespace mlir;
using namespace snnc;

namespace {

/// Fails where an operation has no model by which it becomes code.
LogicalResult checkModels(snn::KernelOp kernel) {
  for (auto op : kernel.getBody().front().getOps<snn::StepOpInterface>())
    if (!isa<ProducerOpInterface, PanelOpInterface, CopyOpInterface>(*op))
      return op.emitOpError("has no model by which it becomes code");
  return success();
}

/// A state that others read at every step is a second result of the same value.
void emitCopies(CopyOpInterface op, CopyContext &context) {
  TileSteps tile = tileStepsOf(context.kernel, context.e);
  forEachStep(context.kernel, context.e, tile, [&](const StepBuffers &block) {
    for (Value output : block.outputs)
      op.emitStep(context, block, output);
  });
}

LogicalResult emitKernel(snn::KernelOp kernel, Emitter &emitter,
                         WeightPacker &packer) {
  if (failed(checkModels(kernel)))
    return failure();
  auto copy = dyn_cast<CopyOpInterface>(kernel.getBody().front().front());
  if (!copy)
    return PanelKernel(kernel, emitter, packer).emit();
  CopyContext context = {emitter, packer, kernel};
  emitCopies(copy, context);
  return success();
}

/// Fails where an operation of the dialect is left but what the descriptor is
/// made of.
LogicalResult checkLowered(ModuleOp module) {
  return failure(
      module
          .walk<WalkOrder::PreOrder>([](Operation *op) {
            if (!isa_and_nonnull<snn::SNNDialect>(op->getDialect()) ||
                isa<snn::ModelOp, snn::ParamOp>(op))
              return WalkResult::advance();
            op->emitOpError("is in no kernel and does not become code");
            return WalkResult::interrupt();
          })
          .wasInterrupted());
}

struct LowerKernels : snnc::impl::LowerKernelsBase<LowerKernels> {
  using LowerKernelsBase::LowerKernelsBase;

  void runOnOperation() override {
    // A product's registers, a fourth of a panel, have to fill narrower panels.
    if (maxPanel < 16 || !llvm::isPowerOf2_64(maxPanel) ||
        maxPanel > snn::kMostLanes) {
      emitError(getOperation().getLoc(), "max-panel is 16, 32 or 64, found ")
          << maxPanel.getValue();
      return signalPassFailure();
    }
    if (!llvm::is_contained({1, 4, 8, 16}, registerLanes.getValue())) {
      emitError(getOperation().getLoc(),
                "register-lanes is 1, 4, 8 or 16, found ")
          << registerLanes.getValue();
      return signalPassFailure();
    }
    KernelOptions options = {maxPanel, registerLanes, useFma};
    WeightPacker packer(getOperation(), options);
    RandomFunctions randomFunctions(getOperation(), useFma);
    SmallVector<Operation *> ops;
    getOperation().walk([&](Operation *op) {
      if (isa<snn::KernelOp, snn::ReadOp, snn::WriteOp, snn::DrawOp>(op))
        ops.push_back(op);
    });
    for (Operation *op : ops) {
      OpBuilder builder(op);
      Emitter emitter(builder, op->getLoc(), options);
      llvm::TypeSwitch<Operation *>(op)
          .Case([&](snn::ReadOp read) { emitRead(emitter, read); })
          .Case([&](snn::WriteOp write) { emitWrite(emitter, write); })
          .Case([&](snn::DrawOp draw) {
            emitDraw(emitter, draw, randomFunctions);
          })
          .Case([&](snn::KernelOp kernel) {
            if (failed(emitKernel(kernel, emitter, packer)))
              signalPassFailure();
            ++numKernels;
          });
      op->erase();
    }
    packedBytes += packer.getBytes();
    if (failed(checkLowered(getOperation())))
      signalPassFailure();
  }
};

} // namespace
