// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/NirFields.h"
#include "compiler/Spec/ObjectReader.h"
#include "llvm/ADT/STLExtras.h"

using namespace snnc;

std::vector<NirFieldRule> snnc::fieldRules(const NirLI &neuron) {
  return {{"tau", neuron.tau, true},
          {"r", neuron.r, neuron.rule.gain == Gain::Fold},
          {"v_leak", neuron.vLeak}};
}

std::vector<NirFieldRule> snnc::fieldRules(const CubaLI &neuron) {
  bool divides = neuron.rule.gain == Gain::Fold;
  return {{"tau_mem", neuron.tauMem, true},
          {"tau_syn", neuron.tauSyn, true},
          {"r", neuron.r, divides},
          {"v_leak", neuron.vLeak},
          {"w_in", neuron.wIn, divides}};
}

/// Those of a neuron that spikes: n thresholds are found by a division.
template <typename Spiking>
static std::vector<NirFieldRule> withFiring(std::vector<NirFieldRule> fields,
                                            const Spiking &neuron) {
  fields.push_back({"v_threshold", neuron.vThreshold,
                    neuron.rule.reset == Reset::SubtractN});
  fields.push_back({"v_reset", neuron.vReset});
  return fields;
}

std::vector<NirFieldRule> snnc::fieldRules(const NirLIF &neuron) {
  return withFiring(fieldRules(static_cast<const NirLI &>(neuron)), neuron);
}

std::vector<NirFieldRule> snnc::fieldRules(const CubaLIF &neuron) {
  return withFiring(fieldRules(static_cast<const CubaLI &>(neuron)), neuron);
}

std::vector<NirFieldRule> snnc::fieldRules(const I &neuron) {
  return {{"r", neuron.r, neuron.rule.gain == Gain::Fold}};
}

std::vector<NirFieldRule> snnc::fieldRules(const IF &neuron) {
  return withFiring(fieldRules(static_cast<const I &>(neuron)), neuron);
}

static bool isPositive(const Parameter &parameter) {
  if (const float *number = parameter.number())
    return *number > 0.0f;
  const Tensor &tensor = *parameter.tensor();
  size_t count = countElements(tensor.shape).value_or(0);
  return llvm::all_of(llvm::ArrayRef(tensor.data.get(), count),
                      [](float value) { return value > 0.0f; });
}

std::optional<std::string>
snnc::findProblem(llvm::ArrayRef<NirFieldRule> fields) {
  const NirFieldRule *first = nullptr;
  for (const NirFieldRule &field : fields) {
    if (field.isPositive && !isPositive(field.value))
      return std::string("'") + field.name + "' must be positive everywhere";
    const Tensor *tensor = field.value.tensor();
    if (!tensor)
      continue;
    if (first && first->value.tensor()->shape != tensor->shape)
      return std::string("'") + first->name + "' has the shape " +
             toString(first->value.tensor()->shape) + ", '" + field.name +
             "' the shape " + toString(tensor->shape);
    first = first ? first : &field;
  }
  return std::nullopt;
}
