// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Random numbers: vectors of Random123 and of jax.random (JAX 0.10).

#include "snnc/Random.h"
#include "snnc/EquinoxLayers.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace snnc;

namespace {

std::vector<float> values(const Tensor &tensor, size_t count) {
  return {tensor.data.get(), tensor.data.get() + count};
}

} // namespace

/// Of the file kat_vectors: threefry2x32 in 20 rounds with counter 0.
TEST(Random, KnownVector) {
  EXPECT_EQ(split({0, 0}, 0), (Key{0x6b200159, 0x99ba4efe}));
}

TEST(Random, Split) {
  EXPECT_EQ(keyOfSeed(42), (Key{0, 42}));
  EXPECT_EQ(split({0, 42}, 0), (Key{0x6d3e048f, 0x1022172d}));
  EXPECT_EQ(split({0, 42}, 1), (Key{0x03d7b32d, 0xadd083f4}));
  EXPECT_EQ(split({0, 42}, 3), (Key{0xbad56946, 0x354ba891}));
  EXPECT_EQ(split({0xdeadbeef, 0x12345678}, 2), (Key{0x6ef851a2, 0x1785b403}));
}

TEST(Random, Paths) {
  Key key = keyOfSeed(7);
  EXPECT_EQ(split(key, std::vector<uint32_t>()), key);
  EXPECT_EQ(split(key, {2, 0, 5}), split(split(split(key, 2), 0), 5));
}

TEST(Random, Bits) {
  EXPECT_EQ(randomBits({0, 42}, 0), 0x7d1c13a2u);
  EXPECT_EQ(randomBits({0, 42}, 1), 0xae0730d9u);
  EXPECT_EQ(randomBits({0, 42}, 104), 0xb68b9e34u);
}

/// An element's number may need more than 32 bits.
TEST(Random, LongCounter) {
  EXPECT_NE(randomBits({0, 1}, 1), randomBits({0, 1}, (uint64_t(1) << 32) + 1));
}

TEST(Random, Uniform) {
  EXPECT_EQ(
      values(draw(InitFn::uniform(-0.3f, 0.7f), {0, 42}, {2, 3}), 6),
      (std::vector<float>{0x1.827a28p-3f, 0x1.84e98cp-2f, 0x1.43dcacp-2f,
                          0x1.0b47ccp-2f, 0x1.348528p-3f, 0x1.24ba04p-2f}));
}

TEST(Random, Normal) {
  EXPECT_EQ(
      values(draw(InitFn::normal(), {0, 42}, {6}), 6),
      (std::vector<float>{-0x1.cfbe2ap-6f, 0x1.de57d0p-2f, 0x1.2eccc2p-2f,
                          0x1.3a7648p-3f, -0x1.fc09d6p-4f, 0x1.bc4234p-3f}));
  EXPECT_EQ(
      values(draw(InitFn::normal(0.5f, 0.1f), {0, 42}, {6}), 6),
      (std::vector<float>{0x1.fd1a02p-2f, 0x1.17eacap-1f, 0x1.0f23d6p-1f,
                          0x1.07dc8ep-1f, 0x1.f34c8ep-2f, 0x1.0b1b42p-1f}));
}

TEST(Random, NotDrawn) {
  EXPECT_EQ(values(draw(InitFn::constant(0.25f), {0, 1}, {2}), 2),
            (std::vector<float>{0.25f, 0.25f}));
}

/// The ends of the range. The high one is reached where a sum rounds to it.
TEST(Random, Range) {
  InitFn init = InitFn::uniform(2.0f, 3.0f);
  EXPECT_EQ(drawnValue(init, 0), 2.0f);
  EXPECT_EQ(drawnValue(init, 0xffffffffu), 3.0f);
  EXPECT_EQ(drawnValue(InitFn::uniform(1.0f, 1.0f), 0x87654321u), 1.0f);
  EXPECT_TRUE(std::isfinite(drawnValue(InitFn::normal(), 0)));
  EXPECT_TRUE(std::isfinite(drawnValue(InitFn::normal(), 0xffffffffu)));
}

/// 1 / sqrt(fan-in) is rounded once, as in Equinox.
TEST(Random, EquinoxLimits) {
  EXPECT_EQ(equinoxInit(6).second, 0x1.a20bd8p-2f);
  EXPECT_EQ(equinoxInit(7).second, 0x1.83091ep-2f);
  EXPECT_EQ(equinoxInit(30).second, 0x1.75e974p-3f);
  EXPECT_EQ(equinoxInit(0).second, 1.0f);
}
