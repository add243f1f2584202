// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A model as a NIR file: nodes have the shapes that inference finds.

#ifndef SNNC_COMPILER_DRIVER_TONIR_H
#define SNNC_COMPILER_DRIVER_TONIR_H

#include "compiler/Driver/Session.h"
#include "compiler/Nir/ExportNir.h"
#include "snnc/Model.h"
#include <optional>

namespace snnc {

/// Nothing after an error, which is in the session's diagnostics.
std::optional<NirExport> toNir(Session &session, const Model &model);

} // namespace snnc

#endif // SNNC_COMPILER_DRIVER_TONIR_H
