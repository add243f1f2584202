// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a build system wants to know of the files that a command read.

#ifndef SNNC_COMPILER_TOOLS_DEPFILE_H
#define SNNC_COMPILER_TOOLS_DEPFILE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace snnc {

/// A rule without a recipe, as make and ninja read it: `output` is made of
/// `inputs`.
std::string makeRule(llvm::StringRef output,
                     llvm::ArrayRef<llvm::StringRef> inputs);

} // namespace snnc

#endif // SNNC_COMPILER_TOOLS_DEPFILE_H
