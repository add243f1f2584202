// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes transcendental functions in arithmetic: operation by operation what
// compiler/Reference/Math.h computes, on scalars or vectors.

#include "compiler/Conversion/Code/Arithmetic.h"
#include "compiler/Conversion/Passes.h"

#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/TypeSwitch.h"

namespace snnc {
#define GEN_PASS_DEF_EXPANDMATH
#include "compiler/Conversion/Passes.h.inc"
} // namespace snnc

using namespace mlir;

namespace {

/// Emits the functions of docs/Semantics.md, N5, for values of one type.
class Elementary : public snnc::Arithmetic {
public:
  using Arithmetic::Arithmetic;

  Value exp(Value x);
  Value expm1(Value x);
  Value log(Value x);
  Value log1p(Value x);
  Value tanh(Value x);
  Value floor(Value x);

private:
  struct ExpParts {
    Value n, expm1r;
  };
  ExpParts splitExp(Value x);
  Value logNearOne(Value f);
  /// e ln 2 + y, and the values at the ends: infinity, and where log is not
  /// defined.
  Value finishLog(Value x, Value e, Value y, float zeroAt);

  /// x within [low, high]; NaN stays.
  Value clamp(Value x, float low, float high) {
    x = select(greater(x, high), f(high), x);
    return select(less(x, low), f(low), x);
  }

  static constexpr float ln2High = 0x1.62e430p-1f, ln2Low = -0x1.05c610p-29f;
  static constexpr uint32_t bitsOfRootHalf = 0x3f3504f3u;
};

Elementary::ExpParts Elementary::splitExp(Value x) {
  const float magic = 12582912.0f;
  Value shifted = fma(x, f(0x1.715476p+0f), f(magic));
  Value n = subi(bitsOf(shifted), bitsOf(f(magic)));
  Value nf = subf(shifted, f(magic));
  Value r = fma(nf, f(-ln2High), x);
  r = fma(nf, f(-ln2Low), r);
  Value p = polynomial(r, {0x1.a01a02p-13f, 0x1.6c16c2p-10f, 0x1.111112p-7f,
                           0x1.555556p-5f, 0x1.555556p-3f, 0.5f});
  return {n, fma(p, mulf(r, r), r)};
}

Value Elementary::exp(Value x) {
  ExpParts parts = splitExp(clamp(x, -104.0f, 89.0f));
  Value half = shiftRight(parts.n, 1);
  Value scale1 = floatOf(shiftLeft(addi(half, i(127)), 23));
  Value scale2 = floatOf(shiftLeft(addi(subi(parts.n, half), i(127)), 23));
  return mulf(mulf(addf(parts.expm1r, f(1.0f)), scale1), scale2);
}

Value Elementary::expm1(Value x) {
  ExpParts parts = splitExp(clamp(x, -20.0f, 89.0f));
  Value half = floatOf(shiftLeft(addi(parts.n, i(126)), 23));
  return mulf(fma(half, parts.expm1r, subf(half, f(0.5f))), f(2.0f));
}

Value Elementary::logNearOne(Value x) {
  Value s = divf(x, addf(f(2.0f), x));
  Value z = mulf(s, s);
  Value p = polynomial(
      z, {0x1.c71c72p-3f, 0x1.24924ap-2f, 0x1.99999ap-2f, 0x1.555556p-1f});
  return fma(p, mulf(z, s), mulf(f(2.0f), s));
}

Value Elementary::finishLog(Value x, Value e, Value y, float zeroAt) {
  y = fma(e, f(ln2High), fma(e, f(ln2Low), y));
  y = select(equal(x, infinity), f(infinity), y);
  Value below = select(equal(x, zeroAt), f(-infinity),
                       f(std::numeric_limits<float>::quiet_NaN()));
  return select(greater(x, zeroAt), y, below);
}

Value Elementary::log(Value x) {
  Value isSmall = less(x, 0x1p-126f);
  Value scaled = select(isSmall, mulf(x, f(0x1p23f)), x);
  Value shifted = subi(bitsOf(scaled), i(bitsOfRootHalf));
  Value e = toFloat(shiftRight(shifted, 23));
  e = select(isSmall, subf(e, f(23.0f)), e);
  Value fraction = andi(shifted, i(0x7fffffu));
  Value m = floatOf(addi(fraction, i(bitsOfRootHalf)));
  return finishLog(x, e, logNearOne(subf(m, f(1.0f))), 0.0f);
}

Value Elementary::log1p(Value x) {
  Value shifted = subi(bitsOf(addf(f(1.0f), x)), i(bitsOfRootHalf));
  Value e = shiftRight(shifted, 23), half = shiftRight(e, 1);
  Value scale1 = floatOf(shiftLeft(subi(i(127), half), 23));
  Value scale2 = floatOf(shiftLeft(subi(i(127), subi(e, half)), 23));
  Value fraction =
      fma(mulf(x, scale1), scale2, subf(mulf(scale1, scale2), f(1.0f)));
  return finishLog(x, toFloat(e), logNearOne(fraction), -1.0f);
}

Value Elementary::tanh(Value x) {
  Value a = math::AbsFOp::create(b, loc, x);
  a = select(greater(a, 10.0f), f(10.0f), a);
  Value t = expm1(addf(a, a));
  Value y = divf(t, addf(t, f(2.0f)));
  Value negative = arith::NegFOp::create(b, loc, y);
  return select(less(x, 0.0f), negative, y);
}

/// What lies beyond the integers that i32 holds has no fraction; what has none
/// stays as it is, also -0.
Value Elementary::floor(Value x) {
  Value isSmall = less(math::AbsFOp::create(b, loc, x), 0x1p23f);
  Value small = select(isSmall, x, f(0.0f));
  Value whole =
      toFloat(arith::FPToSIOp::create(b, loc, intType, small).getResult());
  Value isAbove =
      arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OGT, whole, small);
  whole = select(isAbove, subf(whole, f(1.0f)), whole);
  Value hasFraction =
      arith::CmpFOp::create(b, loc, arith::CmpFPredicate::ONE, whole, small);
  return select(hasFraction, whole, x);
}

