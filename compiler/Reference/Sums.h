// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sums over a whole layer in the order of docs/Semantics.md, N3.

#ifndef SNNC_REFERENCE_SUMS_H
#define SNNC_REFERENCE_SUMS_H

#include "compiler/Reference/Array.h"

#include <array>

namespace snnc {

/// Sixteen partial sums, and the fixed tree that adds them.
struct PartialSums {
  std::array<float, 16> sums = {};

  float total() const {
    std::array<float, 16> tree = sums;
    for (size_t distance = 8; distance > 0; distance /= 2)
      for (size_t k = 0; k < distance; ++k)
        tree[k] = tree[k] + tree[k + distance];
    return tree[0];
  }
};

/// Calls `visit(element, sum)` for each element of [C, S...] in the order of
/// the sums: position by position, channel c into sum c mod 16. A vector is one
/// position.
template <typename Visit> void forEachSummand(const Array &x, Visit visit) {
  size_t channels = x.shape.empty() ? 1 : x.shape[0];
  size_t positions = x.size() / channels;
  for (size_t p = 0; p < positions; ++p)
    for (size_t c = 0; c < channels; ++c)
      visit(c * positions + p, c % 16);
}

} // namespace snnc

#endif // SNNC_REFERENCE_SUMS_H
