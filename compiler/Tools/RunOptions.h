// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The command line of `snnc run`.

#ifndef SNNC_COMPILER_TOOLS_RUNOPTIONS_H
#define SNNC_COMPILER_TOOLS_RUNOPTIONS_H

#include "compiler/Driver/Build.h"
#include "compiler/Tools/CommandSession.h"
#include "compiler/Tools/RunArrays.h"

namespace snnc {

struct RunOptions {
  BuildOptions build;
  std::vector<std::string> inputs, outputs;
  std::vector<std::string> recordFiles; ///< By build.record; "" for none.
  SpikeFormat spikes = SpikeFormat::F32;
  std::string stateIn, stateOut;
  std::string profile, raster; ///< "" for none.
  uint64_t burnin = 0, threads = 0;
  Key key = {0, 0};
};

OptionTable runOptionTable(RunOptions &options, CommandSession &session);

} // namespace snnc

#endif // SNNC_COMPILER_TOOLS_RUNOPTIONS_H
