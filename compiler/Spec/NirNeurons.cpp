// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The equations of NIR's neurons, as docs/Semantics.md has them (M1...). What
// does not change from step to step is computed here, in doubles.

#include "compiler/Spec/LeakyStep.h"
#include "compiler/Spec/Refractory.h"
#include "compiler/Spec/StepConstants.h"
#include "snnc/NirLayers.h"
#include <utility>

using namespace snnc;

//===----------------------------------------------------------------------===//
// Spikes
//===----------------------------------------------------------------------===//

namespace {

/// The potentials of a neuron that spikes, divided by what its gain folds.
struct Firing {
  Constants threshold, reset;
  const StepRule &rule;
  /// Whether the input comes through a synapse.
  bool isCuba;
  const Parameter &refractory;
};

template <typename Spiking>
Firing firingOf(const Spiking &neuron, const Constants &fold) {
  return {Constants(neuron.vThreshold) / fold, Constants(neuron.vReset) / fold,
          neuron.rule, std::is_base_of_v<CubaLI, Spiking>, neuron.refractory};
}

} // namespace

/// Whether v is at the threshold, or above it. A NaN is neither.
static Expr reaches(Compare compare, Expr v, Expr threshold) {
  Expr s = spike(v - threshold);
  return compare == Compare::Greater ? s && v != threshold : s;
}

/// Whether, or how many times, v spikes.
static Expr spikesOf(const Firing &firing, Expr v, Expr threshold) {
  bool isAbove = firing.rule.compare == Compare::Greater;
  if (firing.rule.reset == Reset::SubtractN)
    return max(isAbove ? -floor(-(v / threshold)) - 1.0f : floor(v / threshold),
               0.0f);
  return reaches(firing.rule.compare, v, threshold);
}

/// v after a reset by `s`.
static Expr resetBy(Neuron &n, const Firing &firing, Expr s, Expr v,
                    Expr threshold) {
  switch (firing.rule.reset) {
  case Reset::Value:
    if (!firing.reset.areAll(0.0f))
      return select(s, n.param("v_reset", firing.reset.get()), v);
    [[fallthrough]];
  case Reset::Zero:
    return select(s, 0.0f, v);
  case Reset::Subtract:
    return select(s, v - threshold, v);
  case Reset::SubtractN:
    return v - s * threshold;
  case Reset::None:
    return v;
  }
  return v;
}

/// v after a second reset by `s` where `last` has already reset it: that of
/// `last` is taken back where there is no `s`.
static Expr resetAgain(const Firing &firing, Expr last, Expr s, Expr v,
                       Expr threshold) {
  if (firing.rule.reset == Reset::Zero)
    return select(last, select(s, v, v + v), select(s, 0.0f, v));
  return select(last, select(s, v, v + threshold), select(s, v - threshold, v));
}

/// M5: the step from `v` to `next`, what it spikes, and the reset; S12.
static void fire(Neuron &n, const Firing &firing, Expr v, Expr next) {
  const StepRule &rule = firing.rule;
  Expr threshold = n.param("v_threshold", firing.threshold.get());
  Refractory rest(n, firing.refractory, rule.reset == Reset::SubtractN);
  auto reached = [&] { return spikesOf(firing, v, threshold); };
  auto spikes = [&] { return rest.spikes(reached()); };
  bool isSame = rule.resetTime == ResetTime::Same;
  Expr last = isSame ? Expr() : n.let("last", rest.lastSpikes(reached()));
  bool isBefore = rule.resetTime == ResetTime::Again &&
                  rule.reset == Reset::Zero && !firing.isCuba;
  if (isBefore)
    n.let("v", resetBy(n, firing, last, v, threshold));
  n.let("v", rest.unlessHeld(next, v));
  if (!isSame && !isBefore)
    n.let("v", resetBy(n, firing, last, v, threshold));
  Expr s;
  if (rule.resetTime != ResetTime::Next)
    s = n.let("s", spikes());
  if (rule.resetTime == ResetTime::Again)
    n.let("v", resetAgain(firing, last, s, v, threshold));
  else if (isSame)
    n.let("v", resetBy(n, firing, s, v, threshold));
  if (rule.clamp)
    n.let("v", max(v + threshold, 0.0f) - threshold);
  if (rule.resetTime == ResetTime::Next)
    s = n.let("s", spikes());
  rest.count(s);
  n.setOutput(s);
}

//===----------------------------------------------------------------------===//
// Neurons
//===----------------------------------------------------------------------===//

static Neuron named(const char *model) {
  Neuron n;
  n.model = model;
  return n;
}

namespace {
/// A neuron up to the potential that its input gives it.
struct Membrane {
  Neuron n;
  Expr v;
  /// The potential after decay and input.
  Expr next;
  Constants fold;
};
} // namespace

/// Spikes come out of what is left of the neuron.
template <typename Spiking>
static Neuron firing(Membrane membrane, const Spiking &neuron) {
  membrane.n.spikeFn = neuron.spikeFn;
  fire(membrane.n, firingOf(neuron, membrane.fold), membrane.v, membrane.next);
  return std::move(membrane.n);
}

