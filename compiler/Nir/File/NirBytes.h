// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What was read of a NIR file, on its way from one process to another.

#ifndef SNNC_COMPILER_NIR_FILE_NIRBYTES_H
#define SNNC_COMPILER_NIR_FILE_NIRBYTES_H

#include "compiler/Nir/File/NirFile.h"
#include "snnc/Diagnostics.h"
#include <memory>
#include <optional>

namespace llvm {
class MemoryBuffer;
class raw_ostream;
} // namespace llvm

namespace snnc {

/// The file as far as it could be read, and the errors that were found in it.
struct NirReading {
  NirFile file;
  std::vector<Diagnostic> problems;
};

/// Begins where `os` stands at 0.
void writeBytes(const NirReading &reading, llvm::raw_ostream &os);

/// Nothing is taken on trust: nullopt for bytes that `writeBytes` did not
/// write. Tensors stay in `buffer`.
std::optional<NirReading>
readBytes(const std::shared_ptr<llvm::MemoryBuffer> &buffer);

} // namespace snnc

#endif // SNNC_COMPILER_NIR_FILE_NIRBYTES_H
