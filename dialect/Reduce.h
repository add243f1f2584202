// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef SNN_DIALECT_REDUCE_H
#define SNN_DIALECT_REDUCE_H

#include "dialect/SNNDialect.h"

namespace mlir::snn {

/// True for what adds up an output over the steps, and so keeps what the sum
/// lacks (docs/Semantics.md, N9).
inline bool isSum(Reduce reduce) {
  return reduce == Reduce::Sum || reduce == Reduce::Mean;
}

} // namespace mlir::snn

#endif // SNN_DIALECT_REDUCE_H
