// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Models as NIR files, as far as NIR can say them (docs/NIR.md).

#ifndef SNNC_COMPILER_NIR_EXPORTNIR_H
#define SNNC_COMPILER_NIR_EXPORTNIR_H

#include "compiler/Nir/File/NirFile.h"
#include "snnc/Diagnostics.h"
#include "snnc/Model.h"
#include <map>
#include <optional>
#include <string>

namespace snnc {

struct NirExport {
  NirFile file;
  /// The options with which `snnc` reads the file as the model, bit for bit, as
  /// a shell takes them; empty if it needs none.
  std::string options;
};

/// A model in NIR's terms. `shapes` are those of layers' outputs; a layer that
/// has none there is read by nobody. Each layer that NIR cannot say is
/// reported, with the reason.
std::optional<NirExport> exportNir(const Model &model,
                                   const std::map<std::string, Shape> &shapes,
                                   Diagnostics &diagnostics);

} // namespace snnc

#endif // SNNC_COMPILER_NIR_EXPORTNIR_H
