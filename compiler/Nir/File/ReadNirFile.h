// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reading NIR files of every version of the format.

#ifndef SNNC_COMPILER_NIR_FILE_READNIRFILE_H
#define SNNC_COMPILER_NIR_FILE_READNIRFILE_H

#include "compiler/Nir/File/NirBytes.h"
#include "compiler/Nir/File/NirFile.h"
#include "snnc/Diagnostics.h"
#include <optional>

namespace snnc {

/// Reads the file at `path`. Every problem is reported, not only the first; if
/// one is an error, nothing is returned. In a file that is returned every node
/// has a type, and every edge leads from one node of its graph to another or to
/// itself, no two alike, none into an Input or out of an Output. Which fields
/// nodes have is not checked. Memory is bounded by what the file holds. The
/// file is read in a child process (see Isolate.h), whatever else the program
/// does.
std::optional<NirFile> readNirFile(llvm::StringRef path,
                                   Diagnostics &diagnostics);

/// The second half of that: what a child process read becomes a file.
std::optional<NirFile> takeReading(NirReading reading, const Place &place,
                                   Diagnostics &diagnostics);

/// What messages call a node of a graph inside of a node: "outer.inner".
std::string nodePath(llvm::StringRef graph, llvm::StringRef node);

} // namespace snnc

#endif // SNNC_COMPILER_NIR_FILE_READNIRFILE_H
