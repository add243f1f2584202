// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes transcendental functions in arithmetic: operation by operation what
// compiler/Reference/Math.h computes, on scalars or vectors.

#include "compiler/Conversion/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/TypeSwitch.h"

namespace snnc {
#define GEN_PASS_DEF_EXPANDMATH
#include "compiler/Conversion/Passes.h.inc"
} // namespace snnc

using namespace mlir;

namespace {

/// Emits the functions of docs/Semantics.md, N5, for values of one type.
class Elementary {
public:
  Elementary(OpBuilder &builder, Location loc, Type type, bool useFma)
      : b(builder), loc(loc), floatType(type), useFma(useFma) {
    intType = withElement(b.getI32Type());
  }

  Value exp(Value x);
  Value expm1(Value x);
  Value log(Value x);
  Value log1p(Value x);
  Value tanh(Value x);

private:
  struct ExpParts {
    Value n, expm1r;
  };
  ExpParts splitExp(Value x);
  Value logNearOne(Value f);
  /// e ln 2 + y, and the values at the ends: infinity, and where log is not
  /// defined.
  Value finishLog(Value x, Value e, Value y, float zeroAt);

  Type withElement(Type element) {
    auto vector = dyn_cast<VectorType>(floatType);
    return vector ? Type(vector.clone(element)) : element;
  }
  Value constant(Type type, Attribute value) {
    if (auto vector = dyn_cast<VectorType>(type))
      value = SplatElementsAttr::get(vector, value);
    return arith::ConstantOp::create(b, loc, cast<TypedAttr>(value));
  }
  Value f(float value) { return constant(floatType, b.getF32FloatAttr(value)); }
  Value i(uint32_t value) {
    return constant(intType, b.getI32IntegerAttr(int32_t(value)));
  }

  Value fma(Value x, Value y, Value z) {
    return useFma ? math::FmaOp::create(b, loc, x, y, z).getResult()
                  : addf(mulf(x, y), z);
  }
  Value addf(Value x, Value y) { return arith::AddFOp::create(b, loc, x, y); }
  Value subf(Value x, Value y) { return arith::SubFOp::create(b, loc, x, y); }
  Value mulf(Value x, Value y) { return arith::MulFOp::create(b, loc, x, y); }
  Value divf(Value x, Value y) { return arith::DivFOp::create(b, loc, x, y); }
  Value addi(Value x, Value y) { return arith::AddIOp::create(b, loc, x, y); }
  Value subi(Value x, Value y) { return arith::SubIOp::create(b, loc, x, y); }
  Value shiftLeft(Value x, uint32_t by) {
    return arith::ShLIOp::create(b, loc, x, i(by));
  }
  Value shiftRight(Value x, uint32_t by) {
    return arith::ShRSIOp::create(b, loc, x, i(by));
  }
  Value bitsOf(Value x) { return arith::BitcastOp::create(b, loc, intType, x); }
  Value floatOf(Value x) {
    return arith::BitcastOp::create(b, loc, floatType, x);
  }
  Value toFloat(Value x) {
    return arith::SIToFPOp::create(b, loc, floatType, x);
  }
  Value select(Value c, Value yes, Value no) {
    return arith::SelectOp::create(b, loc, c, yes, no);
  }
  Value compare(arith::CmpFPredicate predicate, Value x, float y) {
    return arith::CmpFOp::create(b, loc, predicate, x, f(y));
  }
  Value less(Value x, float y) {
    return compare(arith::CmpFPredicate::OLT, x, y);
  }
  Value greater(Value x, float y) {
    return compare(arith::CmpFPredicate::OGT, x, y);
  }
  Value equal(Value x, float y) {
    return compare(arith::CmpFPredicate::OEQ, x, y);
  }
  /// x within [low, high]; NaN stays.
  Value clamp(Value x, float low, float high) {
    x = select(greater(x, high), f(high), x);
    return select(less(x, low), f(low), x);
  }
  Value polynomial(Value x, ArrayRef<float> coefficients) {
    Value p = f(coefficients.front());
    for (float coefficient : coefficients.drop_front())
      p = fma(p, x, f(coefficient));
    return p;
  }

  static constexpr float ln2High = 0x1.62e430p-1f, ln2Low = -0x1.05c610p-29f;
  static constexpr uint32_t bitsOfRootHalf = 0x3f3504f3u;
  static constexpr float infinity = std::numeric_limits<float>::infinity();

  OpBuilder &b;
  Location loc;
  Type floatType, intType;
  bool useFma;
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
  Value fraction = arith::AndIOp::create(b, loc, shifted, i(0x7fffffu));
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

struct ExpandMath : snnc::impl::ExpandMathBase<ExpandMath> {
  using ExpandMathBase::ExpandMathBase;

  void runOnOperation() override {
    getOperation().walk([&](Operation *op) {
      if (op->getNumResults() != 1 ||
          !getElementTypeOrSelf(op->getResult(0).getType()).isF32())
        return;
      OpBuilder builder(op);
      Elementary elementary(builder, op->getLoc(), op->getResult(0).getType(),
                            useFma);
      Value x = op->getNumOperands() ? op->getOperand(0) : Value();
      Value expanded =
          llvm::TypeSwitch<Operation *, Value>(op)
              .Case([&](math::ExpOp) { return elementary.exp(x); })
              .Case([&](math::ExpM1Op) { return elementary.expm1(x); })
              .Case([&](math::LogOp) { return elementary.log(x); })
              .Case([&](math::Log1pOp) { return elementary.log1p(x); })
              .Case([&](math::TanhOp) { return elementary.tanh(x); })
              .Default([](Operation *) { return Value(); });
      if (!expanded)
        return;
      op->getResult(0).replaceAllUsesWith(expanded);
      op->erase();
    });
  }
};

} // namespace
