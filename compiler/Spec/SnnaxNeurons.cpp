// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The equations of SNNAX's neurons, as docs/Semantics.md has them (S1...).

#include "compiler/Spec/Limits.h"
#include "compiler/Spec/Refractory.h"
#include "snnc/Model.h"
#include <string>

using namespace snnc;

/// A parameter, within the range that SNNAX limits it to.
static Expr limited(Expr parameter, Limits limits) {
  return clamp(parameter, limits.low, limits.high);
}

/// S0: one step of a leaky integrator, in one fused multiply-add.
static Expr leak(Expr a, Expr v, Expr x) { return fma(a, v, (1.0f - a) * x); }

/// A neuron's decay constant number `index` as its own name.
static Expr decay(Neuron &n, const char *name,
                  const std::vector<Parameter> &constants, size_t index) {
  Expr given = n.param("decay" + std::to_string(index), constants[index]);
  return n.let(name, limited(given, decayLimits));
}

/// v less `drop` where `s` is a spike.
static Expr lessAtSpike(const SpikingNeuron &neuron, Expr v, Expr drop,
                        Expr s) {
  return select(neuron.stopResetGrad ? stopGradient(s) : s, v - drop, v);
}

/// What `s` takes off the potential: itself, or `reset_val`.
static Expr dropOf(Neuron &n, const SpikingNeuron &neuron, Expr v) {
  return neuron.resetVal ? n.param("reset_val", *neuron.resetVal) : v;
}

namespace {
/// The parts of a neuron that spikes.
struct Spiking {
  Spiking(const SpikingNeuron &neuron, const char *model) {
    n.model = model;
    n.spikeFn = neuron.spikeFn;
    v = n.state("v", neuron.initFn);
  }

  Neuron n;
  Expr x = n.input();
  Expr v;
};
} // namespace

/// S2 and S3, which differ in what a spike takes off.
static Neuron synaptic(Spiking &lif, const SpikingNeuron &neuron, Expr drop) {
  Neuron &n = lif.n;
  Expr v = lif.v, i = n.state("i"), s = n.state("s");
  Expr a = decay(n, "a", neuron.decayConstants, 0);
  Expr b = decay(n, "b", neuron.decayConstants, 1);
  Expr threshold = n.param("threshold", neuron.threshold);
  Refractory rest(n, neuron.refractory);
  n.let("v", lessAtSpike(neuron, v, drop, s));
  n.let("v", rest.unlessHeld(leak(a, v, i), v));
  n.let("i", leak(b, i, lif.x));
  n.let("s", rest.spikes(spike(v - threshold)));
  rest.count(s);
  n.setOutput(s);
  return n;
}

Neuron snnc::equations(const LIF &neuron) {
  Spiking lif(neuron, "LIF");
  Expr drop = lif.v;
  if (neuron.resetVal)
    drop = lif.v - lif.n.param("reset_val", *neuron.resetVal);
  return synaptic(lif, neuron, drop);
}

Neuron snnc::equations(const LIFSoftReset &neuron) {
  Spiking lif(neuron, "LIFSoftReset");
  return synaptic(lif, neuron, dropOf(lif.n, neuron, 1.0f));
}

Neuron snnc::equations(const SimpleLIF &neuron) {
  Spiking lif(neuron, "SimpleLIF");
  Neuron &n = lif.n;
  Expr v = lif.v, s = n.state("s");
  Expr a = decay(n, "a", neuron.decayConstants, 0);
  Expr threshold = n.param("threshold", neuron.threshold);
  Expr drop = dropOf(n, neuron, v);
  Refractory rest(n, neuron.refractory);
  n.let("v", rest.unlessHeld(leak(a, v, lif.x), v));
  n.let("s", rest.spikes(spike(v - threshold)));
  n.let("v",
        lessAtSpike(neuron, v, neuron.resetVal ? softplus(drop) : drop, s));
  rest.count(s);
  n.setOutput(s);
  return n;
}

Neuron snnc::equations(const AdaptiveLIF &neuron) {
  Spiking lif(neuron, "AdaptiveLIF");
  Neuron &n = lif.n;
  Expr v = lif.v, w = n.state("w"), s = n.state("s");
  Expr a = decay(n, "a", neuron.decayConstants, 0);
  Expr g =
      n.let("g", limited(n.param("ada_decay_constant", neuron.adaDecayConstant),
                         decayLimits));
  Expr k = limited(n.param("ada_coupling_var", neuron.adaCouplingVar),
                   couplingLimits);
  Expr q =
      limited(n.param("ada_step_val", neuron.adaStepVal), adaptationStepLimits);
  Expr threshold = n.param("threshold", neuron.threshold);
  Expr drop = dropOf(n, neuron, v);
  Refractory rest(n, neuron.refractory);
  n.let("v", rest.unlessHeld(leak(a, v, lif.x + w), v));
  n.let("s", rest.spikes(spike(v - threshold)));
  n.let("w", fma(g, w, (1.0f - g) * k * v));
  n.let("w", select(stopGradient(s), w - q, w));
  n.let("v", lessAtSpike(neuron, v, drop, s));
  rest.count(s);
  n.setOutput(s);
  return n;
}

Neuron snnc::equations(const IAF &neuron) {
  Spiking iaf(neuron, "IAF");
  Neuron &n = iaf.n;
  Expr v = iaf.v, i = n.state("i"), s = n.state("s");
  Expr c = decay(n, "c", neuron.decayConstants, 0);
  Expr threshold = n.param("threshold", neuron.threshold);
  Expr drop = dropOf(n, neuron, v);
  Refractory rest(n, neuron.refractory);
  n.let("v", rest.unlessHeld((v - n.param("leak", neuron.leak)) + i, v));
  n.let("i", leak(c, i, iaf.x));
  n.let("s", rest.spikes(spike(v - threshold)));
  n.let("v", lessAtSpike(neuron, v, drop, s));
  rest.count(s);
  n.setOutput(s);
  return n;
}

