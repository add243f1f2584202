// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From the LLVM dialect to LLVM IR, and from there to machine code.

#ifndef SNNC_COMPILER_TARGET_CODEGEN_H
#define SNNC_COMPILER_TARGET_CODEGEN_H

#include "compiler/Target/CompileTarget.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"
#include <memory>

namespace llvm {
class LLVMContext;
class Module;
} // namespace llvm

namespace mlir {
class DialectRegistry;
class ModuleOp;
template <typename OpTy> class OwningOpRef;
} // namespace mlir

namespace snnc {

/// What translation needs to know of the dialects.
void registerTranslations(mlir::DialectRegistry &registry);

/// Translates a module in the LLVM dialect. The module is used up: its
/// parameters and interface (`snn.param`, `snn.model`) are erased first, and
/// all of it is gone afterwards, so that weights do not lie in memory twice
/// while code is made. With `keepParameters` their data stay: another module of
/// the context reads them. Problems are reported through MLIR's diagnostics,
/// too.
llvm::Expected<std::unique_ptr<llvm::Module>>
translateToLLVM(mlir::OwningOpRef<mlir::ModuleOp> module,
                llvm::LLVMContext &context, const CompileTarget &target,
                bool keepParameters);

/// Writes maxima and minima of floats, of which LLVM would make calls where the
/// target has no floats, in operations of integers.
void expandExtremes(llvm::Module &module);

/// Runs LLVM's pipeline for the target's level (-O0 to -O3).
void optimize(llvm::Module &module, const CompileTarget &target);

enum class CodeKind { Object, Assembly };

/// Writes the machine code of a module.
llvm::Error emitCode(llvm::Module &module, const CompileTarget &target,
                     CodeKind kind, llvm::raw_pwrite_stream &stream);

} // namespace snnc

#endif // SNNC_COMPILER_TARGET_CODEGEN_H
