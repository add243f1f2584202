// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Kinds of operations of the step level, by what they read of their input.

#include "dialect/StepKinds.h"
#include "dialect/SNNDialect.h"

#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace mlir::snn;

/// A linear kernel lists what is not zero in its sources before anything else.
/// That is all that there is to know of spikes, but the value of what is no
/// spike is read again for every panel.
static Access accessOf(LinearOp linear, OpOperand &use) {
  bool isInit = use.get() == linear.getInit();
  return !isInit && getElementTypeOrSelf(use.get()).isInteger(1)
             ? Access::Beforehand
             : Access::Throughout;
}

Access mlir::snn::accessOf(OpOperand &use) {
  Operation *op = use.getOwner();
  if (auto linear = dyn_cast<LinearOp>(op))
    return ::accessOf(linear, use);
  if (isReduction(op))
    return Access::Beforehand;
  // A queue takes a value in where it lies.
  return isElementwise(op) || isa<QueuePushOp, YieldOp>(op)
             ? Access::AtPlace
             : Access::Throughout;
}

bool mlir::snn::isElementwise(Operation *op) {
  return isa<PointwiseOpInterface, BatchNormOp>(op);
}

bool mlir::snn::isReduction(Operation *op) {
  if (auto lambda = dyn_cast<LambdaOp>(op))
    return lambda.getFunction() == Function::Softmax ||
           lambda.getFunction() == Function::LogSoftmax;
  return isa<LayerNormOp, RMSNormOp, GroupNormOp>(op);
}

bool mlir::snn::isMerge(Operation *op) {
  return isa<ConcatOp, SumOp, ProductOp>(op);
}

bool mlir::snn::isPool(Operation *op) {
  return isa<AvgPoolOp, SumPoolOp, MaxPoolOp, AdaptiveAvgPoolOp,
             AdaptiveMaxPoolOp>(op);
}

bool mlir::snn::isSplat(Operation *op) {
  return matchPattern(op, m_Constant<SplatElementsAttr>(nullptr));
}

bool mlir::snn::isStepOp(Operation *op) {
  return isElementwise(op) || isReduction(op) || isPool(op) || isSplat(op) ||
         isa<LinearOp, ConvOp, ConcatOp, FlattenOp, ReshapeOp, PadOp,
             QueueReadOp, QueuePushOp, QueueFillOp, RandomOp, GroupOp>(op);
}
