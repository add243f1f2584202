// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Neurons against their equations in double precision (docs/Semantics.md,
// S1-S4).

#include "Networks.h"

#include <cmath>

using namespace snnc;

namespace {

/// A network of one neuron layer of `size` neurons, written as `op`.
std::string neuron(const std::string &op, const std::string &attributes,
                   const std::string &element = "i1") {
  return "snn.param @beta : tensor<2xf32> = dense<[0.7, 0.2]>\n"
         "snn.network @net forward(default) record [\"n.v\"] {\n"
         "  %x = snn.input \"x\" : tensor<2xf32>\n"
         "  %y = " +
         op + " \"n\" (%x) " + attributes + " : (tensor<2xf32>) -> tensor<2x" +
         element +
         ">\n"
         "  snn.output \"y\" %y : tensor<2x" +
         element + ">\n}\n";
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

struct Membrane {
  double v = 0, i = 0, s = 0;
};

/// Runs `text` and compares spikes (or values) and potentials with `step`,
/// which gets a neuron's index, its state and input, and returns its output.
template <typename Step>
void compare(const std::string &text, Step step, double v0 = 0) {
  TestNetwork network(text);
  ASSERT_TRUE(network.isValid());
  std::vector<float> x = drive();
  auto outputs = network->run({{{}, x}}, steps);
  ASSERT_TRUE(succeeded(outputs));
  Membrane neurons[2];
  double total = 0;
  for (size_t k = 0; k < 2; ++k) {
    neurons[k].v = v0;
    for (size_t t = 0; t < steps; ++t) {
      double y = step(k, neurons[k], x[2 * t + k]);
      ASSERT_NEAR((*outputs)[0][2 * t + k], y, 2e-5) << "step " << t;
      ASSERT_NEAR((*outputs)[1][2 * t + k], neurons[k].v, 2e-5) << "step " << t;
      total += y;
    }
  }
  EXPECT_GT(total, 3);
}

double spike(double u) { return u >= 0; }

TEST(Neuron, SimpleLIF) {
  compare(neuron("snn.simple_lif", "decay([0.9 : f32]) threshold(1.0 : f32)"),
          [](size_t, Membrane &n, double x) {
            n.v = 0.9 * n.v + 0.1 * x;
            n.s = spike(n.v - 1);
            n.v -= n.v * n.s;
            return n.s;
          });
}

TEST(Neuron, SimpleLIFWithReset) {
  compare(neuron("snn.simple_lif",
                 "decay([0.9 : f32]) threshold(1.0 : f32) reset(0.5 : f32)"),
          [](size_t, Membrane &n, double x) {
            n.v = 0.9 * n.v + 0.1 * x;
            n.s = spike(n.v - 1);
            n.v -= std::log1p(std::exp(0.5)) * n.s;
            return n.s;
          });
}

TEST(Neuron, LIFWithDecaysOfEachNeuron) {
  compare(neuron("snn.lif", "decay([0.9 : f32, @beta]) threshold(1.0 : f32)"),
          [](size_t k, Membrane &n, double x) {
            double b = k == 0 ? 0.7 : 0.5; // 0.2 is clamped
            n.v -= n.v * n.s;
            n.v = 0.9 * n.v + 0.1 * n.i;
            n.i = b * n.i + (1 - b) * x;
            n.s = spike(n.v - 1);
            return n.s;
          });
}

TEST(Neuron, LIFWithReset) {
  compare(neuron("snn.lif",
                 "decay([0.9 : f32, 0.8 : f32]) threshold(1.0 : f32) "
                 "reset(0.25 : f32)"),
          [](size_t, Membrane &n, double x) {
            n.v -= (n.v - 0.25) * n.s;
            n.v = 0.9 * n.v + 0.1 * n.i;
            n.i = 0.8 * n.i + 0.2 * x;
            n.s = spike(n.v - 1);
            return n.s;
          });
}

TEST(Neuron, LIFSoftReset) {
  for (bool hasReset : {false, true})
    compare(neuron("snn.lif_soft_reset",
                   std::string("decay([0.9 : f32, 0.8 : f32]) "
                               "threshold(1.0 : f32)") +
                       (hasReset ? " reset(0.75 : f32)" : "")),
            [&](size_t, Membrane &n, double x) {
              n.v -= (hasReset ? 0.75 : 1.0) * n.s;
              n.v = 0.9 * n.v + 0.1 * n.i;
              n.i = 0.8 * n.i + 0.2 * x;
              n.s = spike(n.v - 1);
              return n.s;
            });
}

TEST(Neuron, SimpleLIWithInitialPotential) {
  compare(
      neuron("snn.simple_li", "decay([0.9 : f32]) init(1.5 : f32)", "f32"),
      [](size_t, Membrane &n, double x) {
        n.v = 0.9 * n.v + 0.1 * x;
        return n.v;
      },
      1.5);
}

/// The rounding is part of the rules: one product, then one fma.
TEST(Neuron, LeakRoundsAsTheRulesSay) {
  TestNetwork network(neuron("snn.simple_li", "decay([0.7 : f32])", "f32"));
  std::vector<float> x = {0.1f, 1e-3f, 3.7f, -2.2f};
  std::vector<float> y = network.run(x, 2);
  float first = (1.0f - 0.7f) * 0.1f;
  EXPECT_EQ(y[0], first);
  EXPECT_EQ(y[2], std::fma(0.7f, first, (1.0f - 0.7f) * 3.7f));
}

} // namespace
