// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the reference interpreter computes with.

#ifndef SNNC_REFERENCE_ARRAY_H
#define SNNC_REFERENCE_ARRAY_H

#include <cstddef>
#include <cstdint>
#include <vector>

namespace snnc {

/// A row-major array of floats; a spike is 1, no spike is 0.
struct Array {
  std::vector<int64_t> shape;
  std::vector<float> data;

  static Array filled(std::vector<int64_t> shape, float value) {
    size_t count = 1;
    for (int64_t size : shape)
      count *= size;
    return {std::move(shape), std::vector<float>(count, value)};
  }
  static Array zeros(std::vector<int64_t> shape) {
    return filled(std::move(shape), 0.0f);
  }

  size_t size() const { return data.size(); }
  float operator[](size_t index) const { return data[index]; }
  float &operator[](size_t index) { return data[index]; }
};

} // namespace snnc

#endif // SNNC_REFERENCE_ARRAY_H
