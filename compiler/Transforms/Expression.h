// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Scalar equations in C++ operators: an Expr is a value of a scalar region, and
// an operator on it appends the operation. Every neuron is written in these.

#ifndef SNNC_TRANSFORMS_EXPRESSION_H
#define SNNC_TRANSFORMS_EXPRESSION_H

#include "dialect/SNNDialect.h"
#include "mlir/IR/Builders.h"

namespace snnc {

/// A scalar of f32, or of i1 where it is a spike or a comparison. Constants are
/// kept as numbers until an operation needs them, so equations of constants are
/// computed here, in f32.
class Expr {
public:
  Expr(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value)
      : builder(&builder), loc(loc), value(value) {}
  Expr(mlir::OpBuilder &builder, mlir::Location loc, float constant)
      : builder(&builder), loc(loc), constant(constant) {}

  bool isConstant() const { return !value; }
  float getConstant() const { return constant; }

  /// The SSA value; creates the constant where there is none yet.
  mlir::Value get() const;

  /// An expression of the same region.
  Expr make(mlir::Value newValue) const { return {*builder, loc, newValue}; }
  Expr make(float newConstant) const { return {*builder, loc, newConstant}; }

  mlir::OpBuilder &getBuilder() const { return *builder; }
  mlir::Location getLoc() const { return loc; }

private:
  mlir::OpBuilder *builder;
  mlir::Location loc;
  mlir::Value value;
  float constant = 0;
};

Expr operator+(Expr a, Expr b);
Expr operator-(Expr a, Expr b);
Expr operator*(Expr a, Expr b);
Expr operator/(Expr a, Expr b);
Expr operator-(Expr a);
inline Expr operator+(Expr a, float b) { return a + a.make(b); }
inline Expr operator+(float a, Expr b) { return b.make(a) + b; }
inline Expr operator-(Expr a, float b) { return a - a.make(b); }
inline Expr operator-(float a, Expr b) { return b.make(a) - b; }
inline Expr operator*(Expr a, float b) { return a * a.make(b); }
inline Expr operator*(float a, Expr b) { return b.make(a) * b; }
inline Expr operator/(float a, Expr b) { return b.make(a) / b; }

/// a b + c, rounded once.
Expr fma(Expr a, Expr b, Expr c);
/// The larger (smaller) value; NaN where one is.
Expr max(Expr a, Expr b);
Expr min(Expr a, Expr b);
Expr clamp(Expr a, float low, float high);
/// `yes` where `condition` (i1) holds, else `no`.
Expr select(Expr condition, Expr yes, Expr no);
Expr greater(Expr a, float b);
Expr greaterEqual(Expr a, float b);
Expr abs(Expr a);
Expr exp(Expr a);
Expr expm1(Expr a);
Expr log1p(Expr a);
Expr tanh(Expr a);
/// 1 / (1 + exp(-a)).
Expr sigmoid(Expr a);
/// log(1 + exp(a)), without overflow.
Expr softplus(Expr a);
/// 1 where u >= 0, with the derivative that training uses.
Expr spike(Expr u, mlir::snn::SurrogateAttr surrogate);
/// `a`, a constant to gradients if `stop`.
Expr stopGradient(Expr a, bool stop);
/// A spike as 0.0 or 1.0; an f32 as it is.
Expr toFloat(Expr a);

} // namespace snnc

#endif // SNNC_TRANSFORMS_EXPRESSION_H
