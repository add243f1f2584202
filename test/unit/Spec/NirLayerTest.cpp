// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arguments of NIR's layers, and the key `convention`.

#include "TempDir.h"
#include "compiler/Spec/ConventionText.h"
#include "gtest/gtest.h"

using namespace snnc;

namespace {

/// A model of one layer, which stands on line 2 from column 1.
std::string model(const std::string &layer, const std::string &keys = "") {
  return "{\"format\": \"snnc\", \"version\": 1, " + keys +
         "\"inputs\": [{\"name\": \"x\", \"shape\": 4}], \"layers\": [\n" +
         layer + "]}";
}

std::string problems(const std::string &layer) {
  return TempDir().problems(model(layer));
}

Model read(const std::string &text) {
  TempDir dir;
  Diagnostics diagnostics;
  std::optional<Model> made = readModel(dir.write("m.json", text), diagnostics);
  EXPECT_TRUE(made);
  return made ? std::move(*made) : Model();
}

template <typename T> T readLayer(const std::string &layer) {
  Model made = read(model(layer));
  const T *found =
      made.layers.empty() ? nullptr : std::get_if<T>(&made.layers[0].layer);
  EXPECT_TRUE(found);
  return found ? *found : T();
}

} // namespace

TEST(NirLayer, Defaults) {
  auto lif = readLayer<NirLIF>(
      R"({"type": "NIR_LIF", "tau": 2, "v_threshold": 1, "dt": "steps"})");
  EXPECT_EQ(*lif.r.number(), 1.0f);
  EXPECT_EQ(*lif.vLeak.number(), 0.0f);
  EXPECT_EQ(*lif.vReset.number(), 0.0f);
  EXPECT_EQ(lif.rule.dt, 1.0);
  EXPECT_EQ(lif.rule.integrator, Integrator::Euler);
  EXPECT_EQ(lif.rule.gain, Gain::Resistance);
  EXPECT_EQ(lif.rule.compare, Compare::Greater);
  EXPECT_EQ(lif.rule.reset, Reset::Value);
  EXPECT_EQ(lif.rule.resetTime, ResetTime::Same);
  EXPECT_EQ(lif.rule.cuba, CubaOrder::New);
  EXPECT_EQ(lif.rule.leak, Leak::Target);
  EXPECT_FALSE(lif.rule.clamp);
}

TEST(NirLayer, NullIsNoField) {
  EXPECT_EQ(problems(R"({"type": "NIR_LI", "tau": null, "dt": 1})"),
            "m.json:2:27: error: expected a number, a list of numbers, the "
            "name of a tensor, or an object with 'file' and 'tensor' or with "
            "'init' for 'tau', found null\n");
}

TEST(NirLayer, Rule) {
  auto cuba = readLayer<CubaLIF>(
      R"({"type": "CubaLIF", "tau_mem": 2, "tau_syn": [1, 2, 3, 4],
          "v_threshold": 1, "dt": 1e-3, "integrator": "exp-exact",
          "gain": "fold", "cuba": "old", "leak": "both", "compare": ">=",
          "reset": "subtract-n,next", "clamp": true})");
  EXPECT_EQ(cuba.tauSyn.tensor()->shape, (Shape{4}));
  EXPECT_EQ(*cuba.wIn.number(), 1.0f);
  EXPECT_EQ(cuba.rule.dt, 1e-3);
  EXPECT_EQ(cuba.rule.integrator, Integrator::ExpExact);
  EXPECT_EQ(cuba.rule.gain, Gain::Fold);
  EXPECT_EQ(cuba.rule.compare, Compare::GreaterEqual);
  EXPECT_EQ(cuba.rule.reset, Reset::SubtractN);
  EXPECT_EQ(cuba.rule.resetTime, ResetTime::Next);
  EXPECT_EQ(cuba.rule.cuba, CubaOrder::Old);
  EXPECT_EQ(cuba.rule.leak, Leak::Both);
  EXPECT_TRUE(cuba.rule.clamp);
}

