// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Text from files, as a terminal may be given it.

#ifndef SNNC_COMPILER_SPEC_PRINTABLE_H
#define SNNC_COMPILER_SPEC_PRINTABLE_H

#include "llvm/ADT/StringRef.h"
#include <cstddef>
#include <string>

namespace snnc {

/// \p text in one line that moves no cursor and sets no colour: characters that
/// are not printed become `<U+001B>`, bytes that are not UTF-8 `<FF>`. Those in
/// \p kept stay.
std::string printable(llvm::StringRef text, llvm::StringRef kept = "");

/// How many columns a terminal needs for it.
size_t columnWidth(llvm::StringRef printableText);

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_PRINTABLE_H
