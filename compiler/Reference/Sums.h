// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sums over a whole layer in the order of docs/Semantics.md, N3.

#ifndef SNNC_REFERENCE_SUMS_H
#define SNNC_REFERENCE_SUMS_H

#include "compiler/Reference/Array.h"
#include "compiler/Reference/LongSum.h"

#include <array>

namespace snnc {

/// Sixteen partial sums, which may be made of runs, and the fixed tree that
/// adds them.
class PartialSums {
public:
  /// Calls `add(sum, element)` for each element of [C, S...] in the order of
  /// the sums: position by position, channel c into sum c mod 16. A vector is
  /// one position.
  template <typename Add> PartialSums(const Array &x, Add add) {
    size_t channels = x.shape.empty() ? 1 : x.shape[0];
    size_t positions = x.size() / channels, whole = channels / 16;
    size_t blocks = (channels + 15) / 16;
    isLong = x.size() > 4096;
    for (size_t p = 0; p < positions; ++p) {
      if (blocks >= 64 || p % (64 / blocks) == 0)
        endRuns();
      for (size_t c = 0; c < channels; ++c) {
        if (blocks >= 64 && c % 16 == 0 &&
            (c / 16 % 64 == 0 || c / 16 == whole))
          endRuns();
        add(sums[c % 16], c * positions + p);
      }
    }
  }

  float total() {
    endRuns();
    std::array<float, 16> tree = sums;
    for (size_t k = 0; isLong && k < 16; ++k)
      tree[k] = longSums[k].sum;
    for (size_t distance = 8; distance > 0; distance /= 2)
      for (size_t k = 0; k < distance; ++k)
        tree[k] = tree[k] + tree[k + distance];
    return tree[0];
  }

private:
  void endRuns() {
    for (size_t k = 0; isLong && k < 16; ++k) {
      longSums[k].add(sums[k]);
      longSums[k].settle();
      sums[k] = 0.0f;
    }
  }

  std::array<float, 16> sums = {};
  std::array<LongSum, 16> longSums = {};
  bool isLong = false;
};

} // namespace snnc

#endif // SNNC_REFERENCE_SUMS_H
