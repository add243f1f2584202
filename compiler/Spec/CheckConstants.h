// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Warnings of constants with which a neuron computes something else than was
// meant.

#ifndef SNNC_COMPILER_SPEC_CHECKCONSTANTS_H
#define SNNC_COMPILER_SPEC_CHECKCONSTANTS_H

#include "snnc/Diagnostics.h"
#include "snnc/Model.h"

namespace snnc {

/// Warns of values that a neuron limits to a range, and of decays outside of
/// [0, 1]: once a layer and key, with an example where there are several.
void checkConstants(const Model &model, Diagnostics &diagnostics);

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_CHECKCONSTANTS_H
