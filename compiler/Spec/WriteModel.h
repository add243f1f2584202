// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A model as the text of a spec.

#ifndef SNNC_COMPILER_SPEC_WRITEMODEL_H
#define SNNC_COMPILER_SPEC_WRITEMODEL_H

#include "compiler/Spec/Safetensors.h"
#include "snnc/Diagnostics.h"
#include "snnc/Model.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace snnc {

struct ModelText {
  std::string json;
  /// What the JSON names; a tensor that several parameters share is here once.
  std::vector<NamedTensor> tensors;
};

/// Writes \p model, whose tensors will lie in the file \p weights (the key is
/// left out where there are none). Says what no spec can say, and what is wrong
/// with the graph itself; the reader finds the rest.
ModelText writeModel(const Model &model, llvm::StringRef weights,
                     Diagnostics &diagnostics);

/// Where the tensors of a model go whose JSON goes to \p jsonPath.
std::string weightsPathFor(llvm::StringRef jsonPath);

/// Writes \p model as JSON, and its tensors to a .safetensors file of the same
/// stem beside it, whose path is \p weightsPath then. What is wrong with the
/// model is in \p diagnostics; the error returned is about files.
llvm::Error writeModelFiles(const Model &model, llvm::StringRef jsonPath,
                            Diagnostics &diagnostics, std::string &weightsPath);

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_WRITEMODEL_H
