// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The options that say how a NIR file is read. Every command that reads a model
// has them; `snnc help nir` lists them.

#ifndef SNNC_COMPILER_TOOLS_NIROPTIONS_H
#define SNNC_COMPILER_TOOLS_NIROPTIONS_H

#include "compiler/Tools/Options.h"
#include "snnc/Convention.h"
#include <optional>

namespace snnc {

/// Adds the options; each one given makes a convention, that of `spec` with
/// what it says.
void addNirOptions(OptionTable &table, std::optional<Convention> &convention);

/// Prints what `snnc help nir` says.
void printNirHelp(llvm::raw_ostream &os);

} // namespace snnc

#endif // SNNC_COMPILER_TOOLS_NIROPTIONS_H
