// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A region of scalar operations, written as expressions.

#include "compiler/Equations/ScalarRegion.h"

using namespace mlir;

namespace snnc {

ScalarRegion::ScalarRegion(MLIRContext *context, Location loc,
                           snn::SurrogateAttr surrogate)
    : builder(context), loc(loc), scalars(builder, loc, surrogate) {
  builder.setInsertionPointToEnd(&region.emplaceBlock());
}

Expr ScalarRegion::declare(Scalar value) {
  std::string name = "x" + std::to_string(names.size());
  names.try_emplace(name, value);
  return Expr::variable(name);
}

Expr ScalarRegion::argument(Type type) {
  return declare(Value(region.addArgument(type, loc)));
}

Expr ScalarRegion::let(const Expr &value) {
  return declare(emitExpression(value, names, scalars));
}

void ScalarRegion::yield(const Expr &value, Type type) {
  Scalar emitted = emitExpression(value, names, scalars);
  if (type.isF32())
    emitted = scalars.toNumber(emitted);
  snn::YieldOp::create(builder, loc, scalars.get(emitted));
}

} // namespace snnc
