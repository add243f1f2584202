// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Scalar operations of a region. What only depends on constants is computed
// here: MLIR would fold an elementary function with the compiler's libm, whose
// bits are not ours (docs/Semantics.md, N5).

#ifndef SNNC_COMPILER_EQUATIONS_SCALARBUILDER_H
#define SNNC_COMPILER_EQUATIONS_SCALARBUILDER_H

#include "dialect/SNNDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"
#include "snnc/Expression.h"

namespace snnc {

/// A number (f32) or a bit (i1): a value of the region, or a constant that no
/// operation has needed yet.
class Scalar {
public:
  Scalar(mlir::Value value) : value(value), bit(value.getType().isInteger(1)) {}
  static Scalar ofNumber(float number) { return {number, false}; }
  static Scalar ofBit(bool bit) { return {float(bit), true}; }

  bool isBit() const { return bit; }
  bool isConstant() const { return !value; }
  /// Of a constant; a bit is 0 or 1.
  float getConstant() const { return constant; }
  mlir::Value getValue() const { return value; }

private:
  Scalar(float constant, bool bit) : constant(constant), bit(bit) {}

  mlir::Value value;
  float constant = 0.0f;
  bool bit;
};

class ScalarBuilder {
public:
  /// Operations go where `builder` stands; spikes get `surrogate`.
  ScalarBuilder(mlir::OpBuilder &builder, mlir::Location loc,
                mlir::snn::SurrogateAttr surrogate = {})
      : builder(builder), loc(loc), surrogate(surrogate) {}

  /// The value in the region; creates the constant where there is none yet.
  mlir::Value get(Scalar a);
  /// A bit as 0 or 1, a number as whether it is not 0.
  Scalar toNumber(Scalar a);
  Scalar toBit(Scalar a);

  /// An operation of the kind, on operands of any type.
  Scalar apply(Expr::Kind kind, llvm::ArrayRef<Scalar> operands);

private:
  template <typename Op, typename Compute>
  Scalar unary(Scalar a, Compute compute);
  template <typename Op, typename Compute>
  Scalar binary(Scalar a, Scalar b, Compute compute);
  Scalar arithmetic(Expr::Kind kind, llvm::ArrayRef<Scalar> operands);
  Scalar function(Expr::Kind kind, Scalar a);
  Scalar composed(Expr::Kind kind, llvm::ArrayRef<Scalar> operands);
  Scalar fma(Scalar a, Scalar b, Scalar c);
  Scalar compare(mlir::arith::CmpFPredicate predicate, Scalar a, Scalar b);
  Scalar spike(Scalar u);
  Scalar logic(Expr::Kind kind, Scalar a, Scalar b);
  Scalar negateBit(Scalar a);
  Scalar select(Scalar condition, Scalar yes, Scalar no);

  mlir::OpBuilder &builder;
  mlir::Location loc;
  mlir::snn::SurrogateAttr surrogate;
};

} // namespace snnc

#endif // SNNC_COMPILER_EQUATIONS_SCALARBUILDER_H
