// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Equations/EmitExpression.h"

using namespace snnc;

namespace {
class ExpressionEmitter {
public:
  ExpressionEmitter(const Names &names, ScalarBuilder &builder)
      : names(names), builder(builder) {}

  Scalar emit(const Expr &expression) {
    auto known = emitted.find(expression.identity());
    if (known != emitted.end())
      return known->second;
    Scalar result = create(expression);
    emitted.try_emplace(expression.identity(), result);
    return result;
  }

private:
  Scalar create(const Expr &expression) {
    if (expression.kind() == Expr::Kind::Number)
      return Scalar::ofNumber(expression.number());
    if (expression.kind() == Expr::Kind::Variable)
      return names.find(expression.name())->second;
    llvm::SmallVector<Scalar, 3> operands;
    for (const Expr &operand : expression.operands())
      operands.push_back(emit(operand));
    return builder.apply(expression.kind(), operands);
  }

  const Names &names;
  ScalarBuilder &builder;
  llvm::DenseMap<const void *, Scalar> emitted;
};
} // namespace

Scalar snnc::emitExpression(const Expr &expression, const Names &names,
                            ScalarBuilder &builder) {
  return ExpressionEmitter(names, builder).emit(expression);
}
