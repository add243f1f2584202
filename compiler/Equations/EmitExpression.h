// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Expressions as scalar operations.

#ifndef SNNC_COMPILER_EQUATIONS_EMITEXPRESSION_H
#define SNNC_COMPILER_EQUATIONS_EMITEXPRESSION_H

#include "compiler/Equations/ScalarBuilder.h"
#include "llvm/ADT/StringMap.h"

namespace snnc {

/// What each name is at present.
using Names = llvm::StringMap<Scalar>;

/// Emits \p expression, in which every name is one of \p names. What stands in
/// it several times is emitted once.
Scalar emitExpression(const Expr &expression, const Names &names,
                      ScalarBuilder &builder);

} // namespace snnc

#endif // SNNC_COMPILER_EQUATIONS_EMITEXPRESSION_H
