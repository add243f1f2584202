// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Identifiers that mean something else where the generated header is included:
// from C99 to C23 and from C++17 to C++23, with the extensions of compilers.

#ifndef SNNC_COMPILER_SPEC_RESERVEDNAMES_H
#define SNNC_COMPILER_SPEC_RESERVEDNAMES_H

#include "llvm/ADT/StringRef.h"

namespace snnc {

/// Of C or C++, alternative tokens among them.
bool isKeyword(llvm::StringRef name);

/// `__x` and `_X`, which compilers and C libraries keep for themselves.
bool isReservedForC(llvm::StringRef name);

/// Of compilers, as `linux`, or of ISO C's headers, as `NULL`. Not those with
/// arguments, which a name without parentheses does not meet.
bool isMacro(llvm::StringRef name);

/// The stem of a header of C's that another may include: in a directory of
/// headers before the system's, a file of that name would be taken instead.
bool isSystemHeader(llvm::StringRef stem);

/// Whether what the header of a model of that name declares is the runtime's.
bool isRuntimeName(llvm::StringRef model);

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_RESERVEDNAMES_H
