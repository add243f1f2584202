// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// snnc run: which files the command line gives to inputs and outputs.

#ifndef SNNC_COMPILER_TOOLS_RUNFILES_H
#define SNNC_COMPILER_TOOLS_RUNFILES_H

#include "compiler/Tools/RunOptions.h"

namespace snnc {

struct RunFiles {
  std::vector<std::string> inputs; ///< By input.
  std::vector<OutputFile> outputs;
};

/// Files for the inputs and outputs of those names; what is recorded stands
/// behind the model's own outputs. Errors: an unknown or ambiguous name, a
/// missing input.
llvm::Expected<RunFiles> findRunFiles(llvm::ArrayRef<llvm::StringRef> inputs,
                                      llvm::ArrayRef<llvm::StringRef> outputs,
                                      llvm::ArrayRef<RecordedOutput> recorded,
                                      const RunOptions &options);

/// The same errors, and files of inputs that are not there, for a model that is
/// not compiled yet: making code may take a while.
llvm::Error checkRunFiles(const Build &build, const RunOptions &options);

} // namespace snnc

#endif // SNNC_COMPILER_TOOLS_RUNFILES_H
