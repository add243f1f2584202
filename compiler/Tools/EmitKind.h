// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What `snnc compile --emit` can write.

#ifndef SNNC_COMPILER_TOOLS_EMITKIND_H
#define SNNC_COMPILER_TOOLS_EMITKIND_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace snnc {

/// A kind of output: its name, the file's name around the model's, and the
/// phase that it needs ("": all of them).
struct EmitKind {
  llvm::StringRef name, prefix, extension, phase;
};

llvm::SmallVector<llvm::StringRef> emitKindNames();

/// The kind called `name`. Error: there is none, and which there are.
llvm::Error parseEmitKind(llvm::StringRef name, const EmitKind *&kind);

} // namespace snnc

#endif // SNNC_COMPILER_TOOLS_EMITKIND_H
