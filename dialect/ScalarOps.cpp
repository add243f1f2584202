// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// What the equations of neurons and other pointwise layers are made of.

#include "dialect/ScalarOps.h"
#include "dialect/SNNDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace mlir::snn;

static bool isKnown(Operation &op) {
  return isa<
      // Numbers.
      arith::ConstantOp, arith::AddFOp, arith::SubFOp, arith::MulFOp,
      arith::DivFOp, arith::NegFOp, arith::MaximumFOp, arith::MinimumFOp,
      math::FmaOp, math::AbsFOp, math::FloorOp, math::SqrtOp,
      // Functions that the compiler writes itself.
      math::ExpOp, math::ExpM1Op, math::LogOp, math::Log1pOp, math::TanhOp,
      // Bits.
      arith::CmpFOp, arith::CmpIOp, arith::AndIOp, arith::OrIOp, arith::XOrIOp,
      arith::SelectOp, arith::UIToFPOp, SpikeOp, StopGradientOp>(op);
}

static bool isScalar(Type type) { return type.isF32() || type.isInteger(1); }

/// The flags of an operation that may change its result, or null.
static Attribute freedomOf(Operation &op) {
  auto fast = dyn_cast<arith::ArithFastMathInterface>(op);
  if (fast && fast.getFastMathFlagsAttr() &&
      fast.getFastMathFlagsAttr().getValue() != arith::FastMathFlags::none)
    return fast.getFastMathFlagsAttr();
  auto rounding = dyn_cast<arith::ArithRoundingModeInterface>(op);
  return rounding ? rounding.getRoundingModeAttr() : Attribute();
}

LogicalResult mlir::snn::verifyEquations(Operation *op, Block &block) {
  if (block.empty() || !isa<YieldOp>(block.back()))
    return op->emitOpError("needs a region that ends with snn.yield");
  for (Operation &scalar : block.without_terminator()) {
    if (!isKnown(scalar))
      return scalar.emitError("equations have no operation '")
             << scalar.getName() << "'";
    for (TypeRange types :
         {TypeRange(scalar.getOperandTypes()), TypeRange(scalar.getResults())})
      for (Type type : types)
        if (!isScalar(type))
          return scalar.emitError("equations compute with f32 and i1, found ")
                 << type;
    if (Attribute freedom = freedomOf(scalar))
      return scalar.emitError(
                 "equations are computed operation by operation, each rounded "
                 "to the nearest; found ")
             << freedom;
  }
  return success();
}
