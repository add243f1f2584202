// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parameters in other shapes, on the same data.

#ifndef SNNC_TRANSFORMS_PARAMVIEWS_H
#define SNNC_TRANSFORMS_PARAMVIEWS_H

#include "dialect/SNNDialect.h"

#include "llvm/ADT/DenseMap.h"

namespace snnc {

class ParamViews {
public:
  explicit ParamViews(mlir::ModuleOp module) : symbols(module) {}

  /// A parameter of the data of `param` with `count` axes of one element behind
  /// its own, named as it is with `suffix`. `param` itself where that is none.
  mlir::FlatSymbolRefAttr withAxes(mlir::FlatSymbolRefAttr param, size_t count,
                                   llvm::StringRef suffix);

private:
  mlir::SymbolTable symbols;
  llvm::DenseMap<std::pair<mlir::Attribute, size_t>, mlir::FlatSymbolRefAttr>
      views;
};

} // namespace snnc

#endif // SNNC_TRANSFORMS_PARAMVIEWS_H