/// True for what no target computes by itself: all but the operations of IEEE
/// 754 and those on bits.
bool needsExpansion(Operation *op, bool useFma) {
  if (!isa_and_nonnull<math::MathDialect>(op->getDialect()) ||
      isa<math::SqrtOp, math::AbsFOp>(op))
    return false;
  bool isOnBits = llvm::none_of(op->getOperandTypes(), [](Type type) {
    return isa<FloatType>(getElementTypeOrSelf(type));
  });
  return !isOnBits && !(useFma && isa<math::FmaOp>(op));
}

struct ExpandMath : snnc::impl::ExpandMathBase<ExpandMath> {
  using ExpandMathBase::ExpandMathBase;

  void runOnOperation() override {
    SmallVector<Operation *> functions;
    getOperation().walk([&](Operation *op) {
      if (needsExpansion(op, useFma))
        functions.push_back(op);
    });
    for (Operation *op : functions)
      if (failed(expand(op)))
        return signalPassFailure();
  }

private:
  LogicalResult expand(Operation *op);
};

} // namespace

/// What is left would be a call of a library.
LogicalResult ExpandMath::expand(Operation *op) {
  Type type = op->getResult(0).getType();
  OpBuilder builder(op);
  Value expanded;
  if (getElementTypeOrSelf(type).isF32()) {
    Elementary elementary(builder, op->getLoc(), type, useFma);
    Value x = op->getOperand(0);
    expanded = llvm::TypeSwitch<Operation *, Value>(op)
                   .Case([&](math::ExpOp) { return elementary.exp(x); })
                   .Case([&](math::ExpM1Op) { return elementary.expm1(x); })
                   .Case([&](math::LogOp) { return elementary.log(x); })
                   .Case([&](math::Log1pOp) { return elementary.log1p(x); })
                   .Case([&](math::TanhOp) { return elementary.tanh(x); })
                   .Case([&](math::FloorOp) { return elementary.floor(x); })
                   .Default([](Operation *) { return Value(); });
  }
  if (!expanded && isa<math::FmaOp>(op))
    return op->emitError("a fused multiply-add, which the target does not "
                         "have: what lowered this file was made for another");
  if (!expanded)
    return op->emitError("'")
           << op->getName() << "' of " << type
           << " is no function that snnc writes in arithmetic";
  op->getResult(0).replaceAllUsesWith(expanded);
  op->erase();
  return success();
}
