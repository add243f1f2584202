// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How the expression language calls its operations.

#ifndef SNNC_COMPILER_SPEC_EXPRESSIONNAMES_H
#define SNNC_COMPILER_SPEC_EXPRESSIONNAMES_H

#include "snnc/Expression.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace snnc {

struct ExpressionFunction {
  llvm::StringRef name;
  Expr::Kind kind;
  unsigned arity;
};

/// All functions; the first of two names of one kind is the one to print.
llvm::ArrayRef<ExpressionFunction> expressionFunctions();

/// An operator between two operands.
struct ExpressionOperator {
  llvm::StringRef text;
  Expr::Kind kind;
  /// How strongly it binds: see `Binding`.
  unsigned binding;
};

/// From the weakest to the strongest.
enum Binding : unsigned {
  BindsOr,
  BindsAnd,
  BindsNot,
  BindsComparison,
  BindsSum,
  BindsProduct,
  BindsSign,
  BindsAll
};

/// All operators; one whose text begins with another's comes before that.
llvm::ArrayRef<ExpressionOperator> expressionOperators();

/// Whether a state or parameter may not have that name: it is the input's, an
/// operator's or a function's.
bool isReservedInExpressions(llvm::StringRef name);

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_EXPRESSIONNAMES_H
