// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// What passes ask of any operation of a step, whatever it is.

#include "dialect/StepKinds.h"

#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace mlir::snn;

Access mlir::snn::accessOf(OpOperand &use) {
  if (auto op = dyn_cast<StepOpInterface>(use.getOwner()))
    return op.getAccess(use);
  return isa<YieldOp>(use.getOwner()) ? Access::AtPlace : Access::Throughout;
}

bool mlir::snn::startsPass(Operation *op) {
  auto step = dyn_cast<StepOpInterface>(op);
  return step && step.startsPass();
}

Value mlir::snn::getContinuedSum(Operation *op) {
  auto sum = dyn_cast<WeightedSumOpInterface>(op);
  return sum ? sum.getInit() : Value();
}

bool mlir::snn::isSplat(Operation *op) {
  return matchPattern(op, m_Constant<SplatElementsAttr>(nullptr));
}

bool mlir::snn::isStepOp(Operation *op) {
  return isa<StepOpInterface, GroupOp>(op) || isSplat(op);
}
