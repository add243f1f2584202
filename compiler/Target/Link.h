// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Shared objects and programs, by the system's C compiler.

#ifndef SNNC_COMPILER_TARGET_LINK_H
#define SNNC_COMPILER_TARGET_LINK_H

#include "compiler/Target/CompileTarget.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace snnc {

enum class LinkKind {
  Library, ///< A shared object for snn_load.
  Program  ///< The model with the runtime's snn_main around it.
};

/// Links the object of the model `name` and gives the file's bytes. Needs `cc`
/// or `clang` on the PATH, and for a program the runtime beside `snncPath`, the
/// running compiler. Errors: a target that is not the host, no C compiler, no
/// runtime, or what the linker says.
llvm::Expected<llvm::SmallVector<char, 0>>
link(llvm::StringRef object, llvm::StringRef name, LinkKind kind,
     const CompileTarget &target, llvm::StringRef snncPath);

} // namespace snnc

#endif // SNNC_COMPILER_TARGET_LINK_H
