// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The values of one dataset, read only once it is clear that the file holds
// them: a few bytes of a header can claim terabytes.

#ifndef SNNC_COMPILER_NIR_FILE_READDATASET_H
#define SNNC_COMPILER_NIR_FILE_READDATASET_H

#include "compiler/Nir/File/Hdf5.h"
#include "compiler/Nir/File/NirFile.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace snnc {

/// How much of a file was read. No byte of a file is in two datasets, and so
/// all of them together cannot store more than the file has.
struct FileBudget {
  uint64_t fileBytes = 0;
  /// That the datasets said to occupy in the file.
  uint64_t storedBytes = 0;
  /// Of strings of variable length, which are stored elsewhere.
  uint64_t stringBytes = 0;
};

/// Reads a dataset of numbers or strings. Nullopt where it says that there is
/// no value (h5py.Empty). Errors complete a sentence that begins with its name.
llvm::Expected<std::optional<NirField>> readDataset(const hdf5::Handle &dataset,
                                                    llvm::StringRef name,
                                                    FileBudget &budget);

} // namespace snnc

#endif // SNNC_COMPILER_NIR_FILE_READDATASET_H
