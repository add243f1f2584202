// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Neurons as equations, from C++ and from JSON.

#include "TempDir.h"
#include "snnc/FlatModel.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace snnc;

namespace {

std::string problemsOf(const Neuron &neuron) {
  Diagnostics diagnostics;
  check(neuron, {}, diagnostics);
  std::string text;
  for (const Diagnostic &each : diagnostics.all())
    text += each.message + "\n";
  return text;
}

/// The problems of a JSON Neuron, which stands on line 2 from column 1.
std::string problemsOf(const std::string &keys) {
  return TempDir().problems(
      R"({"format": "snnc", "version": 1, "inputs": [{"name": "x", "shape": 4}], "layers": [)"
      "\n{\"type\": \"Neuron\", " +
      keys + "}]}");
}

/// v is a number, s a spike; t is of the step alone.
Neuron lif() {
  Neuron n;
  Expr v = n.state("v", 0.5f), s = n.state("s"), a = n.param("a", 0.9f);
  Expr t = n.let("t", a * v + (1 - a) * n.input());
  n.let("s", spike(t - 1));
  n.let("v", select(s, t - 1, t));
  n.setOutput(s);
  return n;
}

} // namespace

TEST(Neuron, EquationsInOperators) {
  Neuron n = lif();
  EXPECT_EQ(problemsOf(n), "");
  ASSERT_EQ(n.step.size(), 3u);
  EXPECT_EQ(printExpression(n.step[0].value), "a * v + (1 - a) * x");
  EXPECT_EQ(printExpression(n.step[2].value), "where(s, t - 1, t)");
  EXPECT_EQ(findSpikes(n), (std::vector<bool>{false, true}));
}

TEST(Neuron, WhichStatesAreSpikes) {
  Neuron n;
  Expr x = n.input(), half = n.state("half", 0.5f), one = n.state("one", 1.0f);
  Expr kept = n.state("kept"), mixed = n.state("mixed");
  Expr follows = n.state("follows");
  n.let("half", x > 0);
  n.let("follows", mixed || false);
  n.let("mixed", select(x > 1, kept, x));
  n.let("kept", stopGradient(kept));
  n.let("one", !one && x < half);
  n.setOutput(one + follows);
  EXPECT_EQ(problemsOf(n), "");
  EXPECT_EQ(findSpikes(n), (std::vector<bool>{false, true, true, false, true}));
}

TEST(Neuron, WrongEquations) {
  Neuron n = lif();
  n.state("v");
  n.state("x");
  n.state("delay2");
  n.param("exp", 1.0f);
  n.let("a", 2.0f);
  n.let("vv", Expr::variable("z") / 0.0f + INFINITY);
  EXPECT_EQ(problemsOf(n),
            "a second 'v' among the states and parameters\n"
            "'x' cannot be the name of a state\n"
            "'delay2' cannot be the name of a state\n"
            "'exp' cannot be the name of a parameter\n"
            "cannot assign to 'a', expected a state or a name of its own\n"
            "unknown name 'z'; the nearest known one is 'x'\n"
            "an expression has a number that is not finite\n"
            "no assignment changes the state 'x'; expected a parameter or an "
            "assignment\n"
            "no assignment changes the state 'delay2'; expected a parameter or "
            "an assignment\n"
            "'vv' is no state, and nothing reads it\n");
}

TEST(Neuron, TooDeep) {
  Neuron n;
  Expr sum = n.input();
  for (int k = 0; k < 100000; ++k)
    sum = sum + 1;
  n.setOutput(sum);
  EXPECT_EQ(problemsOf(n),
            "an expression has more than 1000 operations in a row\n");
  // Shared, it is short whatever it spells out to.
  Expr shared = n.input();
  for (int k = 0; k < 200; ++k)
    shared = shared + shared;
  n.setOutput(shared);
  EXPECT_EQ(problemsOf(n), "");
}

TEST(Neuron, JsonErrorsStandInTheString) {
  EXPECT_EQ(
      problemsOf(
          R"("state": {"v": 0}, "step": ["v = v + y"], "output": "w > v")"),
      "m.json:2:57: error: unknown name 'y'; the nearest known one is "
      "'x'\n"
      "m.json:2:73: error: unknown name 'w'; the nearest known one is "
      "'x'\n");
  EXPECT_EQ(problemsOf(R"("step": "v = 1", "params": [1])"),
            "m.json:2:1: error: a layer needs the key 'output'\n"
            "m.json:2:28: error: expected a list for 'step', found \"v = 1\"\n"
            "m.json:2:47: error: expected an object of names and values for "
            "'params', found a list of 1\n");
}

TEST(Neuron, SRMDissolvesAroundItsLayer) {
  Model model;
  model.inputs.push_back({"x", {3}, false, {}});
  model.graph = {1, {{0}}, {0}, {{}}};
  model.outputs.push_back({"y"});
  Linear linear;
  model.layers.push_back({SRM(linear, {0.9f, 0.8f}), "srm"});
  model.layers[0].shape = Shape{2};
  FlatModel flat = dissolve(model);
  ASSERT_EQ(flat.layers.size(), 3u);
  EXPECT_EQ(flat.layers[0].name, "srm");
  EXPECT_EQ(flat.layers[1].name, "srm.layer");
  EXPECT_EQ(flat.layers[2].name, "srm");
  EXPECT_FALSE(flat.layers[0].shape);
  EXPECT_EQ(flat.layers[2].shape, (Shape{2}));
  auto states = [&](size_t layer) {
    std::string names;
    for (const Neuron::State &each :
         std::get<Neuron>(flat.layers[layer].layer).states)
      names += each.name;
    return names;
  };
  EXPECT_EQ(states(0), "pq");
  EXPECT_EQ(states(2), "rs");
  EXPECT_EQ(flat.layers[2].sources[0].delay, 0);
}
