// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A model of any kind of source but IR.

#ifndef SNNC_COMPILER_DRIVER_LOADMODEL_H
#define SNNC_COMPILER_DRIVER_LOADMODEL_H

#include "compiler/Driver/ModelSource.h"
#include "compiler/Nir/ImportNir.h"
#include "snnc/Diagnostics.h"
#include "snnc/Model.h"
#include <optional>

namespace snnc {

/// Reads a JSON or NIR model, a NIR file by \p convention. Nothing after an
/// error, which is in \p diagnostics.
std::optional<Model> loadModel(const ModelSource &source,
                               const std::optional<Convention> &convention,
                               Diagnostics &diagnostics);

/// Reads a NIR model, with what was seen on the way.
NirImport loadNir(const ModelSource &source,
                  const std::optional<Convention> &convention,
                  Diagnostics &diagnostics);

} // namespace snnc

#endif // SNNC_COMPILER_DRIVER_LOADMODEL_H
