// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What libFuzzer calls for IR: dumps of every phase, changed, compiled on.

#include "test/fuzz/CompileIr.h"
#include "test/fuzz/MutateIr.h"

#include <cstring>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size,
                                          size_t most, unsigned seed);

static llvm::StringRef asText(const uint8_t *data, size_t size) {
  return {reinterpret_cast<const char *>(data), size};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  snnc::fuzz::compileIr(asText(data, size));
  return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most,
                               unsigned seed) {
  std::mt19937 random(seed);
  std::string text = snnc::fuzz::mutateIr(asText(data, size), random);
  if (text.empty() || text.size() > most)
    return size;
  std::memcpy(data, text.data(), text.size());
  return text.size();
}
