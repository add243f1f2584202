// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef SNNC_COMPILER_SPEC_WRITEFILE_H
#define SNNC_COMPILER_SPEC_WRITEFILE_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace llvm {
class raw_ostream;
class raw_pwrite_stream;
} // namespace llvm

namespace snnc {

/// Writes a file as a whole or not at all: into a file beside it, then renamed.
/// Devices, pipes and links are written into; "-" is the standard output.
/// Errors name the path and what the system says. `executable` sets the mode.
llvm::Error writeFile(llvm::StringRef path, llvm::StringRef contents,
                      bool executable = false);

/// Writes what does not have to be in memory.
using PrintFunction =
    llvm::function_ref<llvm::Error(llvm::raw_pwrite_stream &)>;
/// The same for what `print` writes; its error is passed on, and then there is
/// no file.
llvm::Error printFile(llvm::StringRef path, PrintFunction print,
                      bool executable = false);

/// An error where a file stands at `path` that does not begin with a text in
/// which `mark` is, as those do that may be overwritten. An empty file may.
llvm::Error checkReplaced(llvm::StringRef path, llvm::StringRef mark);

/// Where a file goes for which a user named `output`: a directory, or the file
/// itself where that ends as such a file does.
std::string outputPath(llvm::StringRef output, llvm::StringRef name,
                       llvm::StringRef extension);

/// Makes a directory and those above it where they are missing.
llvm::Error makeDirectory(llvm::StringRef path);

/// The text that `print` writes to a stream.
std::string printed(llvm::function_ref<void(llvm::raw_ostream &)> print);

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_WRITEFILE_H
