// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A model of any kind of file but IR.

#ifndef SNNC_COMPILER_TOOLS_LOADMODEL_H
#define SNNC_COMPILER_TOOLS_LOADMODEL_H

#include "snnc/Diagnostics.h"
#include "snnc/Model.h"
#include "llvm/ADT/StringRef.h"
#include <optional>

namespace snnc {

/// Reads the .json or .nir model at \p path, a NIR file by \p convention.
/// Nothing after an error, which is in \p diagnostics.
std::optional<Model> loadModel(llvm::StringRef path,
                               const std::optional<Convention> &convention,
                               Diagnostics &diagnostics);

} // namespace snnc

#endif // SNNC_COMPILER_TOOLS_LOADMODEL_H
