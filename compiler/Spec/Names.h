// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rules for the names in a model, and the nearest name to a misspelt one.

#ifndef SNNC_COMPILER_SPEC_NAMES_H
#define SNNC_COMPILER_SPEC_NAMES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace snnc {

/// True for [A-Za-z_][A-Za-z0-9_]*.
bool isIdentifier(llvm::StringRef name);

/// True for an identifier that is no keyword of C or C++.
bool isCIdentifier(llvm::StringRef name);

/// What a name is for in C: a model's is the prefix of symbols and macros and
/// names a header, an input's or output's is a member of a struct there.
enum class NameUse { Model, Port };

/// Why a name cannot be one: "a keyword of C or C++". Empty where it can. For
/// what is no identifier, "no C identifier".
llvm::StringRef faultOf(llvm::StringRef name, NameUse use);

/// True for identifiers or digits joined by dots ("2", "block1.lif").
bool isLayerName(llvm::StringRef name);

/// Makes a C identifier: other characters become '_', a leading digit gets '_'
/// in front, a keyword gets '_' behind.
std::string toCIdentifier(llvm::StringRef name);

/// The same, with a '_' behind what cannot be a name of that use, and an 'x' in
/// front of what C reserves.
std::string toCName(llvm::StringRef name, NameUse use);

/// What a model is called that says no name: as its file, or "stdin" for
/// "<stdin>".
std::string modelNameFor(llvm::StringRef path);

/// The candidate that is the fewest edits away, letter case aside; empty when
/// there is no candidate.
llvm::StringRef nearestName(llvm::StringRef name,
                            llvm::ArrayRef<llvm::StringRef> candidates);

/// "did you mean 'step'?" behind `before`, if `name` may be a slip of a
/// candidate: an edit for each three letters away, or its first three letters
/// and more. Else empty.
std::string didYouMean(llvm::StringRef before, llvm::StringRef name,
                       llvm::ArrayRef<llvm::StringRef> candidates);

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_NAMES_H
