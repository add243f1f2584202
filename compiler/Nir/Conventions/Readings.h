// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where a NIR file can be read in more than one way: nothing is guessed.

#ifndef SNNC_COMPILER_NIR_CONVENTIONS_READINGS_H
#define SNNC_COMPILER_NIR_CONVENTIONS_READINGS_H

#include "compiler/Nir/Graph/NirNetwork.h"
#include "snnc/Convention.h"
#include "snnc/Diagnostics.h"
#include <optional>
#include <string>

namespace snnc {

/// Reports what the user must say before the file has one reading: a time step,
/// and whether r is a resistance or was written as tau/dt. Shows both readings,
/// and the option for each; and the options of `recorded`, with which the file
/// says that it was written, "" for none.
void checkReadings(const NirNetwork &network,
                   const std::optional<Convention> &convention,
                   const std::string &recorded, const std::string &path,
                   Diagnostics &diagnostics);

} // namespace snnc

#endif // SNNC_COMPILER_NIR_CONVENTIONS_READINGS_H
