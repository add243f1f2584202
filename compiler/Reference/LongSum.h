// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sums of many terms (docs/Semantics.md, N9).

#ifndef SNNC_REFERENCE_LONGSUM_H
#define SNNC_REFERENCE_LONGSUM_H

#include <cmath>

namespace snnc {

struct LongSum {
  float sum = 0.0f;
  float rest = 0.0f; ///< What the sum lacks.

  void add(float x) {
    float t = sum + x;
    float z = t - sum;
    rest = rest + ((sum - (t - z)) + (x - z));
    sum = t;
  }

  /// Where the sum is infinite, the rest is NaN and does not count.
  void settle() {
    float known = std::isnan(rest) ? 0.0f : rest;
    rest = 0.0f;
    add(known);
  }
};

} // namespace snnc

#endif // SNNC_REFERENCE_LONGSUM_H
