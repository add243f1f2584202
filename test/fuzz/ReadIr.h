// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reading IR that anybody may have written.

#ifndef SNNC_TEST_FUZZ_READIR_H
#define SNNC_TEST_FUZZ_READIR_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"

namespace snnc::fuzz {

/// A context of the compiler that drops diagnostics.
class QuietContext {
public:
  QuietContext();

  /// The module, not verified; null where `text` is none. MLIR's own reader
  /// crashes on some damaged texts, and may leave the memory in disorder after
  /// an error: a child process reads first, and all that it reads is read here.
  mlir::OwningOpRef<mlir::ModuleOp> read(llvm::StringRef text);

private:
  mlir::OwningOpRef<mlir::ModuleOp> parse(llvm::StringRef text);
  bool isReadable(llvm::StringRef text);

  mlir::MLIRContext context;
  mlir::ScopedDiagnosticHandler handler;
};

} // namespace snnc::fuzz

#endif // SNNC_TEST_FUZZ_READIR_H
