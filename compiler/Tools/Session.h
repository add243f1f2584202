// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What every subcommand that reads a model needs.

#ifndef SNNC_COMPILER_TOOLS_SESSION_H
#define SNNC_COMPILER_TOOLS_SESSION_H

#include "compiler/Tools/InputFiles.h"
#include "compiler/Tools/ModelSource.h"
#include "compiler/Tools/Options.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "snnc/Convention.h"
#include "snnc/Diagnostics.h"
#include "snnc/Random.h"
#include "llvm/ADT/StringRef.h"

namespace snnc {

/// Exit codes of all commands.
constexpr int exitDone = 0;
constexpr int exitBadInput = 1;
constexpr int exitBadUsage = 2;
constexpr int exitInternal = 3;
constexpr llvm::StringLiteral exitCodes =
    "0 done, 1 bad input, 2 bad usage, 3 a bug in snnc.";

/// Prints help, or the problem, for a command line that is not to be run.
/// `nullopt`: go on.
std::optional<int> handleCommandLine(llvm::StringRef command,
                                     const OptionTable &table,
                                     Arguments arguments);

/// A bad use of options that the table alone cannot find.
int usageError(llvm::StringRef command, const llvm::Twine &message);

/// An MLIR context whose diagnostics join those of the readers.
class Session {
public:
  Session();

  /// Reads a model of any kind; "-" is the standard input. Null after an error.
  mlir::OwningOpRef<mlir::ModuleOp> load(llvm::StringRef path);
  mlir::OwningOpRef<mlir::ModuleOp> load(const ModelSource &source);

  void error(const llvm::Twine &message);
  void error(llvm::Error problem);

  /// Adds --key, --diagnostics and the options for NIR files to a table.
  void addOptions(OptionTable &table);

  /// Prints the problems to stderr and gives the exit code: `code`, or 1 where
  /// it is 0 and there are errors.
  int finish(int code = exitDone);

  Diagnostics diagnostics;
  /// What was read so far.
  InputFiles files;
  mlir::MLIRContext context;
  /// What parameters and states are drawn from.
  Key key = {0, 0};
  /// How a NIR file is read.
  std::optional<Convention> convention;

private:
  void receive(mlir::Diagnostic &diagnostic);
  mlir::OwningOpRef<mlir::ModuleOp> loadMlir(const ModelSource &source);
  mlir::OwningOpRef<mlir::ModuleOp> parseMlir(llvm::StringRef text,
                                              llvm::StringRef name);

  mlir::ScopedDiagnosticHandler handler;
  bool json = false;
};

} // namespace snnc

#endif // SNNC_COMPILER_TOOLS_SESSION_H