TEST(NirLayer, WrongRule) {
  EXPECT_EQ(problems(R"({"type": "I", "dt": 0})"),
            "m.json:2:21: error: expected a positive number of seconds for "
            "'dt', found 0\n");
  EXPECT_EQ(problems(R"({"type": "I", "r": 2})"),
            "m.json:2:1: error: a layer needs the key 'dt'\n");
  EXPECT_EQ(problems(R"({"type": "I", "dt": 1, "gain": "r"})"), "");
  EXPECT_EQ(problems(R"({"type": "I", "dt": 1, "gain": "half"})"),
            "m.json:2:32: error: 'gain': expected one of r dt/tau, dt/tau, 1, "
            "fold, fold-least, found 'half'\n");
  EXPECT_EQ(problems(R"({"type": "I", "dt": 1, "decay": 2})"),
            "m.json:2:33: error: expected a number from 0 to 1 for 'decay', "
            "found 2\n");
  EXPECT_EQ(problems(R"({"type": "NIR_LI", "tau": 1, "dt": 1,
  "form": "divide", "integrator": "exp"})"),
            "m.json:2:1: error: the form divide needs the integrator euler, "
            "and a synaptic current that is new or old\n");
  EXPECT_EQ(problems(R"({"type": "IF", "v_threshold": 1, "dt": 1,
  "reset": "value,again"})"),
            "m.json:3:12: error: 'reset': only zero and subtract take place "
            "again\n");
  EXPECT_EQ(problems(R"({"type": "I", "dt": 1, "reset": "zero"})"),
            "m.json:2:24: error: unknown key 'reset' in a layer; the nearest "
            "known key is 'type'\n");
}

TEST(NirLayer, WrongFields) {
  EXPECT_EQ(problems(R"({"type": "NIR_LI", "tau": [1, 2, 0, 1], "dt": 1})"),
            "m.json:2:1: error: 'tau' must be positive everywhere\n");
  EXPECT_EQ(
      problems(
          R"({"type": "NIR_LI", "tau": [1, 2, 3, 4], "r": [1, 2], "dt": 1})"),
      "m.json:2:1: error: 'tau' has the shape [4], 'r' the shape [2]\n");
  EXPECT_EQ(problems(R"({"type": "NIR_LIF", "tau": 1, "dt": 1})"),
            "m.json:2:1: error: a layer needs the key 'v_threshold'\n");
  EXPECT_EQ(
      problems(
          R"({"type": "IF", "v_threshold": 0, "reset": "subtract-n", "dt": 1})"),
      "m.json:2:1: error: 'v_threshold' must be positive everywhere\n");
  EXPECT_EQ(problems(R"({"type": "IF", "v_threshold": 0, "dt": 1})"), "");
  EXPECT_EQ(
      problems(
          R"({"type": "IF", "v_threshold": 1, "r": 0, "gain": "fold", "dt": 1})"),
      "m.json:2:1: error: 'r' must be positive everywhere\n");
  EXPECT_EQ(
      problems(
          R"({"type": "Scale", "scale": {"init": "uniform"}, "shape": 4})"),
      "m.json:2:28: error: 'scale' of a NIR neuron is not drawn\n");
}

