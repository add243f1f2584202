// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is done with bytes that may be anything: they are read, and nothing
// more.

#ifndef SNNC_TEST_FUZZ_TARGETS_H
#define SNNC_TEST_FUZZ_TARGETS_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace snnc::fuzz {

/// Reads bytes as the target's kind of file:
/// - json: a model;
/// - safetensors: all of its tensors;
/// - nir: a NIR file, and as a model. It is read in a child process, where the
///   fuzzer does not see what the HDF5 library does.
/// - nir-graph: what that child hands back, so the fuzzer sees all of the
/// import. Returns false if there is no such target.
bool run(llvm::StringRef target, llvm::StringRef bytes);

/// The bytes for nir-graph that a NIR file gives; empty if it cannot be read.
std::string graphOf(llvm::StringRef path);

} // namespace snnc::fuzz

#endif // SNNC_TEST_FUZZ_TARGETS_H
