// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writing NIR files as the Python package nir does: 1.0.8's layout, which all
// versions read.

#ifndef SNNC_COMPILER_NIR_FILE_WRITENIRFILE_H
#define SNNC_COMPILER_NIR_FILE_WRITENIRFILE_H

#include "compiler/Nir/File/NirFile.h"
#include "llvm/Support/Error.h"

namespace snnc {

/// The version that is written where a file has none.
inline constexpr llvm::StringRef nirVersion = "1.0.8";

/// Writes a file as a whole or not at all; "-" is the standard output. The same
/// file is written for the same content. Arrays are compressed with gzip. Names
/// of nodes may have slashes, but no empty part, and no part that is "." only.
llvm::Error writeNirFile(llvm::StringRef path, const NirFile &file);

} // namespace snnc

#endif // SNNC_COMPILER_NIR_FILE_WRITENIRFILE_H
