// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Kinds of operations of the step level, by what they read of their input.

#include "dialect/StepKinds.h"
#include "dialect/SNNDialect.h"

using namespace mlir;
using namespace mlir::snn;

bool mlir::snn::isElementwise(Operation *op) {
  return isa<PointwiseOpInterface, BatchNormOp>(op);
}

bool mlir::snn::isReduction(Operation *op) {
  return isa<LayerNormOp, RMSNormOp, GroupNormOp, LambdaOp>(op);
}

bool mlir::snn::isPool(Operation *op) {
  return isa<AvgPoolOp, SumPoolOp, MaxPoolOp, AdaptiveAvgPoolOp,
             AdaptiveMaxPoolOp>(op);
}
