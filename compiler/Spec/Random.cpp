// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Threefry2x32 and what its bits become. Built with -ffp-contract=off: a fused
// multiply-add stands where std::fma does and nowhere else.

#include "snnc/Random.h"
#include "compiler/Spec/Normal.h"
#include "compiler/Spec/ObjectReader.h"
#include <cmath>
#include <cstring>
#include <utility>

using namespace snnc;

//===----------------------------------------------------------------------===//
// Bits (R1, R2)
//===----------------------------------------------------------------------===//

static uint32_t rotateLeft(uint32_t x, unsigned by) {
  return (x << by) | (x >> (32 - by));
}

/// The block cipher of Salmon et al. ("Parallel random numbers: as easy as 1,
/// 2, 3", 2011) in 20 rounds.
static Key threefry2x32(Key key, uint64_t counter) {
  static constexpr unsigned rotations[2][4] = {{13, 15, 26, 6},
                                               {17, 29, 16, 24}};
  const uint32_t keys[3] = {key[0], key[1], key[0] ^ key[1] ^ 0x1BD11BDAu};
  uint32_t high = static_cast<uint32_t>(counter >> 32) + keys[0];
  uint32_t low = static_cast<uint32_t>(counter) + keys[1];
  for (uint32_t group = 0; group < 5; ++group) {
    for (unsigned by : rotations[group % 2]) {
      high += low;
      low = rotateLeft(low, by) ^ high;
    }
    high += keys[(group + 1) % 3];
    low += keys[(group + 2) % 3] + group + 1;
  }
  return {high, low};
}

Key snnc::split(Key key, uint32_t index) { return threefry2x32(key, index); }

Key snnc::split(Key key, const std::vector<uint32_t> &path) {
  for (uint32_t index : path)
    key = split(key, index);
  return key;
}

uint32_t snnc::randomBits(Key key, uint64_t index) {
  auto [high, low] = threefry2x32(key, index);
  return high ^ low;
}

//===----------------------------------------------------------------------===//
// Values (R3, R4)
//===----------------------------------------------------------------------===//

static float floatOf(uint32_t bits) {
  float x;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}

static uint32_t bitsOf(float x) {
  uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}

/// R3: the upper 23 bits as a number in [0, 1), stretched to [low, high).
static float uniform(uint32_t bits, float low, float high) {
  float unit = floatOf((bits >> 9) | 0x3f800000u) - 1.0f;
  float value = std::fma(unit, high - low, low);
  return value < low ? low : value;
}

template <size_t size>
static float polynomial(float x, const float (&coefficients)[size]) {
  float p = coefficients[0];
  for (size_t power = 1; power < size; ++power)
    p = std::fma(p, x, coefficients[power]);
  return p;
}

/// log(y) for a normal number y in (0, 1].
static float log(float y) {
  const float rootHalf = 0x1.6a09e6p-1f;
  uint32_t bits = bitsOf(y);
  float m = floatOf((bits & 0x7fffffu) | 0x3f000000u); // within [1/2, 1)
  float e = static_cast<float>(static_cast<int32_t>(bits >> 23) - 126);
  float x = (m - 1.0f) + (m < rootHalf ? m : 0.0f);
  e = m < rootHalf ? e - 1.0f : e;
  float x2 = x * x, x3 = x2 * x;
  float p =
      std::fma(polynomial(x, normal::logC), x3, polynomial(x, normal::logB));
  p = std::fma(p, x3, polynomial(x, normal::logA));
  float small = std::fma(p, x3, e * normal::ln2Low);
  return std::fma(e, normal::ln2High, std::fma(x2, -0.5f, x) + small);
}

/// log(1 + x) for x in (-1, 0].
static float log1p(float x) {
  if (!(-x < normal::log1pBound))
    return log(1.0f + x);
  float ratio =
      polynomial(x, normal::log1pAbove) / polynomial(x, normal::log1pBelow);
  float x2 = x * x;
  return x + std::fma(x2, -0.5f, x2 * x * ratio);
}

/// R4: sqrt(2) times the inverse of erf at a number in (-1, 1).
static float standardNormal(uint32_t bits) {
  float u = uniform(bits, -0x1.fffffep-1f, 1.0f);
  float w = -log1p(-(u * u));
  float p = w < 5.0f ? polynomial(w - 2.5f, normal::erfInvCentre)
                     : polynomial(std::sqrt(w) - 3.0f, normal::erfInvTail);
  return p * u * 0x1.6a09e6p+0f;
}

float snnc::drawnValue(const InitFn &init, uint32_t bits) {
  switch (init.kind) {
  case InitFn::Kind::Uniform:
    return uniform(bits, init.first, init.second);
  case InitFn::Kind::Normal:
    return init.second * standardNormal(bits) + init.first;
  default:
    return init.value();
  }
}

Tensor snnc::draw(const InitFn &init, Key key, Shape shape) {
  std::vector<float> values(countElements(shape).value_or(0));
  for (size_t index = 0; index < values.size(); ++index)
    values[index] = drawnValue(init, randomBits(key, index));
  return Tensor::of(std::move(shape), std::move(values));
}
