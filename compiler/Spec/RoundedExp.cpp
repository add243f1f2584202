// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// e^x in sums of two doubles, about a hundred bits, of which the rounded first
// one is the result. Built with -ffp-contract=off, as Random.cpp is.

#include "compiler/Spec/RoundedExp.h"
#include <cmath>
#include <limits>

using namespace snnc;

namespace {

// The operators are here with it, where they are found behind those of snnc.

/// high + low, the second less than half a unit of the first's last place.
struct Pair {
  double high, low;
};

/// a + b without an error, where |a| is not below |b|.
Pair sumOfOrdered(double a, double b) {
  double sum = a + b;
  return {sum, b - (sum - a)};
}

/// a + b without an error.
Pair sumOf(double a, double b) {
  double sum = a + b, part = sum - a;
  return {sum, (a - (sum - part)) + (b - part)};
}

Pair operator+(Pair a, Pair b) {
  Pair sum = sumOf(a.high, b.high);
  return sumOfOrdered(sum.high, sum.low + (a.low + b.low));
}

Pair operator*(Pair a, Pair b) {
  double product = a.high * b.high;
  double rest = std::fma(a.high, b.high, -product);
  return sumOfOrdered(product, rest + (a.high * b.low + a.low * b.high));
}

Pair operator/(Pair a, double b) {
  double quotient = a.high / b;
  double rest = std::fma(-quotient, b, a.high);
  return sumOfOrdered(quotient, (rest + a.low) / b);
}

} // namespace

/// ln 2 in three parts, the first of 41 bits, so that its product with a whole
/// number of 11 is exact.
static constexpr double ln2[] = {0x1.62e42fefa38p-1, 0x1.ef35793c7673p-45,
                                 0x1.f97b57a079a1ap-103};

/// x - n ln 2.
static Pair reduced(double x, double n) {
  Pair product = Pair{-n, 0} * Pair{ln2[1], ln2[2]};
  return Pair{x - n * ln2[0], 0} + product;
}

/// e^x - 1 by its series, for |x| below 2^-9.
static Pair series(Pair x) {
  Pair sum = {1, 0};
  for (int k = 12; k >= 2; --k)
    sum = Pair{1, 0} + (x * sum) / k;
  return x * sum;
}

double snnc::roundedExp(double x) {
  if (std::isnan(x))
    return x;
  if (x > 710)
    return std::numeric_limits<double>::infinity();
  if (x < -746)
    return 0;
  static constexpr int halvings = 8;
  double n = std::round(x / 0x1.62e42fefa39efp-1);
  Pair r = reduced(x, n);
  Pair e =
      series({std::ldexp(r.high, -halvings), std::ldexp(r.low, -halvings)});
  // e^2x - 1 = (e^x - 1) (e^x - 1) + 2 (e^x - 1)
  for (int k = 0; k < halvings; ++k)
    e = e * e + Pair{2 * e.high, 2 * e.low};
  return std::ldexp((Pair{1, 0} + e).high, static_cast<int>(n));
}
