// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a shell completes. The scripts that `snnc completion SHELL` prints ask
// the program itself, by `snnc --complete WORDS`: what they offer is always
// what this snnc has.

#ifndef SNNC_COMPILER_TOOLS_COMPLETION_H
#define SNNC_COMPILER_TOOLS_COMPLETION_H

#include "compiler/Tools/Options.h"

namespace snnc {

constexpr llvm::StringLiteral completeArgument = "--complete";

/// Prints what the last of `words`, which stand behind "snnc", can become: a
/// line each, with a tab in front of what it is. Nothing where a file or a
/// value of no list is expected.
int completeWords(Arguments words);

/// The same for the words behind a command, which has that table.
void printCompletions(const OptionTable &table, Arguments words,
                      llvm::raw_ostream &os);

} // namespace snnc

#endif // SNNC_COMPILER_TOOLS_COMPLETION_H