/// The potential itself comes out; one that is folded is unfolded.
static Neuron integrating(Membrane membrane) {
  Neuron &n = membrane.n;
  n.let("v", membrane.next);
  n.setOutput(scaled(n, "fold", membrane.fold, membrane.v));
  return std::move(n);
}

/// What a potential or a current decays to, and what each step adds to it,
/// both divided by what its gain folds.
static std::pair<Constants, Constants>
restOf(const StepRule &rule, const Parameter &vLeak, const Constants &fold) {
  Constants rest = Constants(vLeak) / fold;
  return rule.leak == Leak::Bias ? std::pair(Constants(0.0), rest)
                                 : std::pair(rest, Constants(0.0));
}

/// M2.
static Membrane leakyMembrane(const NirLI &neuron, const char *model,
                              bool inputDecays) {
  const StepRule &rule = neuron.rule;
  Gains gains = membraneGains(neuron);
  Membrane membrane{named(model), {}, {}, gains.fold};
  membrane.v = membrane.n.state("v");
  auto [rest, bias] = restOf(rule, neuron.vLeak, gains.fold);
  Leaky leaky{"v",
              "gain",
              Constants(neuron.tau),
              Constants(neuron.r),
              gains,
              rest,
              bias,
              rule.form,
              inputDecays};
  membrane.next =
      stepped(membrane.n, rule, leaky, membrane.v, membrane.n.input());
  return membrane;
}

Neuron snnc::equations(const NirLI &neuron) {
  return integrating(
      leakyMembrane(neuron, "NIR_LI", neuron.rule.cuba == CubaOrder::Decayed));
}

Neuron snnc::equations(const NirLIF &neuron) {
  return firing(leakyMembrane(neuron, "NIR_LIF", false), neuron);
}

/// M3: the synaptic current after a step.
static Expr current(Neuron &n, const CubaLI &neuron, const Gains &gains,
                    Expr i) {
  const StepRule &rule = neuron.rule;
  Constants rest = rule.leak == Leak::Both
                       ? Constants(neuron.vLeak) / gains.fold
                       : Constants(0.0);
  Form form = rule.form == Form::RelaxSum ? Form::Relax : rule.form;
  Leaky leaky{"i",
              "w_in",
              Constants(neuron.tauSyn),
              Constants(neuron.wIn),
              gains,
              rest,
              0.0,
              form,
              rule.cuba == CubaOrder::Decayed};
  return stepped(n, rule, leaky, i, n.input());
}

/// M3.
static Membrane synapticMembrane(const CubaLI &neuron, const char *model) {
  const StepRule &rule = neuron.rule;
  Gains synapse = synapseGains(neuron), gains = membraneGains(neuron);
  Membrane membrane{named(model), {}, {}, synapse.fold * gains.fold};
  Neuron &n = membrane.n;
  membrane.v = n.state("v");
  Expr i = n.state("i");
  Expr before = rule.cuba == CubaOrder::Old ? n.let("i_old", i) : i;
  n.let("i", current(n, neuron, synapse, i));
  auto [rest, bias] = restOf(rule, neuron.vLeak, membrane.fold);
  Leaky leaky{"v",
              "gain",
              Constants(neuron.tauMem),
              Constants(neuron.r),
              gains,
              rest,
              bias,
              rule.form,
              false};
  membrane.next = stepped(n, rule, leaky, membrane.v, before);
  return membrane;
}

Neuron snnc::equations(const CubaLI &neuron) {
  return integrating(synapticMembrane(neuron, "CubaLI"));
}

Neuron snnc::equations(const CubaLIF &neuron) {
  return firing(synapticMembrane(neuron, "CubaLIF"), neuron);
}

/// M4.
static Membrane integratorMembrane(const I &neuron, const char *model) {
  Membrane membrane{named(model), {}, {}, 1.0};
  Neuron &n = membrane.n;
  membrane.v = n.state("v");
  Gains gains = membraneGains(neuron);
  membrane.fold = gains.fold;
  Expr input = scaled(n, "gain", gains.factor, n.input());
  Constants decay = neuron.rule.decay;
  bool isFused = neuron.rule.form == Form::Fused && !decay.areAll(1.0f);
  membrane.next = isFused
                      ? fma(n.param("v_decay", decay.get()), membrane.v, input)
                      : scaled(n, "v_decay", decay, membrane.v) + input;
  return membrane;
}

Neuron snnc::equations(const I &neuron) {
  return integrating(integratorMembrane(neuron, "I"));
}

Neuron snnc::equations(const IF &neuron) {
  return firing(integratorMembrane(neuron, "IF"), neuron);
}

Neuron snnc::equations(const Threshold &layer) {
  Neuron n = named("Threshold");
  n.spikeFn = layer.spikeFn;
  Expr threshold = n.param("threshold", layer.threshold);
  n.setOutput(reaches(layer.compare, n.input(), threshold));
  return n;
}
