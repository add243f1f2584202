// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The way in for JSON models.

#ifndef SNNC_COMPILER_SPEC_READMODEL_H
#define SNNC_COMPILER_SPEC_READMODEL_H

#include "compiler/Spec/Safetensors.h"
#include "snnc/Diagnostics.h"
#include "snnc/Model.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <optional>

namespace snnc {

/// Reads the JSON model at `path` and the weight files that it names. Every
/// problem that can be found without inferring shapes is reported, not only the
/// first; if one is an error, nothing is returned. In the model that is
/// returned all indices are in range, names are unique and of the right form,
/// shapes are positive and addressable, parameters finite and of the shapes
/// that the arguments of their layer say.
std::optional<Model> readModel(llvm::StringRef path, Diagnostics &diagnostics);

/// The same for a text in memory, which messages call \p name. It may name the
/// tensors \p given as if they were in one of its files.
std::optional<Model> readModelText(llvm::StringRef text, llvm::StringRef name,
                                   llvm::ArrayRef<NamedTensor> given,
                                   Diagnostics &diagnostics);

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_READMODEL_H
