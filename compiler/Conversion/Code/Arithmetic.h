// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Short names for arithmetic on values of one type: f32 and i32, or vectors of
// them.

#ifndef SNNC_CONVERSION_CODE_ARITHMETIC_H
#define SNNC_CONVERSION_CODE_ARITHMETIC_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Builders.h"
#include <limits>

namespace snnc {

/// Builds operations for code that is written as formulas. `type` is f32 or a
/// vector of it.
class Arithmetic {
public:
  using Value = mlir::Value;

  Arithmetic(mlir::OpBuilder &builder, mlir::Location loc, mlir::Type type,
             bool useFma)
      : b(builder), loc(loc), floatType(type), useFma(useFma) {
    intType = withElement(b.getI32Type());
  }
  virtual ~Arithmetic() = default;

protected:
  mlir::Type withElement(mlir::Type element) {
    auto vector = mlir::dyn_cast<mlir::VectorType>(floatType);
    return vector ? mlir::Type(vector.clone(element)) : element;
  }
  Value constant(mlir::Type type, mlir::Attribute value) {
    if (auto vector = mlir::dyn_cast<mlir::VectorType>(type))
      value = mlir::SplatElementsAttr::get(vector, value);
    return mlir::arith::ConstantOp::create(b, loc,
                                           mlir::cast<mlir::TypedAttr>(value));
  }
  Value f(float value) { return constant(floatType, b.getF32FloatAttr(value)); }
  Value i(uint32_t value) {
    return constant(intType, b.getI32IntegerAttr(int32_t(value)));
  }

  /// x y + z, rounded once where the target can.
  virtual Value fma(Value x, Value y, Value z) {
    return useFma ? mlir::math::FmaOp::create(b, loc, x, y, z).getResult()
                  : addf(mulf(x, y), z);
  }
  Value addf(Value x, Value y) { return make<mlir::arith::AddFOp>(x, y); }
  Value subf(Value x, Value y) { return make<mlir::arith::SubFOp>(x, y); }
  Value mulf(Value x, Value y) { return make<mlir::arith::MulFOp>(x, y); }
  Value divf(Value x, Value y) { return make<mlir::arith::DivFOp>(x, y); }
  Value addi(Value x, Value y) { return make<mlir::arith::AddIOp>(x, y); }
  Value subi(Value x, Value y) { return make<mlir::arith::SubIOp>(x, y); }
  Value andi(Value x, Value y) { return make<mlir::arith::AndIOp>(x, y); }
  Value ori(Value x, Value y) { return make<mlir::arith::OrIOp>(x, y); }
  Value xori(Value x, Value y) { return make<mlir::arith::XOrIOp>(x, y); }
  Value shiftLeft(Value x, uint32_t by) {
    return make<mlir::arith::ShLIOp>(x, i(by));
  }
  /// With copies of the sign.
  Value shiftRight(Value x, uint32_t by) {
    return make<mlir::arith::ShRSIOp>(x, i(by));
  }
  Value shiftRightUnsigned(Value x, uint32_t by) {
    return make<mlir::arith::ShRUIOp>(x, i(by));
  }
  Value bitsOf(Value x) {
    return mlir::arith::BitcastOp::create(b, loc, intType, x);
  }
  Value floatOf(Value x) {
    return mlir::arith::BitcastOp::create(b, loc, floatType, x);
  }
  Value toFloat(Value x) {
    return mlir::arith::SIToFPOp::create(b, loc, floatType, x);
  }
  Value select(Value c, Value yes, Value no) {
    return mlir::arith::SelectOp::create(b, loc, c, yes, no);
  }
  Value less(Value x, float y) {
    return compare(mlir::arith::CmpFPredicate::OLT, x, y);
  }
  Value greater(Value x, float y) {
    return compare(mlir::arith::CmpFPredicate::OGT, x, y);
  }
  Value equal(Value x, float y) {
    return compare(mlir::arith::CmpFPredicate::OEQ, x, y);
  }
  /// Horner's rule; the coefficient of the highest power comes first.
  Value polynomial(Value x, llvm::ArrayRef<float> coefficients) {
    Value p = f(coefficients.front());
    for (float coefficient : coefficients.drop_front())
      p = fma(p, x, f(coefficient));
    return p;
  }

  static constexpr float infinity = std::numeric_limits<float>::infinity();

  mlir::OpBuilder &b;
  mlir::Location loc;
  mlir::Type floatType, intType;
  bool useFma;

private:
  template <typename Op> Value make(Value x, Value y) {
    return Op::create(b, loc, x, y);
  }
  Value compare(mlir::arith::CmpFPredicate predicate, Value x, float y) {
    return mlir::arith::CmpFOp::create(b, loc, predicate, x, f(y));
  }
};

} // namespace snnc

#endif // SNNC_CONVERSION_CODE_ARITHMETIC_H
