// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the numbers of a packed array stand in a parameter: packed once when a
// model is compiled, or by a function of the model when its weights are given.

#ifndef SNNC_CONVERSION_WEIGHTS_WEIGHTSOURCE_H
#define SNNC_CONVERSION_WEIGHTS_WEIGHTSOURCE_H

#include "dialect/SNNDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace snnc {

/// A packed array holds, one after the other in row-major order of `sizes`, the
/// elements at `base` + sum(index * stride) of a parameter; zeros stand behind.
struct WeightSource {
  int64_t base = 0;
  llvm::SmallVector<int64_t> sizes, strides;

  /// Row-major elements of a shape where sizes of one repeat, as in NumPy.
  static llvm::SmallVector<int64_t> broadcast(llvm::ArrayRef<int64_t> from,
                                              llvm::ArrayRef<int64_t> to);
  int64_t count() const;
  void pack(llvm::ArrayRef<float> from, float *to) const;

  /// The same as an attribute of the array, with the parameter's name.
  mlir::DictionaryAttr toAttr(mlir::StringAttr param) const;
  static WeightSource of(mlir::DictionaryAttr attribute);
};

/// The attribute of a packed array, a memref.global, whose parameter is given
/// at run time: a WeightSource's, with that parameter's symbol as `param`.
constexpr llvm::StringLiteral packingAttr = "snn.packing";

/// The attribute of a network, and of its model, that says that the program
/// gives weights.
constexpr llvm::StringLiteral runtimeWeightsAttr = "snn.runtime_weights";

/// The attribute of an snn.param that is given at run time: the name that its
/// tensor has in a file.
constexpr llvm::StringLiteral runtimeAttr = "snn.runtime";

} // namespace snnc

#endif // SNNC_CONVERSION_WEIGHTS_WEIGHTSOURCE_H
