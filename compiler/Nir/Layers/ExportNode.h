// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Layers as NIR nodes.

#ifndef SNNC_COMPILER_NIR_LAYERS_EXPORTNODE_H
#define SNNC_COMPILER_NIR_LAYERS_EXPORTNODE_H

#include "compiler/Nir/File/NirFile.h"
#include "snnc/Model.h"
#include "llvm/Support/Error.h"

namespace snnc {

/// What a node must know beside its layer.
struct ExportContext {
  /// Of one step.
  Shape input, output;
};

/// The node that says what a layer in NIR's terms (see NirForm.h) does, without
/// a name. Error: NIR has no such node, and why.
llvm::Expected<NirNode> exportNode(const LayerClass &layer,
                                   const ExportContext &context);

/// A node of a type and fields: what nodes that are no layers are made of.
NirNode makeNode(llvm::StringRef type, std::vector<NirField> fields);
NirField floatField(llvm::StringRef name, const Parameter &value,
                    const Shape &shape);
NirField integerField(llvm::StringRef name, std::vector<int64_t> values);
NirField textField(llvm::StringRef name, llvm::StringRef text);

} // namespace snnc

#endif // SNNC_COMPILER_NIR_LAYERS_EXPORTNODE_H
