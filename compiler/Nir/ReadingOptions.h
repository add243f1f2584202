// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a NIR file loses of a model's numbers, as options of the command line.

#ifndef SNNC_COMPILER_NIR_READINGOPTIONS_H
#define SNNC_COMPILER_NIR_READINGOPTIONS_H

#include "snnc/Model.h"
#include <string>

namespace snnc {

/// The options with which snnc reads what was written, as the model has it:
/// "--dt 0.0001 --reset zero". Empty where none are needed.
std::string readingOptions(const Model &model);

} // namespace snnc

#endif // SNNC_COMPILER_NIR_READINGOPTIONS_H
