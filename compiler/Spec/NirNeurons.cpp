// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The equations of NIR's neurons, as docs/Semantics.md has them (M1...). What
// does not change from step to step is computed here, in doubles.

#include "compiler/Spec/StepConstants.h"
#include "snnc/NirLayers.h"
#include <utility>

using namespace snnc;

/// `value` times a constant; nothing is left of a factor of 1.
static Expr scaled(Neuron &n, const char *name, const Constants &factor,
                   Expr value) {
  return factor.areAll(1.0f) ? value : n.param(name, factor.get()) * value;
}

/// What v_leak adds at each step to what decays so.
static Constants pullOf(Leak leak, const Constants &decay,
                        const Constants &rest) {
  return leak == Leak::Bias ? rest : (1.0 - decay) * rest;
}

/// a v + input, and `pull` where that is not 0.
static Expr decayed(Neuron &n, const std::string &name, Expr v,
                    const Constants &decay, Expr input, const Constants &pull) {
  if (!pull.areAll(0.0f))
    input = input + n.param(name + "_pull", pull.get());
  if (decay.areAll(1.0f))
    return v + input;
  return fma(n.param(name + "_decay", decay.get()), v, input);
}

//===----------------------------------------------------------------------===//
// Spikes
//===----------------------------------------------------------------------===//

namespace {

/// The potentials of a neuron that spikes, divided by what its gain folds.
struct Firing {
  Constants threshold, reset;
  const StepRule &rule;
};

template <typename Spiking>
Firing firingOf(const Spiking &neuron, const Constants &fold) {
  return {Constants(neuron.vThreshold) / fold, Constants(neuron.vReset) / fold,
          neuron.rule};
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
  }
  return v;
}

/// M5: the step from `v` to `next`, what it spikes, and the reset.
static void fire(Neuron &n, const Firing &firing, Expr v, Expr next) {
  Expr threshold = n.param("v_threshold", firing.threshold.get());
  bool isLast = firing.rule.resetTime == ResetTime::Next;
  Expr last = isLast ? n.let("last", spikesOf(firing, v, threshold)) : Expr();
  n.let("v", next);
  Expr s = isLast ? last : n.let("s", spikesOf(firing, v, threshold));
  n.let("v", resetBy(n, firing, s, v, threshold));
  if (firing.rule.clamp)
    n.let("v", max(v, -threshold));
  n.setOutput(isLast ? n.let("s", spikesOf(firing, v, threshold)) : s);
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

/// M2.
static Membrane leakyMembrane(const NirLI &neuron, const char *model,
                              bool inputDecays) {
  const StepRule &rule = neuron.rule;
  Membrane membrane{named(model), {}, {}, 1.0};
  Neuron &n = membrane.n;
  membrane.v = n.state("v");
  Constants tau(neuron.tau), decay = decayOf(rule, tau);
  Gains gains = membraneGains(neuron);
  membrane.fold = gains.fold;
  Expr input = scaled(
      n, "gain", inputDecays ? decay * gains.factor : gains.factor, n.input());
  membrane.next =
      decayed(n, "v", membrane.v, decay, input,
              pullOf(rule.leak, decay, Constants(neuron.vLeak) / gains.fold));
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
  Constants tau(neuron.tauSyn), decay = decayOf(rule, tau);
  bool inputDecays = rule.cuba == CubaOrder::Decayed;
  Expr input = scaled(
      n, "w_in", inputDecays ? decay * gains.factor : gains.factor, n.input());
  return decayed(
      n, "i", i, decay, input,
      rule.leak == Leak::Both
          ? pullOf(rule.leak, decay, Constants(neuron.vLeak) / gains.fold)
          : 0.0);
}

/// M3.
static Membrane synapticMembrane(const CubaLI &neuron, const char *model) {
  const StepRule &rule = neuron.rule;
  Membrane membrane{named(model), {}, {}, 1.0};
  Neuron &n = membrane.n;
  membrane.v = n.state("v");
  Expr i = n.state("i");
  Constants tau(neuron.tauMem), decay = decayOf(rule, tau);
  Gains synapse = synapseGains(neuron), gains = membraneGains(neuron);
  membrane.fold = synapse.fold * gains.fold;
  Expr before = rule.cuba == CubaOrder::Old ? n.let("i_old", i) : i;
  n.let("i", current(n, neuron, synapse, i));
  membrane.next = decayed(
      n, "v", membrane.v, decay, scaled(n, "gain", gains.factor, before),
      pullOf(rule.leak, decay, Constants(neuron.vLeak) / membrane.fold));
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
  membrane.next = membrane.v + scaled(n, "gain", gains.factor, n.input());
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
