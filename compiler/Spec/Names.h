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

/// True for [A-Za-z_][A-Za-z0-9_]* that is no keyword of C or C++: networks,
/// inputs and outputs name symbols and members of the generated header.
bool isCIdentifier(llvm::StringRef name);

/// True for identifiers or digits joined by dots ("2", "block1.lif").
bool isLayerName(llvm::StringRef name);

/// Makes a C identifier: other characters become '_', a leading digit gets '_'
/// in front, a keyword gets '_' behind.
std::string toCIdentifier(llvm::StringRef name);

/// The candidate that is the fewest edits away, letter case aside; empty when
/// there is no candidate.
llvm::StringRef nearestName(llvm::StringRef name,
                            llvm::ArrayRef<llvm::StringRef> candidates);

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_NAMES_H
