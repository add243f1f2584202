// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The ranges that SNNAX limits parameters of its neurons to (docs/Semantics.md,
// S0, S6 and S11).

#ifndef SNNC_COMPILER_SPEC_LIMITS_H
#define SNNC_COMPILER_SPEC_LIMITS_H

namespace snnc {

struct Limits {
  float low, high;
};

constexpr Limits decayLimits = {0.5f, 1.0f};
constexpr Limits couplingLimits = {-1.0f, 1.0f};
constexpr Limits adaptationStepLimits = {0.0f, 2.0f};
constexpr Limits refractoryLimits = {0.0f, 2.0f};

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_LIMITS_H
