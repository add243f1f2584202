// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What libFuzzer calls.

#include "test/fuzz/Targets.h"
#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  snnc::fuzz::run(SNNC_FUZZ_TARGET,
                  {reinterpret_cast<const char *>(data), size});
  return 0;
}
