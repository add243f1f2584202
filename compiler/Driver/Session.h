// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What whoever reads a model needs.

#ifndef SNNC_COMPILER_DRIVER_SESSION_H
#define SNNC_COMPILER_DRIVER_SESSION_H

#include "compiler/Driver/InputFiles.h"
#include "compiler/Driver/ModelSource.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "snnc/Convention.h"
#include "snnc/Diagnostics.h"
#include "snnc/Random.h"
#include "llvm/ADT/StringRef.h"
#include <functional>
#include <memory>
#include <optional>

namespace snnc {

/// What a build ends with, and a command as its exit code.
constexpr int exitDone = 0;
constexpr int exitBadInput = 1;
constexpr int exitBadUsage = 2;
constexpr int exitInternal = 3;

/// A context with all dialects of the compiler, which many sessions may use one
/// after another.
std::unique_ptr<mlir::MLIRContext> makeContext();

/// One model's way into the compiler: an MLIR context whose diagnostics join
/// those of the readers.
class Session {
public:
  /// With a context of its own.
  Session();
  /// With one that outlives it.
  explicit Session(mlir::MLIRContext &context);

  /// Reads a model of any kind; "-" is the standard input. Null after an error.
  mlir::OwningOpRef<mlir::ModuleOp> load(llvm::StringRef path);
  mlir::OwningOpRef<mlir::ModuleOp> load(const ModelSource &source);

  void error(const llvm::Twine &message);
  void error(llvm::Error problem);

  Diagnostics diagnostics;
  /// What was read so far.
  InputFiles files;
  mlir::MLIRContext &context;
  /// What parameters and states are drawn from.
  Key key = {0, 0};
  /// How a NIR file is read.
  std::optional<Convention> convention;

protected:
  /// Ends a program that is to go no further, since memory may be in disorder,
  /// with what there is to say. Null: then such a model is one with errors.
  std::function<void()> endProgram;

private:
  explicit Session(std::unique_ptr<mlir::MLIRContext> context);
  void receive(mlir::Diagnostic &diagnostic);
  mlir::OwningOpRef<mlir::ModuleOp> loadMlir(const ModelSource &source);
  mlir::OwningOpRef<mlir::ModuleOp> parseMlir(llvm::StringRef text,
                                              llvm::StringRef name);

  /// Null where another has it.
  std::unique_ptr<mlir::MLIRContext> owned;
  mlir::ScopedDiagnosticHandler handler;
};

} // namespace snnc

#endif // SNNC_COMPILER_DRIVER_SESSION_H
