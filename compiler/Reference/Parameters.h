// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parameters of a model, as the reference interpreter reads them.

#ifndef SNNC_REFERENCE_PARAMETERS_H
#define SNNC_REFERENCE_PARAMETERS_H

#include "compiler/Reference/Array.h"
#include "dialect/SNNDialect.h"
#include "snnc/Random.h"
#include "llvm/ADT/StringMap.h"

namespace snnc {

/// The snn.param operations of a module, read when they are first asked for.
class Parameters {
public:
  explicit Parameters(mlir::ModuleOp module) : module(module) {}

  /// The tensor that `symbol` names. It exists: shape inference has checked it.
  const Array &get(mlir::FlatSymbolRefAttr symbol);

  /// What is drawn from now on is drawn from `from`.
  void setKey(Key from) { key = from; }

  /// An array that is drawn (R1 to R4).
  Array draw(mlir::snn::DrawAttr draw, const std::vector<int64_t> &shape);

  /// The value at element `index` of a layer of `shape`: `param` is a number, a
  /// symbol whose tensor broadcasts to the shape, or how a state is drawn.
  float at(mlir::Attribute param, const std::vector<int64_t> &shape,
           size_t index);

  /// The same where the tensor has one value for each channel.
  float ofChannel(mlir::Attribute symbol, const std::vector<int64_t> &shape,
                  size_t index);

private:
  mlir::ModuleOp module;
  Key key = {0, 0};
  llvm::StringMap<Array> arrays;
};

} // namespace snnc

#endif // SNNC_REFERENCE_PARAMETERS_H
