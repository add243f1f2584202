// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A region of scalar operations, written as expressions.

#ifndef SNNC_COMPILER_EQUATIONS_SCALARREGION_H
#define SNNC_COMPILER_EQUATIONS_SCALARREGION_H

#include "compiler/Equations/EmitExpression.h"

namespace snnc {

class ScalarRegion {
public:
  /// Operations get the place \p loc, spikes \p surrogate.
  ScalarRegion(mlir::MLIRContext *context, mlir::Location loc,
               mlir::snn::SurrogateAttr surrogate = {});

  /// One more argument of the region, f32 or i1.
  Expr argument(mlir::Type type);
  /// Computes \p value now and gives it a name.
  Expr let(const Expr &value);
  /// Ends the region with \p value, as a number where \p type is f32.
  void yield(const Expr &value, mlir::Type type);
  /// The region's operations, once it has ended.
  mlir::Region &get() { return region; }

private:
  Expr declare(Scalar value);

  mlir::Region region;
  mlir::OpBuilder builder;
  mlir::Location loc;
  ScalarBuilder scalars;
  Names names;
};

} // namespace snnc

#endif // SNNC_COMPILER_EQUATIONS_SCALARREGION_H
