// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Neurons against their equations in double precision (docs/Semantics.md,
// S1-S12).

#include "Networks.h"

#include <algorithm>
#include <cmath>
#include <map>

using namespace snnc;

namespace {

/// A network of one layer of two neurons.
Model networkOf(LayerClass neuron) {
  Model model;
  model.name = "net";
  model.inputs.push_back({"x", {2}, false, {}});
  model.graph = {1, {{0}}, {0}, {{}}};
  model.outputs.push_back({"y", Reduce::None, {}});
  Layer layer(std::move(neuron), "n");
  layer.shape = Shape{2};
  model.layers.push_back(std::move(layer));
  return model;
}

Parameter perNeuron(float first, float second) {
  return Tensor::of({2}, {first, second});
}

constexpr size_t steps = 40;

/// An input that makes both neurons spike at times.
std::vector<float> drive() {
  std::vector<float> x;
  for (size_t t = 0; t < steps; ++t) {
    x.push_back(2.5f + std::sin(0.7f * t));
    x.push_back(t % 7 < 4 ? 3.0f : -0.5f);
  }
  return x;
}

/// A neuron's states by name, all from zero.
using States = std::map<std::string, double>;

/// Runs `neuron` and compares its output and each of the states with what
/// `step` makes of them, which gets a neuron's index, its states and its input
/// and returns its output.
template <typename Step>
void compare(LayerClass neuron, Step step, States start) {
  TestNetwork network(networkOf(std::move(neuron)));
  ASSERT_TRUE(network.isValid());
  std::vector<float> x = drive();
  double total = 0;
  States neurons[2] = {start, start};
  for (size_t t = 0; t < steps; ++t) {
    std::vector<float> y = network.run({x[2 * t], x[2 * t + 1]}, 1);
    for (size_t k = 0; k < 2; ++k) {
      double expected = step(k, neurons[k], x[2 * t + k]);
      ASSERT_NEAR(y[k], expected, 2e-5) << "step " << t;
      for (auto &[name, value] : neurons[k])
        ASSERT_NEAR((*network->getState("n." + name))[k], value, 2e-5)
            << name << " at step " << t;
      total += expected;
    }
  }
  EXPECT_GT(total, 3);
}

double spike(double u) { return u >= 0; }

TEST(Neuron, SimpleLIF) {
  for (bool hasReset : {false, true}) {
    SimpleLIF lif({0.9f});
    if (hasReset)
      lif.resetVal = 0.5f;
    compare(lif,
            [&](size_t, States &n, double x) {
              n["v"] = 0.9 * n["v"] + 0.1 * x;
              n["s"] = spike(n["v"] - 1);
              n["v"] -=
                  (hasReset ? std::log1p(std::exp(0.5)) : n["v"]) * n["s"];
              return n["s"];
            },
            {{"v", 0}, {"s", 0}});
  }
}

TEST(Neuron, LIFWithParametersOfEachNeuron) {
  compare(LIF({0.9f, perNeuron(0.7f, 0.2f)}, perNeuron(1.0f, 0.75f)),
          [](size_t k, States &n, double x) {
            double b = k == 0 ? 0.7 : 0.5; // 0.2 is limited
            n["v"] -= n["v"] * n["s"];
            n["v"] = 0.9 * n["v"] + 0.1 * n["i"];
            n["i"] = b * n["i"] + (1 - b) * x;
            return n["s"] = spike(n["v"] - (k == 0 ? 1 : 0.75));
          },
          {{"v", 0}, {"i", 0}, {"s", 0}});
}

/// LIF and LIFSoftReset, by what a spike takes off.
template <typename Drop> void compareSynaptic(LayerClass neuron, Drop drop) {
  compare(std::move(neuron),
          [&](size_t, States &n, double x) {
            n["v"] -= drop(n["v"]) * n["s"];
            n["v"] = 0.9 * n["v"] + 0.1 * n["i"];
            n["i"] = 0.8 * n["i"] + 0.2 * x;
            return n["s"] = spike(n["v"] - 1);
          },
          {{"v", 0}, {"i", 0}, {"s", 0}});
}

TEST(Neuron, LIFWithReset) {
  compareSynaptic(LIF({0.9f, 0.8f}, 1.0f, 0.25f),
                  [](double v) { return v - 0.25; });
}

TEST(Neuron, LIFSoftReset) {
  compareSynaptic(LIFSoftReset({0.9f, 0.8f}), [](double) { return 1; });
  compareSynaptic(LIFSoftReset({0.9f, 0.8f}, 1.0f, 0.75f),
                  [](double) { return 0.75; });
}

TEST(Neuron, AdaptiveLIF) {
  AdaptiveLIF lif({0.9f}, 0.5f, 0.25f);
  lif.adaDecayConstant = 0.2f; // limited to 0.5
  lif.adaCouplingVar = perNeuron(0.5f, -0.25f);
  lif.adaStepVal = perNeuron(0.5f, 3.0f); // limited to 2
  compare(lif,
          [](size_t k, States &n, double x) {
            double c = k == 0 ? 0.5 : -0.25, q = k == 0 ? 0.5 : 2;
            n["v"] = 0.9 * n["v"] + 0.1 * (x + n["w"]);
            n["s"] = spike(n["v"] - 0.5);
            n["w"] = 0.5 * c * n["v"] + 0.5 * n["w"] - q * n["s"];
            n["v"] -= 0.25 * n["s"];
            return n["s"];
          },
          {{"v", 0}, {"w", 0}, {"s", 0}});
}

TEST(Neuron, IAF) {
  IAF iaf({0.75f}, 4.0f);
  iaf.leak = 0.5f;
  compare(iaf,
          [](size_t, States &n, double x) {
            n["v"] = n["v"] - 0.5 + n["i"];
            n["i"] = 0.75 * n["i"] + 0.25 * x;
            n["s"] = spike(n["v"] - 4);
            n["v"] -= n["v"] * n["s"];
            return n["s"];
          },
          {{"v", 0}, {"i", 0}, {"s", 0}});
}

TEST(Neuron, SimpleIAF) {
  SimpleIAF iaf({}, 5.0f, 2.0f);
  iaf.leak = perNeuron(0.5f, 0.25f);
  compare(iaf,
          [](size_t k, States &n, double x) {
            n["v"] = n["v"] - (k == 0 ? 0.5 : 0.25) + x;
            n["s"] = spike(n["v"] - 5);
            n["v"] -= 2 * n["s"];
            return n["s"];
          },
          {{"v", 0}, {"s", 0}});
}

/// S9 with the decays of SNNAX's neuron: what is left of the sum of the input
/// once each spike has taken 1.
/// S12 of a neuron whose step without it is `step`, which gets a spike taken
/// off at its end, or at the beginning of the next: two steps for the first
/// neuron, five for the second.
template <typename Class>
void compareRefractory(Class neuron, double (*step)(States &n, double x)) {
  neuron.refractory = perNeuron(2, 5);
  compare(neuron,
          [&](size_t k, States &n, double x) {
            double period = k == 0 ? 2 : 5, rest = n["rest"];
            n["held"] = rest > 0;
            double s = step(n, x);
            n.erase("held");
            n["rest"] = s ? period : std::max(rest - 1, 0.0);
            return s;
          },
          {{"v", 0}, {"s", 0}, {"rest", 0}});
}

/// What the potential becomes in a neuron that does not rest.
double unlessHeld(States &n, double next) { return n["held"] ? n["v"] : next; }
double spikeUnlessHeld(States &n) {
  return n["s"] = n["held"] ? 0 : spike(n["v"] - 1);
}

TEST(Neuron, Refractory) {
  compareRefractory(SimpleLIF({0.65f}), [](States &n, double x) {
    n["v"] = unlessHeld(n, 0.65 * n["v"] + 0.35 * x);
    double s = spikeUnlessHeld(n);
    n["v"] -= n["v"] * s;
    return s;
  });
  SimpleIAF iaf;
  iaf.resetVal = 0.75f;
  compareRefractory(iaf, [](States &n, double x) {
    n["v"] = unlessHeld(n, n["v"] + x);
    double s = spikeUnlessHeld(n);
    n["v"] -= 0.75 * s;
    return s;
  });
}

/// A reset that comes in the next step, the first in which the neuron rests.
TEST(Neuron, RefractoryWithLateReset) {
  LIFSoftReset lif({0.6f, 0.5f});
  lif.refractory = perNeuron(1, 3);
  compare(lif,
          [](size_t k, States &n, double x) {
            double rest = n["rest"];
            n["v"] -= n["s"];
            if (rest == 0)
              n["v"] = 0.6 * n["v"] + 0.4 * n["i"];
            n["i"] = 0.5 * n["i"] + 0.5 * x;
            n["s"] = rest > 0 ? 0 : spike(n["v"] - 1);
            n["rest"] = n["s"] ? (k == 0 ? 1 : 3) : std::max(rest - 1, 0.0);
            return n["s"];
          },
          {{"v", 0}, {"i", 0}, {"s", 0}, {"rest", 0}});
}

TEST(Neuron, RefractoryAdaptation) {
  AdaptiveLIF lif({0.65f});
  lif.refractory = 2.0f;
  compare(lif,
          [](size_t, States &n, double x) {
            double rest = n["rest"];
            if (rest == 0)
              n["v"] = 0.65 * n["v"] + 0.35 * (x + n["w"]);
            n["s"] = rest > 0 ? 0 : spike(n["v"] - 1);
            n["w"] = 0.8 * n["w"] + 0.2 * 0.5 * n["v"] - n["s"];
            n["v"] -= n["v"] * n["s"];
            n["rest"] = n["s"] ? 2 : std::max(rest - 1, 0.0);
            return n["s"];
          },
          {{"v", 0}, {"w", 0}, {"s", 0}, {"rest", 0}});
}

TEST(Neuron, SigmaDelta) {
  SigmaDelta neuron;
  neuron.threshold = 2.5f;
  double residue[2] = {0, 0};
  compare(neuron,
          [&](size_t k, States &n, double x) {
            double delta = x + residue[k];
            n["s"] = spike(delta - 2.5);
            residue[k] = delta - n["s"];
            n["m"] = n["e"] = delta;
            n["i"] += x;
            n["f"] += n["s"];
            return n["s"];
          },
          {{"i", 0}, {"e", 0}, {"m", 0}, {"f", 0}, {"s", 0}});
}

TEST(Neuron, SigmaDeltaThatDecays) {
  SigmaDelta neuron;
  neuron.decayConstants = {0.9f, 0.5f, perNeuron(0.8f, 0.75f)};
  compare(neuron,
          [&](size_t k, States &n, double x) {
            n["i"] = 0.9 * n["i"] + x;
            n["e"] = n["i"] - n["f"];
            n["m"] = 0.5 * n["m"] + n["e"];
            n["s"] = spike(n["m"] - 1);
            n["f"] = (k == 0 ? 0.8 : 0.75) * n["f"] + n["s"];
            return n["s"];
          },
          {{"i", 0}, {"e", 0}, {"m", 0}, {"f", 0}, {"s", 0}});
}

TEST(Neuron, SpikeCounter) {
  compare(SpikeCounter(),
          [](size_t, States &n, double x) {
            n["n"] += x;
            return n["s"] = x;
          },
          {{"n", 0}, {"r", 0}, {"s", 0}});
}

TEST(Neuron, SimpleLIWithInitialPotential) {
  SimpleLI li({0.9f});
  li.initFn = InitFn::constant(1.5f);
  compare(li,
          [](size_t, States &n, double x) {
            return n["v"] = 0.9 * n["v"] + 0.1 * x;
          },
          {{"v", 1.5}});
}

/// The rounding is part of the rules: one product, then one fma.
TEST(Neuron, LeakRoundsAsTheRulesSay) {
  TestNetwork network(networkOf(SimpleLI({0.7f})));
  std::vector<float> x = {0.1f, 1e-3f, 3.7f, -2.2f};
  std::vector<float> y = network.run(x, 2);
  float first = (1.0f - 0.7f) * 0.1f;
  EXPECT_EQ(y[0], first);
  EXPECT_EQ(y[2], std::fma(0.7f, first, (1.0f - 0.7f) * 3.7f));
}

} // namespace
