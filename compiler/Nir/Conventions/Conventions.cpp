// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Nir/Conventions/Conventions.h"
#include "compiler/Nir/Layers/NodeFields.h"
#include "compiler/Spec/StepConstants.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

using namespace snnc;
using llvm::StringRef;

namespace {
/// What constants are computed in: always the same, or as NumPy does with the
/// file's numbers.
enum class Numbers { Double, Single, OfFile };

/// A framework's way with the nodes of most types.
struct PresetRule {
  double dt; ///< 0: it has none of its own.
  Integrator integrator;
  Gain gain;
  Compare compare;
  Reset reset;
  CubaOrder cuba;
  Form form;
  Numbers numbers;
  double snap;
};
} // namespace

// In the order of Preset.
static constexpr PresetRule presetRules[] = {
    // spec: the equations of the format, by Euler's method.
    {0, Integrator::Euler, Gain::Resistance, Compare::Greater, Reset::Value,
     CubaOrder::New, Form::Fused, Numbers::Double, 0},
    // snntorch: import_nir, with Leaky and Synaptic. It compares by
    // numpy.allclose, whose tolerances are 1e-5 and 1e-8.
    {1e-4, Integrator::EulerClamped, Gain::Fold, Compare::Greater, Reset::Zero,
     CubaOrder::New, Form::Separate, Numbers::OfFile, 1e-5 + 1e-8},
    // norse: from_nir, with LIFBoxCell, IAFCell and CubaLIF.
    {1e-3, Integrator::Euler, Gain::Resistance, Compare::Greater, Reset::Zero,
     CubaOrder::New, Form::RelaxSum, Numbers::Single, 0},
    // sinabs: from_nir, with LIF, ExpLeak and IAF.
    {1.0, Integrator::Exp, Gain::One, Compare::GreaterEqual, Reset::SubtractN,
     CubaOrder::Decayed, Form::Separate, Numbers::Single, 0},
    // spikingjelly: from_nir, with LIFNode and CUBALIFNode.
    {1e-4, Integrator::Euler, Gain::Resistance, Compare::GreaterEqual,
     Reset::Value, CubaOrder::New, Form::Divide, Numbers::Double, 1e-6},
    // rockpool: from_nir, with LIFTorch and ExpSynTorch.
    {0, Integrator::Exp, Gain::One, Compare::GreaterEqual, Reset::SubtractN,
     CubaOrder::Decayed, Form::Separate, Numbers::Single, 0},
    // spyx: from_nir, with LIF and CuBaLIF, which JAX compiles.
    {1.0, Integrator::EulerClamped, Gain::One, Compare::Greater,
     Reset::Subtract, CubaOrder::New, Form::Fused, Numbers::OfFile, 0},
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
  if (!taus || !rs || tau->count() == 0 || r->count() == 0)
    return std::nullopt;
  bool isSingle = tau->isSingle && r->isSingle;
  Constants steps = Constants::map(
      Constants(*taus), Constants(*rs), [=](double tau, double r) {
        return isSingle ? double(float(tau) / (1.0f + float(r)))
                        : tau / (1.0 + r);
      });
  double step = *llvm::min_element(steps.values());
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

/// snnTorch's importer makes a Leaky of an IF, with its own decay and reset.
static void adaptToSnnTorch(StringRef type, StepRule &rule) {
  if (type == "LIF")
    rule.gain = Gain::FoldLeast;
  if (type != "IF" && type != "I")
    return;
  rule.gain = Gain::One;
  if (type == "I")
    return;
  rule.decay = 0.9;
  rule.reset = Reset::Subtract;
  rule.resetTime = ResetTime::Again;
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
    // LIBoxCell and LIFBoxCell add up in another order.
    if (type == "LI" || type == "CubaLI")
      rule.form = Form::Relax;
    break;
  case Preset::SnnTorch:
    adaptToSnnTorch(type, rule);
    break;
  case Preset::Sinabs:
    rule.clamp = type == "IF";
    break;
  case Preset::SpikingJelly:
    if (isCuba)
      rule.form = Form::Separate;
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

/// Whether `--reset` counts: some neurons are reset in one way whatever a
/// framework is told.
static bool choosesReset(const Convention &convention, StringRef type) {
  return convention.preset == Preset::Norse      ? type == "CubaLIF"
         : convention.preset == Preset::SnnTorch ? type != "IF"
                                                 : true;
}

/// What replaces single parts of the preset's.
static void replaceParts(const Convention &convention, StringRef type,
                         StepRule &rule) {
  rule.integrator = convention.integrator.value_or(rule.integrator);
  rule.gain = convention.gain.value_or(rule.gain);
  rule.compare = convention.compare.value_or(rule.compare);
  rule.cuba = convention.cuba.value_or(rule.cuba);
  rule.clamp = type == "IF" && convention.clamp.value_or(rule.clamp);
  bool hasDecay =
      rule.integrator == Integrator::Euler && rule.cuba != CubaOrder::Decayed;
  if (isRelaxing(rule.form) && !hasDecay)
    rule.form = Form::Separate;
  if (!convention.reset || !choosesReset(convention, type))
    return;
  rule.reset = *convention.reset;
  rule.resetTime = convention.resetTime.value_or(ResetTime::Same);
  // What snnTorch calls a reset without delay.
  if (convention.preset == Preset::SnnTorch && rule.reset == Reset::Subtract &&
      rule.resetTime == ResetTime::Same)
    rule.resetTime = ResetTime::Again;
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
  rule.form = preset.form;
  rule.snap = preset.snap;
  if (preset.numbers == Numbers::Single)
    rule.precision = Precision::Single;
  adapt(convention, type, rule);
  replaceParts(convention, type, rule);
  return rule;
}

static bool hasNegative(const NirNode &node, StringRef name) {
  std::optional<Constants> constants = constantsOf(node, name);
  return constants && llvm::any_of(constants->values(),
                                   [](double value) { return value < 0; });
}

/// Whether some neuron's threshold may be below 0, be it for a gain below 0
/// that is folded into it. Of one above 0 a second reset to 0 makes nothing.
static bool mayHaveNegativeThreshold(const StepRule &rule,
                                     const NirNode &node) {
  return hasNegative(node, "v_threshold") ||
         (isFolded(rule.gain) &&
          (hasNegative(node, "r") || hasNegative(node, "w_in")));
}

StepRule snnc::ruleOf(const Convention &convention, const NirNode &node,
                      double dt) {
  StepRule rule = ruleOf(convention, node.type, dt);
  const NirField *tau = node.find("tau");
  tau = tau ? tau : node.find("tau_mem");
  if (presetOf(convention).numbers == Numbers::OfFile && tau && tau->isSingle)
    rule.precision = Precision::Single;
  // A reset to 0 leaves a potential above a threshold below that, and then
  // snnTorch resets once more.
  if (convention.preset == Preset::SnnTorch && rule.reset == Reset::Zero &&
      rule.resetTime == ResetTime::Same && mayHaveNegativeThreshold(rule, node))
    rule.resetTime = ResetTime::Again;
  return rule;
}

bool snnc::leavesResetOpen(const Convention &convention, StringRef type) {
  return convention.preset == Preset::SnnTorch && !convention.reset &&
         (type == "LIF" || type == "CubaLIF");
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

PoolPadding snnc::sumPoolPadding(const Convention &convention) {
  switch (convention.preset) {
  case Preset::Norse:
  case Preset::Sinabs:
  case Preset::SnnTorch:
  case Preset::SpikingJelly:
    return PoolPadding::Ignored;
  case Preset::Spyx:
    return PoolPadding::Same;
  default:
    return PoolPadding::Amount;
  }
}
