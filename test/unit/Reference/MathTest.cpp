// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The elementary functions against the libm's in double precision.

#include "compiler/Reference/Math.h"
#include "gtest/gtest.h"

using namespace snnc;

namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float nan = std::numeric_limits<float>::quiet_NaN();

/// The largest error in ulps over numbers of f32 within [low, high], about one
/// of 4000, subnormal ones too.
template <typename Function, typename Exact>
double worstError(Function function, Exact exact, float low, float high) {
  double worst = 0;
  for (uint64_t bits = 0; bits < (uint64_t(1) << 32); bits += 4093) {
    float x = elementary::floatOf(uint32_t(bits));
    if (!(x >= low && x <= high))
      continue;
    double expected = exact(double(x));
    float found = function(x);
    if (std::isinf(float(expected)) || std::isnan(expected)) {
      EXPECT_EQ(std::isnan(expected), std::isnan(found)) << x;
      EXPECT_EQ(std::isinf(float(expected)), std::isinf(found)) << x;
      continue;
    }
    int exponent = expected == 0 ? -126 : std::max(std::ilogb(expected), -126);
    double ulp = std::ldexp(1.0, exponent - 23);
    worst = std::max(worst, std::fabs(found - expected) / ulp);
  }
  return worst;
}

TEST(Math, ExpIsAccurate) {
  auto exact = [](double x) { return std::exp(x); };
  EXPECT_LT(worstError(elementary::exp, exact, -infinity, infinity), 1.5);
}

TEST(Math, Expm1IsAccurate) {
  auto exact = [](double x) { return std::expm1(x); };
  EXPECT_LT(worstError(elementary::expm1, exact, -infinity, infinity), 2.0);
}

TEST(Math, LogIsAccurate) {
  auto exact = [](double x) { return std::log(x); };
  EXPECT_LT(worstError(elementary::log, exact, -infinity, infinity), 2.5);
}

TEST(Math, Log1pIsAccurate) {
  auto exact = [](double x) { return std::log1p(x); };
  EXPECT_LT(worstError(elementary::log1p, exact, -infinity, infinity), 2.5);
}

TEST(Math, TanhIsAccurate) {
  auto exact = [](double x) { return std::tanh(x); };
  EXPECT_LT(worstError(elementary::tanh, exact, -infinity, infinity), 3.0);
}

TEST(Math, SigmoidIsAccurate) {
  auto exact = [](double x) { return 1 / (1 + std::exp(-x)); };
  EXPECT_LT(worstError(elementary::sigmoid, exact, -87, infinity), 3.0);
}

TEST(Math, SoftplusIsAccurate) {
  auto exact = [](double x) {
    return std::fmax(x, 0) + std::log1p(std::exp(-std::fabs(x)));
  };
  EXPECT_LT(worstError(elementary::softplus, exact, -87, infinity), 3.0);
}

TEST(Math, SiluAndEluAreAccurate) {
  auto silu = [](double x) { return x / (1 + std::exp(-x)); };
  EXPECT_LT(worstError(elementary::silu, silu, -80, 1e30f), 3.0);
  auto elu = [](double x) { return x > 0 ? x : std::expm1(x); };
  EXPECT_LT(worstError(elementary::elu, elu, -infinity, infinity), 2.0);
}

TEST(Math, GeluIsTheTanhForm) {
  auto exact = [](double x) {
    return x / 2 *
           (1 + std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)));
  };
  EXPECT_LT(worstError(elementary::gelu, exact, 0, 1e10f), 3.0);
  // Below zero the form itself cancels: 1 + tanh keeps an absolute error.
  for (float x = -10; x < 0; x += 0.001f)
    EXPECT_NEAR(elementary::gelu(x), exact(x), 5e-7);
}

TEST(Math, Limits) {
  EXPECT_EQ(elementary::exp(infinity), infinity);
  EXPECT_EQ(elementary::exp(-infinity), 0.0f);
  EXPECT_EQ(elementary::exp(0.0f), 1.0f);
  EXPECT_EQ(elementary::expm1(infinity), infinity);
  EXPECT_EQ(elementary::expm1(-infinity), -1.0f);
  EXPECT_EQ(elementary::log(0.0f), -infinity);
  EXPECT_EQ(elementary::log(1.0f), 0.0f);
  EXPECT_EQ(elementary::log(infinity), infinity);
  EXPECT_EQ(elementary::log1p(-1.0f), -infinity);
  EXPECT_EQ(elementary::log1p(infinity), infinity);
  EXPECT_EQ(elementary::tanh(infinity), 1.0f);
  EXPECT_EQ(elementary::tanh(-infinity), -1.0f);
  EXPECT_EQ(elementary::sigmoid(-infinity), 0.0f);
  EXPECT_EQ(elementary::softplus(infinity), infinity);
}

TEST(Math, NanStaysNan) {
  for (auto function :
       {elementary::exp, elementary::expm1, elementary::log, elementary::log1p,
        elementary::tanh, elementary::sigmoid, elementary::softplus,
        elementary::gelu, elementary::silu, elementary::elu})
    EXPECT_TRUE(std::isnan(function(nan)));
  EXPECT_TRUE(std::isnan(elementary::log(-1.0f)));
  EXPECT_TRUE(std::isnan(elementary::log1p(-2.0f)));
  EXPECT_TRUE(std::isnan(elementary::maximum(nan, 1)));
  EXPECT_TRUE(std::isnan(elementary::minimum(1, nan)));
}

TEST(Math, PositiveZeroIsLarger) {
  EXPECT_FALSE(std::signbit(elementary::maximum(0.0f, -0.0f)));
  EXPECT_FALSE(std::signbit(elementary::maximum(-0.0f, 0.0f)));
  EXPECT_TRUE(std::signbit(elementary::maximum(-0.0f, -0.0f)));
  EXPECT_TRUE(std::signbit(elementary::minimum(0.0f, -0.0f)));
  EXPECT_TRUE(std::signbit(elementary::minimum(-0.0f, 0.0f)));
}

} // namespace