Neuron snnc::equations(const SimpleIAF &neuron) {
  Spiking iaf(neuron, "SimpleIAF");
  Neuron &n = iaf.n;
  Expr v = iaf.v, s = n.state("s");
  Expr threshold = n.param("threshold", neuron.threshold);
  Expr drop = dropOf(n, neuron, v);
  Refractory rest(n, neuron.refractory);
  n.let("v", rest.unlessHeld((v - n.param("leak", neuron.leak)) + iaf.x, v));
  n.let("s", rest.spikes(spike(v - threshold)));
  n.let("v", lessAtSpike(neuron, v, drop, s));
  rest.count(s);
  n.setOutput(s);
  return n;
}

Neuron snnc::equations(const SimpleLI &neuron) {
  Neuron n;
  n.model = "SimpleLI";
  Expr x = n.input(), v = n.state("v", neuron.initFn);
  Expr a = decay(n, "a", neuron.decayConstants, 0);
  n.let("v", leak(a, v, x));
  n.setOutput(v);
  return n;
}

Neuron snnc::equations(const SigmaDelta &neuron) {
  Neuron n;
  n.model = "SigmaDelta";
  n.spikeFn = neuron.spikeFn;
  auto constant = [&](size_t k) {
    return n.param("decay" + std::to_string(k), neuron.decayConstants[k]);
  };
  Expr x = n.input(), i = n.state("i"), e = n.state("e"), m = n.state("m");
  Expr f = n.state("f"), s = n.state("s");
  Expr d0 = constant(0), d1 = constant(1), d2 = constant(2);
  Expr threshold = n.param("threshold", neuron.threshold);
  n.let("i", fma(d0, i, x));
  n.let("e", i - f);
  n.let("m", fma(d1, m, e));
  n.let("s", spike(m - threshold));
  n.let("f", fma(d2, f, s));
  n.setOutput(s);
  return n;
}

Neuron snnc::equations(const SpikeCounter &) {
  Neuron n;
  n.model = "SpikeCounter";
  Expr x = n.input(), count = n.state("n"), rest = n.state("r");
  n.state("s");
  Expr y = n.let("y", x + rest);
  Expr sum = n.let("t", count + y);
  // What an infinite count lacks is no number.
  n.let("r", select(sum - sum == 0.0f, y - (sum - count), 0.0f));
  n.let("n", sum);
  n.let("s", x);
  n.setOutput(x);
  return n;
}

SRM::SRM(Layer layer, std::vector<Parameter> decayConstants,
         Parameter threshold, std::optional<Parameter> resetVal)
    : SpikingNeuron(std::move(decayConstants), std::move(threshold),
                    std::move(resetVal)),
      layer({std::move(layer)}) {}

/// S11: what goes into the layer.
static Neuron beforeLayer(const SRM &srm) {
  Neuron n;
  n.model = "SRM";
  Expr p = n.state("p"), q = n.state("q");
  Expr a = decay(n, "a", srm.decayConstants, 0);
  Expr b = decay(n, "b", srm.decayConstants, 1);
  n.let("p", leak(a, p, n.input()));
  n.let("q", leak(b, q, p));
  n.setOutput(q);
  return n;
}

/// S11: what becomes of the layer's output.
static Neuron afterLayer(const SRM &srm) {
  Neuron n;
  n.model = "SRM";
  n.spikeFn = srm.spikeFn;
  Expr r = n.state("r"), s = n.state("s");
  Expr g =
      n.let("g", limited(n.param("r_decay", srm.rDecayConstant), decayLimits));
  Expr given = n.param("reset_val", srm.resetVal.value_or(0.0f));
  Expr height = n.let("R", limited(given, refractoryLimits));
  Expr threshold = n.param("threshold", srm.threshold);
  Expr before = srm.stopResetGrad ? stopGradient(s) : s;
  n.let("r", fma(g, r, select(before, height, 0.0f)));
  n.let("s", spike(n.input() - height * r - threshold));
  n.setOutput(s);
  return n;
}

Composition snnc::compositionOf(const SRM &srm) {
  Composition composition;
  composition.type = Composition::Type::Sequential;
  composition.graph = {3, {{0}, {}, {}}, {2}, {{}, {0}, {1}}};
  composition.layers = {beforeLayer(srm), srm.layer.front(), afterLayer(srm)};
  if (composition.layers[1].name.empty())
    composition.layers[1].name = "layer";
  return composition;
}

namespace {
/// One overload for what has equations, one for what has none.
struct StatesOf {
  std::vector<Neuron> operator()(const Neuron &neuron, int) { return {neuron}; }
  std::vector<Neuron> operator()(const SRM &srm, int) {
    return {beforeLayer(srm), afterLayer(srm)};
  }
  template <typename Class>
  auto operator()(const Class &neuron, int)
      -> decltype(std::vector<Neuron>{equations(neuron)}) {
    return {equations(neuron)};
  }
  template <typename Class>
  std::vector<Neuron> operator()(const Class &, long) {
    return {};
  }
};
} // namespace

std::vector<std::string> snnc::stateNames(const LayerClass &layer) {
  std::vector<Neuron> neurons =
      std::visit([](const auto &each) { return StatesOf()(each, 0); }, layer);
  std::vector<std::string> names;
  for (const Neuron &neuron : neurons)
    for (const Neuron::State &state : neuron.states)
      names.push_back(state.name);
  return names;
}
