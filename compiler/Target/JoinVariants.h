// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One object with code for several CPUs.

#ifndef SNNC_COMPILER_TARGET_JOINVARIANTS_H
#define SNNC_COMPILER_TARGET_JOINVARIANTS_H

#include "compiler/Target/CpuFeatures.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/Support/Error.h"
#include <memory>

namespace snnc {

/// Makes one module of the optimised modules of a model, one for each of
/// `variants`, the least demanding first. Exported functions are found by their
/// names; those of the result jump to the variant that the processor has the
/// features of, which is looked for once. Constants that are the same in
/// several modules are kept once.
llvm::Expected<std::unique_ptr<llvm::Module>>
joinVariants(std::vector<std::unique_ptr<llvm::Module>> modules,
             llvm::ArrayRef<CpuVariant> variants, llvm::StringRef name);

/// Emits code that asks an x86 processor and gives that one of `choices` (a
/// pointer for each variant) whose features are all there: the last of them, or
/// else the first.
llvm::Value *emitChoice(llvm::IRBuilder<> &builder,
                        llvm::ArrayRef<CpuVariant> variants,
                        llvm::ArrayRef<llvm::Constant *> choices);

/// Keeps each of a module's internal constants once, and of those that others
/// begin with none.
void shareConstants(llvm::Module &module);

} // namespace snnc

#endif // SNNC_COMPILER_TARGET_JOINVARIANTS_H
