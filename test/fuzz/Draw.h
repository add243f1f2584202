// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What mutations of IR are drawn from.

#ifndef SNNC_TEST_FUZZ_DRAW_H
#define SNNC_TEST_FUZZ_DRAW_H

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

namespace snnc::fuzz {

/// Draws from lists.
class Draw {
public:
  explicit Draw(std::mt19937 &random) : random(random) {}

  size_t below(size_t count) { return random() % count; }
  bool chance(unsigned percent) { return below(100) < percent; }
  template <typename ListT> auto &from(ListT &list) {
    return list[below(list.size())];
  }

  /// Sizes, indices and flags as they occur, their neighbours, and what no
  /// machine has.
  int64_t number(int64_t before) {
    const auto wrapped =
        uint64_t(before); // the neighbours of the extremes, too
    const int64_t numbers[] = {0,
                               1,
                               2,
                               3,
                               16,
                               17,
                               64,
                               -1,
                               -2,
                               int64_t(wrapped + 1),
                               int64_t(wrapped - 1),
                               1000,
                               int64_t(1) << 31,
                               int64_t(1) << 40,
                               std::numeric_limits<int64_t>::max(),
                               std::numeric_limits<int64_t>::min()};
    return chance(80) ? numbers[below(12)] : numbers[below(16)];
  }
  double real() {
    const double numbers[] = {0,   -0.0, 1,        -1,          0.5,
                              2,   1e30, 1e-45,    HUGE_VAL,    -HUGE_VAL,
                              NAN, 1.5,  0.999999, 3.40282e+38, -1e-3};
    return numbers[below(15)];
  }

private:
  std::mt19937 &random;
};

} // namespace snnc::fuzz

#endif // SNNC_TEST_FUZZ_DRAW_H