TEST(NirLayer, DelaySteps) {
  auto steps = [](Parameter delay, double dt) {
    return delaySteps({std::move(delay), dt});
  };
  EXPECT_EQ(steps(3.0f, 1.0), (std::vector<int64_t>{3}));
  EXPECT_EQ(steps(0.003f, 0.001), (std::vector<int64_t>{3}));
  EXPECT_EQ(steps(Tensor::of({3}, {0.0f, 2e-4f, 1e-4f}), 1e-4),
            (std::vector<int64_t>{0, 2, 1}));
  // Numbers of f32 are taken as nearly as f32 can say them; others are not.
  EXPECT_EQ(steps(0.7, 1e-5), (std::vector<int64_t>{70'000}));
  EXPECT_EQ(steps(0.7f, 1e-5), (std::vector<int64_t>{70'000}));
  EXPECT_EQ(steps(10.0f, 1e-5), (std::vector<int64_t>{1'000'000}));
  EXPECT_EQ(steps(Tensor::ofDoubles({2}, {0.7, 0.3}), 1e-6),
            (std::vector<int64_t>{700'000, 300'000}));
  EXPECT_EQ(steps(10.0000005, 1e-5), std::nullopt);
  EXPECT_EQ(steps(0.70000017f, 1e-5), std::nullopt);
  EXPECT_EQ(steps(2.5f, 1.0), std::nullopt);
  EXPECT_EQ(steps(-1.0f, 1.0), std::nullopt);
  EXPECT_EQ(steps(1e10f, 1.0), std::nullopt);
  EXPECT_EQ(problems(R"({"type": "Delay", "delay": 0.5, "dt": 1})"),
            "m.json:2:28: error: expected from 0 to 2147483647 whole steps of "
            "dt for 'delay', found 0.5\n");
  EXPECT_EQ(problems(R"({"type": "Delay", "delay": 2147483648, "dt": 1})"),
            "m.json:2:28: error: expected from 0 to 2147483647 whole steps of "
            "dt for 'delay', found 2147483648\n");
  EXPECT_EQ(problems(R"({"type": "Delay", "delay": [0, 1, -1, 3], "dt": 1})"),
            "m.json:2:28: error: expected from 0 to 2147483647 whole steps of "
            "dt for 'delay', found -1 in a list of 4\n");
}

TEST(NirLayer, NumbersAreNotRounded) {
  auto lif = readLayer<NirLIF>(
      R"({"type": "NIR_LIF", "tau": 0.1, "r": [0.1, 1, 2, 3], "v_threshold": 1,
          "dt": 1})");
  EXPECT_EQ(lif.tau.real(), 0.1);
  EXPECT_EQ(*lif.tau.number(), 0.1f);
  EXPECT_EQ(lif.r.tensor()->at(0), 0.1);
  EXPECT_EQ(lif.r.tensor()->data.get()[0], 0.1f);
  // Those of other layers are.
  auto other = readLayer<LIF>(
      R"({"type": "LIF", "decay_constants": [0.9, 0.8], "threshold": 0.1})");
  EXPECT_EQ(other.threshold.real(), 0.1f);
}

TEST(NirLayer, FieldsBroadcast) {
  EXPECT_EQ(problems(R"({"type": "NIR_LI", "tau": [[1], [2]],
                         "r": [1, 2, 3, 4], "shape": [2, 4], "dt": 1})"),
            "");
  EXPECT_EQ(problems(R"({"type": "NIR_LI", "tau": [[1], [2]],
                         "r": [[1], [2], [3]], "dt": 1})"),
            "m.json:2:1: error: 'tau' has the shape [2, 1], 'r' the shape [3, "
            "1]\n");
}

TEST(NirLayer, FlattenAxes) {
  auto flatten = readLayer<Flatten>(
      R"({"type": "Flatten", "start_dim": 1, "end_dim": -2})");
  EXPECT_EQ(flatten.startDim, 1);
  EXPECT_EQ(flatten.endDim, -2);
  EXPECT_EQ(readLayer<Flatten>(R"({"type": "Flatten"})").endDim, -1);
}

TEST(NirLayer, ConventionOfModel) {
  Model made = read(model(R"({"type": "Identity"})",
                          R"("convention": {"name": "norse", "dt": "steps",
      "gain": "1", "reset": "subtract,next", "late": true}, )"));
  ASSERT_TRUE(made.convention);
  using Parts = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(describe(*made.convention), (Parts{{"name", "norse"},
                                               {"dt", "1"},
                                               {"gain", "1"},
                                               {"reset", "subtract,next"},
                                               {"late", "true"}}));
  EXPECT_FALSE(read(model(R"({"type": "Identity"})")).convention);
}
