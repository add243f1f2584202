// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parameters of a model as `snn.param` symbols or numbers.

#ifndef SNNC_COMPILER_IMPORT_PARAMIMPORTER_H
#define SNNC_COMPILER_IMPORT_PARAMIMPORTER_H

#include "compiler/Spec/UniqueNames.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "snnc/Model.h"
#include "snnc/Random.h"
#include "llvm/ADT/StringMap.h"
#include <map>
#include <utility>

namespace snnc {

/// A file's line and column, under the node's name where the place has one; an
/// unknown location for an empty place.
mlir::Location locationOf(const Place &place, mlir::MLIRContext *context);

class ParamImporter {
public:
  /// Parameters go to the end of `module`; `reserved` is no name of any; `key`
  /// is the model's, from which parameters are drawn.
  ParamImporter(mlir::ModuleOp module, llvm::StringRef reserved, Key key);

  /// A symbol for a parameter of the given shape; a number becomes a splat.
  /// `fallback` names a parameter that has no name of its own.
  mlir::FlatSymbolRefAttr import(const Parameter &parameter, const Shape &shape,
                                 const llvm::Twine &fallback);

  /// A number as itself, a tensor as a symbol.
  mlir::Attribute importScalarOrTensor(const Parameter &parameter,
                                       const llvm::Twine &fallback);

  /// What a state starts from: a number, a tensor as a symbol, or how it is
  /// drawn from the key at `path`.
  mlir::Attribute importInitial(const Parameter &init,
                                llvm::ArrayRef<uint32_t> path,
                                const llvm::Twine &fallback);

  /// R5: `parameter`, or the tensor that is drawn for it. It is the layer's
  /// parameter `number`, the layer's key that at `path`.
  Parameter drawn(const Parameter &parameter, const Shape &shape,
                  const std::vector<uint32_t> &path, uint32_t number) const;

private:
  mlir::FlatSymbolRefAttr create(const Parameter &parameter,
                                 mlir::RankedTensorType type,
                                 mlir::ElementsAttr value,
                                 const llvm::Twine &fallback);
  mlir::FlatSymbolRefAttr importTensor(const Parameter &parameter,
                                       const Shape &shape,
                                       const llvm::Twine &fallback);

  mlir::OpBuilder builder;
  Key key;
  UniqueNames names;
  /// Tensors by data and shape: one that several layers read is one symbol.
  std::map<std::pair<const float *, Shape>, mlir::FlatSymbolRefAttr> symbols;
};

} // namespace snnc

#endif // SNNC_COMPILER_IMPORT_PARAMIMPORTER_H
