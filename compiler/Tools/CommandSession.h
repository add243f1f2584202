// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What every subcommand that reads a model needs.

#ifndef SNNC_COMPILER_TOOLS_COMMANDSESSION_H
#define SNNC_COMPILER_TOOLS_COMMANDSESSION_H

#include "compiler/Driver/Session.h"
#include "compiler/Tools/Options.h"

namespace snnc {

/// Exit codes of all commands.
constexpr llvm::StringLiteral exitCodes =
    "0 done, 1 bad input, 2 bad usage, 3 a bug in snnc.";

/// Prints help, or the problem, for a command line that is not to be run.
/// `nullopt`: go on.
std::optional<int> handleCommandLine(llvm::StringRef command,
                                     const OptionTable &table,
                                     Arguments arguments);

/// A bad use of options that the table alone cannot find.
int usageError(llvm::StringRef command, const llvm::Twine &message);

/// A session whose settings are options, and whose problems go to stderr.
class CommandSession : public Session {
public:
  CommandSession();

  /// Adds --key, --diagnostics and the options for NIR files to a table.
  void addOptions(OptionTable &table);

  /// Prints the problems and gives the exit code: `code`, or 1 where it is 0
  /// and there are errors.
  int finish(int code = exitDone);

private:
  bool json = false;
};

} // namespace snnc

#endif // SNNC_COMPILER_TOOLS_COMMANDSESSION_H
