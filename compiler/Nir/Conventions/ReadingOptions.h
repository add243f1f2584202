// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a NIR file loses of a model's numbers, as options of the command line.

#ifndef SNNC_COMPILER_NIR_CONVENTIONS_READINGOPTIONS_H
#define SNNC_COMPILER_NIR_CONVENTIONS_READINGOPTIONS_H

#include "snnc/Convention.h"
#include <string>

namespace snnc {

/// A convention as options of the command line, as a shell takes them:
/// "--convention spec --dt 0.0001 --reset zero".
std::string optionsOf(const Convention &convention);

} // namespace snnc

#endif // SNNC_COMPILER_NIR_CONVENTIONS_READINGOPTIONS_H
