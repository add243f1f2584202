// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What holds for the fields of a NIR neuron together.

#ifndef SNNC_COMPILER_SPEC_NIRFIELDS_H
#define SNNC_COMPILER_SPEC_NIRFIELDS_H

#include "snnc/NirLayers.h"
#include "llvm/ADT/ArrayRef.h"
#include <optional>
#include <string>
#include <vector>

namespace snnc {

/// What all values of a field must be.
enum class Sign { Any, Positive, NotZero };

struct NirFieldRule {
  const char *name;
  const Parameter &value;
  Sign sign = Sign::Any;
};

std::vector<NirFieldRule> fieldRules(const NirLI &neuron);
std::vector<NirFieldRule> fieldRules(const NirLIF &neuron);
std::vector<NirFieldRule> fieldRules(const CubaLI &neuron);
std::vector<NirFieldRule> fieldRules(const CubaLIF &neuron);
std::vector<NirFieldRule> fieldRules(const I &neuron);
std::vector<NirFieldRule> fieldRules(const IF &neuron);

/// The first thing that is wrong: two tensors whose shapes do not broadcast, a
/// value that is not positive where it must be.
std::optional<std::string> findProblem(llvm::ArrayRef<NirFieldRule> fields);

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_NIRFIELDS_H
