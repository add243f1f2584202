// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/NirFields.h"
#include "compiler/Spec/Broadcast.h"
#include "compiler/Spec/ObjectReader.h"
#include "compiler/Spec/StepConstants.h"
#include "llvm/ADT/STLExtras.h"

using namespace snnc;

/// A decay that is limited may come from any time constant, as of a layer that
/// learnt one above 1.
static Sign signOfTau(const StepRule &rule) {
  return rule.integrator == Integrator::EulerClamped ? Sign::NotZero
                                                     : Sign::Positive;
}

/// Potentials are divided by what folds.
static Sign signOfGain(const StepRule &rule) {
  return isFolded(rule.gain) ? signOfTau(rule) : Sign::Any;
}

std::vector<NirFieldRule> snnc::fieldRules(const NirLI &neuron) {
  return {{"tau", neuron.tau, signOfTau(neuron.rule)},
          {"r", neuron.r, signOfGain(neuron.rule)},
          {"v_leak", neuron.vLeak}};
}

std::vector<NirFieldRule> snnc::fieldRules(const CubaLI &neuron) {
  Sign tau = signOfTau(neuron.rule), gain = signOfGain(neuron.rule);
  return {{"tau_mem", neuron.tauMem, tau},
          {"tau_syn", neuron.tauSyn, tau},
          {"r", neuron.r, gain},
          {"v_leak", neuron.vLeak},
          {"w_in", neuron.wIn, gain}};
}

/// Those of a neuron that spikes: n thresholds are found by a division.
template <typename Spiking>
static std::vector<NirFieldRule> withFiring(std::vector<NirFieldRule> fields,
                                            const Spiking &neuron) {
  fields.push_back(
      {"v_threshold", neuron.vThreshold,
       neuron.rule.reset == Reset::SubtractN ? Sign::Positive : Sign::Any});
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
  return {{"r", neuron.r, signOfGain(neuron.rule)}};
}

std::vector<NirFieldRule> snnc::fieldRules(const IF &neuron) {
  return withFiring(fieldRules(static_cast<const I &>(neuron)), neuron);
}

static bool hasSign(const Parameter &parameter, Sign sign) {
  return llvm::all_of(Constants(parameter).values(), [sign](double value) {
    return sign == Sign::Any || value > 0 ||
           (sign == Sign::NotZero && value < 0);
  });
}

std::optional<std::string>
snnc::findProblem(llvm::ArrayRef<NirFieldRule> fields) {
  for (const NirFieldRule &field : fields) {
    if (!hasSign(field.value, field.sign))
      return std::string("'") + field.name + "' must be " +
             (field.sign == Sign::Positive ? "positive" : "other than 0") +
             " everywhere";
    for (const NirFieldRule *before = fields.begin(); before != &field;
         ++before) {
      const Tensor *a = before->value.tensor(), *b = field.value.tensor();
      if (a && b && !commonShape(a->shape, b->shape))
        return std::string("'") + before->name + "' has the shape " +
               toString(a->shape) + ", '" + field.name + "' the shape " +
               toString(b->shape);
    }
  }
  return std::nullopt;
}
