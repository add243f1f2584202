// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Operators of scalar equations.

#include "compiler/Transforms/Expression.h"
#include "compiler/Reference/Math.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace snnc {

Value Expr::get() const {
  if (value)
    return value;
  return arith::ConstantOp::create(*builder, loc,
                                   builder->getF32FloatAttr(constant));
}

template <typename Op> static Expr unary(Expr a) {
  return a.make(Op::create(a.getBuilder(), a.getLoc(), a.get()).getResult());
}

template <typename Op> static Expr binary(Expr a, Expr b) {
  Value left = a.get(), right = b.get();
  return a.make(
      Op::create(a.getBuilder(), a.getLoc(), left, right).getResult());
}

static bool bothConstant(Expr a, Expr b) {
  return a.isConstant() && b.isConstant();
}

Expr operator+(Expr a, Expr b) {
  return bothConstant(a, b) ? a.make(a.getConstant() + b.getConstant())
                            : binary<arith::AddFOp>(a, b);
}
Expr operator-(Expr a, Expr b) {
  return bothConstant(a, b) ? a.make(a.getConstant() - b.getConstant())
                            : binary<arith::SubFOp>(a, b);
}
Expr operator*(Expr a, Expr b) {
  return bothConstant(a, b) ? a.make(a.getConstant() * b.getConstant())
                            : binary<arith::MulFOp>(a, b);
}
Expr operator/(Expr a, Expr b) {
  return bothConstant(a, b) ? a.make(a.getConstant() / b.getConstant())
                            : binary<arith::DivFOp>(a, b);
}
Expr operator-(Expr a) {
  return a.isConstant() ? a.make(-a.getConstant()) : unary<arith::NegFOp>(a);
}

Expr fma(Expr a, Expr b, Expr c) {
  Value x = a.get(), y = b.get(), z = c.get();
  return a.make(
      math::FmaOp::create(a.getBuilder(), a.getLoc(), x, y, z).getResult());
}

Expr max(Expr a, Expr b) {
  return bothConstant(a, b)
             ? a.make(elementary::maximum(a.getConstant(), b.getConstant()))
             : binary<arith::MaximumFOp>(a, b);
}
Expr min(Expr a, Expr b) {
  return bothConstant(a, b)
             ? a.make(elementary::minimum(a.getConstant(), b.getConstant()))
             : binary<arith::MinimumFOp>(a, b);
}

Expr clamp(Expr a, float low, float high) {
  if (a.isConstant())
    return a.make(std::min(std::max(a.getConstant(), low), high));
  return min(max(a, a.make(low)), a.make(high));
}

Expr select(Expr condition, Expr yes, Expr no) {
  Value c = condition.get(), y = yes.get(), n = no.get();
  return yes.make(
      arith::SelectOp::create(yes.getBuilder(), yes.getLoc(), c, y, n)
          .getResult());
}

static Expr compare(arith::CmpFPredicate predicate, Expr a, float b) {
  Value left = a.get(), right = a.make(b).get();
  return a.make(
      arith::CmpFOp::create(a.getBuilder(), a.getLoc(), predicate, left, right)
          .getResult());
}
Expr greater(Expr a, float b) {
  return compare(arith::CmpFPredicate::OGT, a, b);
}
Expr greaterEqual(Expr a, float b) {
  return compare(arith::CmpFPredicate::OGE, a, b);
}

/// An elementary function. Of a constant it is computed here: MLIR would fold
/// the operation with the compiler's libm, whose bits are not ours (N5).
template <typename Op>
static Expr elementaryOf(Expr a, float (*compute)(float)) {
  return a.isConstant() ? a.make(compute(a.getConstant())) : unary<Op>(a);
}

Expr abs(Expr a) { return elementaryOf<math::AbsFOp>(a, std::fabs); }
Expr exp(Expr a) { return elementaryOf<math::ExpOp>(a, elementary::exp); }
Expr expm1(Expr a) { return elementaryOf<math::ExpM1Op>(a, elementary::expm1); }
Expr log1p(Expr a) { return elementaryOf<math::Log1pOp>(a, elementary::log1p); }
Expr tanh(Expr a) { return elementaryOf<math::TanhOp>(a, elementary::tanh); }
Expr sigmoid(Expr a) { return 1.0f / (1.0f + exp(-a)); }
Expr softplus(Expr a) { return max(a, a.make(0.0f)) + log1p(exp(-abs(a))); }

Expr spike(Expr u, snn::SurrogateAttr surrogate) {
  Value potential = u.get();
  return u.make(snn::SpikeOp::create(u.getBuilder(), u.getLoc(),
                                     u.getBuilder().getI1Type(), potential,
                                     surrogate)
                    .getResult());
}

Expr stopGradient(Expr a, bool stop) {
  return stop ? unary<snn::StopGradientOp>(a) : a;
}

Expr toFloat(Expr a) {
  if (a.isConstant() || a.get().getType().isF32())
    return a;
  Value bit = a.get();
  return a.make(arith::UIToFPOp::create(a.getBuilder(), a.getLoc(),
                                        a.getBuilder().getF32Type(), bit)
                    .getResult());
}

} // namespace snnc
