// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Manual pages of section 1, in the man macros of roff: `snnc help man` writes
// that of snnc, and `snnc COMMAND --manual` that of a command.

#ifndef SNNC_COMPILER_TOOLS_MANUAL_H
#define SNNC_COMPILER_TOOLS_MANUAL_H

#include "compiler/Tools/Options.h"

namespace snnc {

constexpr llvm::StringLiteral manualTopic = "man";
constexpr llvm::StringLiteral manualArgument = "--manual";

void printManual(llvm::raw_ostream &os);

/// All options, those too that the help only sums up.
void printManual(const OptionTable &table, llvm::raw_ostream &os);

} // namespace snnc

#endif // SNNC_COMPILER_TOOLS_MANUAL_H
