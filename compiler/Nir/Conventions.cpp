// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Nir/Conventions.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

using namespace snnc;
using llvm::StringRef;

namespace {
/// A framework's way with the nodes of most types.
struct PresetRule {
  double dt; ///< 0: it has none of its own.
  Integrator integrator;
  Gain gain;
  Compare compare;
  Reset reset;
  CubaOrder cuba;
};
} // namespace

// In the order of Preset.
static constexpr PresetRule presetRules[] = {
    // spec: the equations of the format, by Euler's method.
    {0, Integrator::Euler, Gain::Resistance, Compare::Greater, Reset::Value,
     CubaOrder::New},
    // snntorch: import_nir, with Leaky and Synaptic.
    {1e-4, Integrator::Euler, Gain::Fold, Compare::Greater, Reset::Zero,
     CubaOrder::New},
    // norse: from_nir, with LIFBoxCell, IAFCell and CubaLIF.
    {1e-3, Integrator::Euler, Gain::Resistance, Compare::Greater, Reset::Zero,
     CubaOrder::New},
    // sinabs: from_nir, with LIF, ExpLeak and IAF.
    {1.0, Integrator::Exp, Gain::One, Compare::GreaterEqual, Reset::SubtractN,
     CubaOrder::Decayed},
    // spikingjelly: from_nir, with LIFNode and CUBALIFNode.
    {1e-4, Integrator::Euler, Gain::Resistance, Compare::GreaterEqual,
     Reset::Value, CubaOrder::New},
    // rockpool: from_nir, with LIFTorch and ExpSynTorch.
    {0, Integrator::Exp, Gain::One, Compare::GreaterEqual, Reset::SubtractN,
     CubaOrder::Decayed},
    // spyx: from_nir, with LIF and CuBaLIF.
    {1.0, Integrator::Euler, Gain::One, Compare::Greater, Reset::Subtract,
     CubaOrder::New},
};

static const PresetRule &presetOf(const Convention &convention) {
  return presetRules[static_cast<unsigned>(convention.preset)];
}

/// Rockpool writes r = tau/dt - 1, and reads dt from the shortest.
static std::optional<double> stepOfResistance(const NirNode &node) {
  const NirField *tau = node.find("tau_mem");
  tau = tau ? tau : node.find("tau");
  const NirField *r = node.find("r");
  std::optional<Tensor> taus = tau ? tau->numbers() : std::nullopt;
  std::optional<Tensor> rs = r ? r->numbers() : std::nullopt;
  if (!taus || !rs || tau->count() != r->count() || tau->count() == 0)
    return std::nullopt;
  double step = 0;
  for (size_t k = 0; k < tau->count(); ++k) {
    double own = double(taus->data.get()[k]) / (1.0 + rs->data.get()[k]);
    step = k == 0 ? own : std::min(step, own);
  }
  return step > 0 ? std::optional(step) : std::nullopt;
}

std::optional<double> snnc::stepOf(const Convention &convention,
                                   const NirNode &node) {
  if (convention.dt)
    return convention.dt;
  if (convention.preset == Preset::Rockpool)
    return stepOfResistance(node);
  double dt = presetOf(convention).dt;
  return dt > 0 ? std::optional(dt) : std::nullopt;
}

/// Where a framework's nodes of one type differ from the others.
static void adapt(const Convention &convention, StringRef type,
                  StepRule &rule) {
  bool isCuba = type == "CubaLIF" || type == "CubaLI";
  bool isIntegrator = type == "IF" || type == "I";
  // Only Rockpool's ExpSyn has the new input decay in a neuron without a
  // synapse.
  if (!isCuba && convention.preset != Preset::Rockpool)
    rule.cuba = CubaOrder::New;
  switch (convention.preset) {
  case Preset::Norse:
    // r and w_in count for CubaLIF alone; so does the choice of a reset.
    rule.gain = isCuba         ? Gain::Resistance
                : isIntegrator ? Gain::One
                               : Gain::Step;
    rule.leak = isCuba ? Leak::Both : Leak::Target;
    break;
  case Preset::SnnTorch:
    if (isIntegrator)
      rule.gain = Gain::One;
    break;
  case Preset::Rockpool:
    rule.leak = Leak::Bias;
    break;
  case Preset::Spyx:
    // A LIF is reset after its decay, a CubaLIF before.
    rule.resetTime = isCuba ? ResetTime::Same : ResetTime::Next;
    break;
  default:
    break;
  }
}

StepRule snnc::ruleOf(const Convention &convention, StringRef type, double dt) {
  const PresetRule &preset = presetOf(convention);
  StepRule rule;
  rule.dt = dt;
  rule.integrator = preset.integrator;
  rule.gain = preset.gain;
  rule.compare = preset.compare;
  rule.reset = preset.reset;
  rule.cuba = preset.cuba;
  adapt(convention, type, rule);
  rule.integrator = convention.integrator.value_or(rule.integrator);
  rule.gain = convention.gain.value_or(rule.gain);
  rule.compare = convention.compare.value_or(rule.compare);
  rule.cuba = convention.cuba.value_or(rule.cuba);
  rule.clamp = convention.clamp && type == "IF";
  bool choosesReset = convention.preset != Preset::Norse || type == "CubaLIF";
  if (convention.reset && choosesReset) {
    rule.reset = *convention.reset;
    rule.resetTime = convention.resetTime.value_or(ResetTime::Same);
  }
  return rule;
}

Start snnc::startOf(const Convention &convention) {
  switch (convention.preset) {
  case Preset::Norse:
    return Start::Leak;
  case Preset::SpikingJelly:
    return Start::Reset;
  default:
    return Start::Zero;
  }
}

bool snnc::isLate(const Convention &convention) {
  return convention.late.value_or(convention.preset == Preset::Spyx);
}

bool snnc::hasNirtorchBias(const Convention &convention) {
  return convention.nirtorchBias.value_or(convention.preset == Preset::Norse);
}

bool snnc::dropsPoolPadding(const Convention &convention) {
  return convention.preset == Preset::Norse ||
         convention.preset == Preset::Sinabs;
}
