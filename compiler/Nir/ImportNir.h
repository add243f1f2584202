// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The way in for NIR files (docs/NIR.md).

#ifndef SNNC_COMPILER_NIR_IMPORTNIR_H
#define SNNC_COMPILER_NIR_IMPORTNIR_H

#include "compiler/Nir/Graph/NirNetwork.h"
#include "snnc/Diagnostics.h"
#include "snnc/Model.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>
#include <vector>

namespace snnc {

/// A NIR file on its way to a model, as far as it came.
struct NirImport {
  std::optional<NirFile> file;
  /// Points into `file`.
  std::optional<NirNetwork> network;
  /// By node of the network, the name of its layer; empty for those that have
  /// none.
  std::vector<std::string> names;
  std::optional<Model> model;
};

/// Reads the NIR file at \p path by a convention. Every problem that can be
/// found without inferring shapes is reported, with its node; if one is an
/// error, there is no model. Without a convention, or with one that leaves open
/// what the file does not say, only a file is read whose numbers do not depend
/// on it. Layers are named after their nodes, as far as identifiers go, and
/// know the node in their place.
NirImport importNir(llvm::StringRef path,
                    const std::optional<Convention> &convention,
                    Diagnostics &diagnostics);

/// The same for a file that was read, which messages call \p path.
NirImport importNir(NirFile file, llvm::StringRef path,
                    const std::optional<Convention> &convention,
                    Diagnostics &diagnostics);

} // namespace snnc

#endif // SNNC_COMPILER_NIR_IMPORTNIR_H
