// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Work in a child process that may crash, hang or want all the memory there is.
//
// The HDF5 library trusts what a file says of itself. Of files in which a few
// bytes were changed at random, 1.10.8 crashes on one in a hundred, and on some
// it never returns. A damaged file must be an error of the program that reads
// it, which may be anything that links the compiler as a library.

#ifndef SNNC_COMPILER_NIR_FILE_ISOLATE_H
#define SNNC_COMPILER_NIR_FILE_ISOLATE_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <memory>

namespace llvm {
class MemoryBuffer;
class raw_ostream;
} // namespace llvm

namespace snnc {

struct IsolationLimits {
  /// More than the process has when it begins.
  uint64_t memoryBytes = 0;
  /// Of the processor; after ten times as many by the clock it is ended, too.
  unsigned seconds = 0;
};

/// Runs `work` in a child process and returns what it wrote, which may be
/// anything if its memory was damaged. Fails if the child did not come to its
/// end: the error says what ended it. `work` must not use locks that another
/// thread may hold, but for those of malloc and of hdf5::Session.
llvm::Expected<std::shared_ptr<llvm::MemoryBuffer>>
runIsolated(const IsolationLimits &limits,
            llvm::function_ref<void(llvm::raw_ostream &)> work);

/// Lets the child that calls it have more. Does nothing elsewhere.
void allowMore(const IsolationLimits &more);

} // namespace snnc

#endif // SNNC_COMPILER_NIR_FILE_ISOLATE_H
