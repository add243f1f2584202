// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Scalar operations of a region.

#include "compiler/Equations/ScalarBuilder.h"
#include "compiler/Reference/Math.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using arith::CmpFPredicate;

namespace snnc {

using Kind = Expr::Kind;

Value ScalarBuilder::get(Scalar a) {
  if (!a.isConstant())
    return a.getValue();
  TypedAttr attr = a.isBit()
                       ? TypedAttr(builder.getBoolAttr(a.getConstant() != 0))
                       : builder.getF32FloatAttr(a.getConstant());
  return arith::ConstantOp::create(builder, loc, attr);
}

Scalar ScalarBuilder::toNumber(Scalar a) {
  if (!a.isBit())
    return a;
  if (a.isConstant())
    return Scalar::ofNumber(a.getConstant());
  return arith::UIToFPOp::create(builder, loc, builder.getF32Type(),
                                 a.getValue())
      .getResult();
}

Scalar ScalarBuilder::toBit(Scalar a) {
  return a.isBit() ? a : compare(CmpFPredicate::UNE, a, Scalar::ofNumber(0.0f));
}

//===----------------------------------------------------------------------===//
// Numbers
//===----------------------------------------------------------------------===//

template <typename Op, typename Compute>
Scalar ScalarBuilder::unary(Scalar a, Compute compute) {
  a = toNumber(a);
  if (a.isConstant())
    return Scalar::ofNumber(compute(a.getConstant()));
  return Op::create(builder, loc, a.getValue()).getResult();
}

template <typename Op, typename Compute>
Scalar ScalarBuilder::binary(Scalar a, Scalar b, Compute compute) {
  a = toNumber(a), b = toNumber(b);
  if (a.isConstant() && b.isConstant())
    return Scalar::ofNumber(compute(a.getConstant(), b.getConstant()));
  Value left = get(a), right = get(b);
  return Op::create(builder, loc, left, right).getResult();
}

Scalar ScalarBuilder::fma(Scalar a, Scalar b, Scalar c) {
  a = toNumber(a), b = toNumber(b), c = toNumber(c);
  if (a.isConstant() && b.isConstant() && c.isConstant())
    return Scalar::ofNumber(
        std::fma(a.getConstant(), b.getConstant(), c.getConstant()));
  Value x = get(a), y = get(b), z = get(c);
  return math::FmaOp::create(builder, loc, x, y, z).getResult();
}

Scalar ScalarBuilder::arithmetic(Kind kind, ArrayRef<Scalar> operands) {
  Scalar a = operands[0], b = operands[1];
  switch (kind) {
  case Kind::Add:
    return binary<arith::AddFOp>(a, b, std::plus<float>());
  case Kind::Subtract:
    return binary<arith::SubFOp>(a, b, std::minus<float>());
  case Kind::Multiply:
    return binary<arith::MulFOp>(a, b, std::multiplies<float>());
  case Kind::Divide:
    return binary<arith::DivFOp>(a, b, std::divides<float>());
  case Kind::Min:
    return binary<arith::MinimumFOp>(a, b, elementary::minimum);
  case Kind::Max:
    return binary<arith::MaximumFOp>(a, b, elementary::maximum);
  case Kind::Less:
    return compare(CmpFPredicate::OLT, a, b);
  case Kind::LessEqual:
    return compare(CmpFPredicate::OLE, a, b);
  case Kind::Greater:
    return compare(CmpFPredicate::OGT, a, b);
  case Kind::GreaterEqual:
    return compare(CmpFPredicate::OGE, a, b);
  case Kind::Equal:
    return compare(CmpFPredicate::OEQ, a, b);
  case Kind::NotEqual:
    return compare(CmpFPredicate::UNE, a, b);
  default:
    return logic(kind, a, b);
  }
}

Scalar ScalarBuilder::function(Kind kind, Scalar a) {
  switch (kind) {
  case Kind::Negate:
    return unary<arith::NegFOp>(a, std::negate<float>());
  case Kind::Abs:
    return unary<math::AbsFOp>(a, [](float x) { return std::fabs(x); });
  case Kind::Floor:
    return unary<math::FloorOp>(a, [](float x) { return std::floor(x); });
  case Kind::Sqrt:
    return unary<math::SqrtOp>(a, [](float x) { return std::sqrt(x); });
  case Kind::Exp:
    return unary<math::ExpOp>(a, elementary::exp);
  case Kind::Expm1:
    return unary<math::ExpM1Op>(a, elementary::expm1);
  case Kind::Log:
    return unary<math::LogOp>(a, elementary::log);
  case Kind::Log1p:
    return unary<math::Log1pOp>(a, elementary::log1p);
  case Kind::Tanh:
    return unary<math::TanhOp>(a, elementary::tanh);
  case Kind::Spike:
    return spike(toNumber(a));
  case Kind::StopGradient:
    return a.isConstant()
               ? a
               : snn::StopGradientOp::create(builder, loc, a.getValue())
                     .getResult();
  default:
    return negateBit(toBit(a));
  }
}

//===----------------------------------------------------------------------===//
// Bits
//===----------------------------------------------------------------------===//

/// As MLIR folds a comparison of constants; one with NaN needs no other.
Scalar ScalarBuilder::compare(CmpFPredicate predicate, Scalar a, Scalar b) {
  a = toNumber(a), b = toNumber(b);
  auto isNaN = [](Scalar x) {
    return x.isConstant() && std::isnan(x.getConstant());
  };
  if (isNaN(a) || isNaN(b))
    return Scalar::ofBit(predicate == CmpFPredicate::UNE);
  if (a.isConstant() && b.isConstant())
    return Scalar::ofBit(
        arith::applyCmpPredicate(predicate, llvm::APFloat(a.getConstant()),
                                 llvm::APFloat(b.getConstant())));
  Value left = get(a), right = get(b);
  return arith::CmpFOp::create(builder, loc, predicate, left, right)
      .getResult();
}

Scalar ScalarBuilder::spike(Scalar u) {
  if (u.isConstant())
    return Scalar::ofBit(u.getConstant() >= 0.0f);
  return snn::SpikeOp::create(builder, loc, builder.getI1Type(), u.getValue(),
                              surrogate)
      .getResult();
}

/// `a and b`, `a or b`.
Scalar ScalarBuilder::logic(Kind kind, Scalar a, Scalar b) {
  a = toBit(a), b = toBit(b);
  if (a.isConstant())
    std::swap(a, b);
  if (b.isConstant())
    return (b.getConstant() != 0) == (kind == Kind::Or) ? b : a;
  Value left = a.getValue(), right = b.getValue();
  if (kind == Kind::Or)
    return arith::OrIOp::create(builder, loc, left, right).getResult();
  return arith::AndIOp::create(builder, loc, left, right).getResult();
}

Scalar ScalarBuilder::negateBit(Scalar a) {
  if (a.isConstant())
    return Scalar::ofBit(a.getConstant() == 0);
  Value one = get(Scalar::ofBit(true));
  return arith::XOrIOp::create(builder, loc, a.getValue(), one).getResult();
}

Scalar ScalarBuilder::select(Scalar condition, Scalar yes, Scalar no) {
  condition = toBit(condition);
  if (!yes.isBit() || !no.isBit())
    yes = toNumber(yes), no = toNumber(no);
  if (condition.isConstant())
    return condition.getConstant() != 0 ? yes : no;
  if (yes.isConstant() && no.isConstant() &&
      elementary::bitsOf(yes.getConstant()) ==
          elementary::bitsOf(no.getConstant()))
    return yes;
  Value c = condition.getValue(), y = get(yes), n = get(no);
  return arith::SelectOp::create(builder, loc, c, y, n).getResult();
}

//===----------------------------------------------------------------------===//
// All kinds
//===----------------------------------------------------------------------===//

/// What is a few of the other kinds (docs/Semantics.md, N5).
Scalar ScalarBuilder::composed(Kind kind, ArrayRef<Scalar> operands) {
  Scalar zero = Scalar::ofNumber(0.0f), one = Scalar::ofNumber(1.0f);
  Scalar a = operands[0];
  if (kind == Kind::Clamp)
    return apply(Kind::Min, {apply(Kind::Max, {a, operands[1]}), operands[2]});
  if (kind == Kind::Sigmoid) {
    Scalar power = apply(Kind::Exp, {apply(Kind::Negate, {a})});
    return apply(Kind::Divide, {one, apply(Kind::Add, {one, power})});
  }
  Scalar large = apply(Kind::Max, {a, zero});
  Scalar power =
      apply(Kind::Exp, {apply(Kind::Negate, {apply(Kind::Abs, {a})})});
  return apply(Kind::Add, {large, apply(Kind::Log1p, {power})});
}

Scalar ScalarBuilder::apply(Kind kind, ArrayRef<Scalar> operands) {
  switch (kind) {
  case Kind::Clamp:
  case Kind::Sigmoid:
  case Kind::Softplus:
    return composed(kind, operands);
  case Kind::Select:
    return select(operands[0], operands[1], operands[2]);
  case Kind::Fma:
    return fma(operands[0], operands[1], operands[2]);
  default:
    return operands.size() == 1 ? function(kind, operands[0])
                                : arithmetic(kind, operands);
  }
}

} // namespace snnc
