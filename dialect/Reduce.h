// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What outputs over the steps keep, which are sums (docs/Semantics.md, N9).

#ifndef SNN_DIALECT_REDUCE_H
#define SNN_DIALECT_REDUCE_H

#include "dialect/SNNDialect.h"
#include "dialect/Storage.h"

namespace mlir::snn {

/// True for what adds up an output over the steps.
inline bool isSum(Reduce reduce) {
  return reduce == Reduce::Sum || reduce == Reduce::Mean;
}

/// The floats that the sum of an output of that type is. There are two blocks
/// of them: of what it is so far, and of what it lacks.
inline RankedTensorType typeOfSum(RankedTensorType output) {
  return output.clone(Float32Type::get(output.getContext()));
}
inline Storage storageOfSum(RankedTensorType output) {
  return Storage::of(typeOfSum(output));
}

} // namespace mlir::snn

#endif // SNN_DIALECT_REDUCE_H
