// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The options of a build on the command line; those that several commands have
// in common.

#ifndef SNNC_COMPILER_TOOLS_BUILDOPTIONS_H
#define SNNC_COMPILER_TOOLS_BUILDOPTIONS_H

#include "compiler/Driver/Build.h"
#include "compiler/Tools/Options.h"

namespace snnc {

/// Adds --target.
void addTargetOption(OptionTable &table, BuildOptions &options);
/// Adds --cpu, --features, -O0..-O3, --crossover, which `snnc help code` lists
/// behind --target.
void addCodeOptions(OptionTable &table, BuildOptions &options);
void printCodeHelp(llvm::raw_ostream &os);
/// Adds --weights, for commands that run no code.
void addWeightsOption(OptionTable &table, BuildOptions &options);
/// Adds --dump-phases and --print-weights.
void addDumpOptions(OptionTable &table, BuildOptions &options);
/// Adds --profile, the densities of an earlier run.
void addDensityOption(OptionTable &table, BuildOptions &options);

} // namespace snnc

#endif // SNNC_COMPILER_TOOLS_BUILDOPTIONS_H
