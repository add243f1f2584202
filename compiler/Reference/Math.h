// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The elementary functions of snnc in f32 (docs/Semantics.md, N5). Compiled
// code computes the same sequences of operations
// (compiler/Conversion/ExpandMath.cpp), so a result does not depend on any
// libm. All are straight lines of IEEE operations rounded to nearest: add,
// subtract, multiply, divide, fma, compare and select, bit casts and 32-bit
// integer arithmetic that wraps.
//
// Code that includes this is compiled with -ffp-contract=off: a fused
// multiply-add stands where `fma` does and nowhere else.

#ifndef SNNC_REFERENCE_MATH_H
#define SNNC_REFERENCE_MATH_H

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

namespace snnc {
namespace elementary {

inline uint32_t bitsOf(float x) {
  uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}

inline float floatOf(uint32_t bits) {
  float x;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}

/// 2^n for n in [-126, 127].
inline float powerOfTwo(int32_t n) {
  return floatOf(static_cast<uint32_t>(n + 127) << 23);
}

/// ln 2 as the sum of two f32 numbers.
constexpr float ln2High = 0x1.62e430p-1f;
constexpr float ln2Low = -0x1.05c610p-29f;

/// The larger value, +0 of two zeros; NaN where one is (arith.maximumf).
inline float maximum(float a, float b) {
  if (a == b)
    return floatOf(bitsOf(a) & bitsOf(b));
  return a != a ? a : (b != b ? b : (a > b ? a : b));
}

/// The smaller value, -0 of two zeros; NaN where one is (arith.minimumf).
inline float minimum(float a, float b) {
  if (a == b)
    return floatOf(bitsOf(a) | bitsOf(b));
  return a != a ? a : (b != b ? b : (a < b ? a : b));
}

/// x = n ln 2 + r with |r| <= ln(2) / 2, and expm1(r). For |x| < 2^21.
struct ExpParts {
  uint32_t n; ///< an int32; the wrapping type, as NaN leaves any bits here
  float expm1r;
};

inline ExpParts splitExp(float x) {
  // Adding 1.5 * 2^23 leaves the nearest integer in the low bits.
  const float magic = 12582912.0f;
  float shifted = std::fma(x, 0x1.715476p+0f, magic); // 1 / ln 2
  uint32_t n = bitsOf(shifted) - bitsOf(magic);
  float nf = shifted - magic;
  float r = std::fma(nf, -ln2High, x);
  r = std::fma(nf, -ln2Low, r);
  // The Taylor series: what follows r^7 / 7! is below a tenth of an ulp.
  float p = 0x1.a01a02p-13f;           // 1 / 7!
  p = std::fma(p, r, 0x1.6c16c2p-10f); // 1 / 6!
  p = std::fma(p, r, 0x1.111112p-7f);  // 1 / 5!
  p = std::fma(p, r, 0x1.555556p-5f);  // 1 / 4!
  p = std::fma(p, r, 0x1.555556p-3f);  // 1 / 3!
  p = std::fma(p, r, 0.5f);
  return {n, std::fma(p, r * r, r)};
}

/// e^x. Below the smallest subnormal 0, above the largest number infinity.
inline float exp(float x) {
  x = x > 89.0f ? 89.0f : x;
  x = x < -104.0f ? -104.0f : x;
  ExpParts parts = splitExp(x);
  // 2^n in two factors: n lies in [-150, 128].
  uint32_t half = static_cast<uint32_t>(static_cast<int32_t>(parts.n) >> 1);
  float scale1 = floatOf((half + 127u) << 23);
  float scale2 = floatOf((parts.n - half + 127u) << 23);
  return ((parts.expm1r + 1.0f) * scale1) * scale2;
}

/// e^x - 1, also for small x.
inline float expm1(float x) {
  x = x > 89.0f ? 89.0f : x;
  x = x < -20.0f ? -20.0f : x;
  ExpParts parts = splitExp(x);
  // 2 (2^(n-1) expm1(r) + 2^(n-1) - 1/2): 2^128 is not a number of f32.
  float half = floatOf((parts.n + 126u) << 23);
  return std::fma(half, parts.expm1r, half - 0.5f) * 2.0f;
}

/// log(1 + f) for 1 + f within [sqrt(1/2), sqrt(2)]: 2 atanh(f / (2 + f)).
inline float logNearOne(float f) {
  float s = f / (2.0f + f);
  float z = s * s;
  float p = 0x1.c71c72p-3f;           // 2 / 9
  p = std::fma(p, z, 0x1.24924ap-2f); // 2 / 7
  p = std::fma(p, z, 0x1.99999ap-2f); // 2 / 5
  p = std::fma(p, z, 0x1.555556p-1f); // 2 / 3
  return std::fma(p, z * s, 2.0f * s);
}

/// What is subtracted from the bits of x so that the exponent field becomes the
/// e of x = 2^e m with m within [sqrt(1/2), sqrt(2)).
constexpr uint32_t bitsOfRootHalf = 0x3f3504f3u;

/// log(x): -infinity at 0, NaN below.
inline float log(float x) {
  bool isSmall = x < 0x1p-126f;
  uint32_t shifted = bitsOf(isSmall ? x * 0x1p23f : x) - bitsOfRootHalf;
  float e = static_cast<float>(static_cast<int32_t>(shifted) >> 23);
  e = isSmall ? e - 23.0f : e;
  float m = floatOf((shifted & 0x7fffffu) + bitsOfRootHalf);
  float y = logNearOne(m - 1.0f);
  y = std::fma(e, ln2High, std::fma(e, ln2Low, y));
  const float infinity = std::numeric_limits<float>::infinity();
  const float nan = std::numeric_limits<float>::quiet_NaN();
  y = x == infinity ? infinity : y;
  return x > 0.0f ? y : (x == 0.0f ? -infinity : nan);
}

/// log(1 + x), also for small x: -infinity at -1, NaN below.
inline float log1p(float x) {
  uint32_t shifted = bitsOf(1.0f + x) - bitsOfRootHalf;
  int32_t e = static_cast<int32_t>(shifted) >> 23;
  // f = (1 + x) 2^-e - 1 from x itself, which 1 + x has rounded. 2^-e in two
  // factors: e goes up to 128.
  int32_t half = e >> 1;
  float scale1 = floatOf(static_cast<uint32_t>(127 - half) << 23);
  float scale2 = floatOf(static_cast<uint32_t>(127 - (e - half)) << 23);
  float f = std::fma(x * scale1, scale2, scale1 * scale2 - 1.0f);
  float y = logNearOne(f);
  float ef = static_cast<float>(e);
  y = std::fma(ef, ln2High, std::fma(ef, ln2Low, y));
  const float infinity = std::numeric_limits<float>::infinity();
  const float nan = std::numeric_limits<float>::quiet_NaN();
  y = x == infinity ? infinity : y;
  return x > -1.0f ? y : (x == -1.0f ? -infinity : nan);
}

/// tanh(x) = t / (t + 2) with t = expm1(2 |x|), and the sign of x.
inline float tanh(float x) {
  float a = std::fabs(x);
  a = a > 10.0f ? 10.0f : a; // tanh(10) rounds to 1
  float t = expm1(a + a);
  float y = t / (t + 2.0f);
  return x < 0.0f ? -y : y;
}

/// 1 / (1 + e^-x).
inline float sigmoid(float x) { return 1.0f / (1.0f + exp(-x)); }

/// log(1 + e^x), which does not overflow.
inline float softplus(float x) {
  return maximum(x, 0.0f) + log1p(exp(-std::fabs(x)));
}

/// x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2, as jax.nn.gelu.
inline float gelu(float x) {
  float cube = x * x * x;
  float inner = 0.79788456f * (x + 0.044715f * cube);
  return 0.5f * x * (1.0f + tanh(inner));
}

inline float silu(float x) { return x * sigmoid(x); }

inline float elu(float x) { return x > 0.0f ? x : expm1(x); }

} // namespace elementary
} // namespace snnc

#endif // SNNC_REFERENCE_MATH_H
