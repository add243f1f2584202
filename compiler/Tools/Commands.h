// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The subcommands of snnc. Each gets what follows its name on the command line
// and gives the exit code: 0 done, 1 bad input, 2 bad usage, 3 internal.

#ifndef SNNC_COMPILER_TOOLS_COMMANDS_H
#define SNNC_COMPILER_TOOLS_COMMANDS_H

#include "compiler/Tools/Options.h"

namespace snnc {

int runCompile(Arguments arguments);
int runRun(Arguments arguments);
int runCheck(Arguments arguments);
int runInfo(Arguments arguments);
int runBench(Arguments arguments);
int runConvert(Arguments arguments);
int runCompletion(Arguments arguments);

struct Command {
  llvm::StringRef name, help;
  int (*run)(Arguments);
};

llvm::ArrayRef<Command> allCommands();

/// Null where there is none of that name.
const Command *findCommand(llvm::StringRef name);

/// All of snnc: picks the subcommand.
int runDriver(Arguments arguments);

} // namespace snnc

#endif // SNNC_COMPILER_TOOLS_COMMANDS_H
