// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/RoundedExp.h"
#include "gtest/gtest.h"
#include <cmath>
#include <limits>
#include <utility>

using namespace snnc;

// From Python's decimal, with 60 digits. glibc's exp is next to the first ones.
static constexpr std::pair<double, double> values[] = {
    {-0x1.56ce7f3a3e4eep+1, 0x1.1958dffb18764p-4},
    {-0x1.d4c7480b7c224p+1, 0x1.a49ea04935f8cp-6},
    {-0x1.761d579560669p+1, 0x1.b89a3753d6457p-5},
    {-0x1.daa244d5e29b4p+0, 0x1.40b94df562e99p-3},
    {-0x1.c28970cfd9df0p-1, 0x1.a8c1c31e7215ap-2},
    {-0x1.185fade469f08p+0, 0x1.567f23fcecefdp-2},
    {-0x1.0000000000000p-1, 0x1.368b2fc6f960ap-1},
    {-0x1.0624dd2f1a9fcp-10, 0x1.ff7cfe56f1a9ep-1},
    {-0x1.999999999999ap-4, 0x1.cf46d99d52b3ap-1},
    {-0x1.0000000000000p+0, 0x1.78b56362cef38p-2},
    {-0x1.4000000000000p+1, 0x1.50385c094f425p-4},
    {-0x1.4000000000000p+4, 0x1.1b48655f37267p-29},
    {-0x1.5e00000000000p+9, 0x1.14f2b0fb9307fp-1010},
    {-0x1.b7cdfd9d7bdbbp-34, 0x1.ffffffff24190p-1},
    {0x1.8000000000000p-1, 0x1.0ef9db467dcf8p+1}};

TEST(RoundedExpTest, IsTheNearestDouble) {
  for (auto [x, wanted] : values)
    EXPECT_EQ(roundedExp(x), wanted) << x;
}

TEST(RoundedExpTest, IsNearTheLibms) {
  for (double x = -30; x < 30; x += 0.00917)
    EXPECT_NEAR(roundedExp(x) / std::exp(x), 1, 0x1p-51) << x;
}

TEST(RoundedExpTest, HasItsLimits) {
  double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(roundedExp(0.0), 1.0);
  EXPECT_EQ(roundedExp(-0.0), 1.0);
  EXPECT_EQ(roundedExp(-infinity), 0.0);
  EXPECT_EQ(roundedExp(infinity), infinity);
  EXPECT_EQ(roundedExp(-1e300), 0.0);
  EXPECT_EQ(roundedExp(1000), infinity);
  EXPECT_TRUE(std::isnan(roundedExp(std::nan(""))));
}
