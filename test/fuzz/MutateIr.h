// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Changes of IR as people and passes make them, and worse.

#ifndef SNNC_TEST_FUZZ_MUTATEIR_H
#define SNNC_TEST_FUZZ_MUTATEIR_H

#include "mlir/IR/BuiltinOps.h"

#include <random>
#include <string>

namespace snnc::fuzz {

/// The text of a module after one to three changes, of the text or of what it
/// says; "" where it cannot be read.
std::string mutateIr(llvm::StringRef text, std::mt19937 &random);

/// Changes the text: a number becomes another, a name another of the text, a
/// line goes, comes twice or changes its place.
std::string mutateText(llvm::StringRef text, std::mt19937 &random);

/// Changes an operation: an attribute, an operand, a type, its place; or takes
/// it out or puts a copy of it elsewhere. The module may be invalid then.
void mutateStructure(mlir::ModuleOp module, std::mt19937 &random);

} // namespace snnc::fuzz

#endif // SNNC_TEST_FUZZ_MUTATEIR_H
