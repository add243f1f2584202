// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// All that snnc does with IR that it is given.

#ifndef SNNC_TEST_FUZZ_COMPILEIR_H
#define SNNC_TEST_FUZZ_COMPILEIR_H

#include "llvm/ADT/StringRef.h"

namespace snnc::fuzz {

/// How far the text of a module came.
enum class Reached {
  Nothing,  ///< It is no module, or not a valid one.
  Valid,    ///< A phase refused it.
  LastPhase ///< It is compiled.
};

/// Reads a module, verifies it, interprets it for two steps, and runs the
/// phases behind the one that it names. Problems are diagnostics, which are
/// dropped.
Reached compileIr(llvm::StringRef text);

} // namespace snnc::fuzz

#endif // SNNC_TEST_FUZZ_COMPILEIR_H
