// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The forms of a parameter, and weight files.

#include "TempDir.h"
#include "compiler/Spec/Safetensors.h"
#include "gtest/gtest.h"

using namespace snnc;

namespace {

/// A Linear(2, 2) whose weight is given; it stands on line 3 from column 11.
std::string model(const std::string &weights, const std::string &weight) {
  return "{\"format\": \"snnc\", \"version\": 1, \"inputs\": [{\"name\": "
         "\"x\", "
         "\"shape\": 2}],\n" +
         weights +
         "\"layers\": [{\"type\": \"Linear\", \"in_features\": 2, "
         "\"out_features\": 2, \"use_bias\": false,\n\"weight\": " +
         weight + "}]}";
}

class ParameterTest : public testing::Test {
protected:
  void SetUp() override {
    save("w.safetensors", {{"fc.weight", {2, 2}}, {"fc.bias", {2}}});
    save("v.safetensors", {{"fc.weight", {2, 2}}, {"decay", {2, 4}}});
  }

  void save(llvm::StringRef name,
            std::vector<std::pair<std::string, Shape>> tensors) {
    auto data = std::make_shared<std::vector<float>>();
    for (int i = 0; i < 8; ++i)
      data->push_back(i);
    std::vector<NamedTensor> named;
    for (auto &[tensor, shape] : tensors)
      named.push_back({tensor, {shape, {data, data->data()}}});
    ASSERT_FALSE(bool(writeSafetensors(dir.path(name), named)));
  }

  std::optional<Model> read(const std::string &text) {
    Diagnostics diagnostics;
    return readModel(dir.write("m.json", text), diagnostics);
  }

  TempDir dir;
};

const std::string w = "\"weights\": \"w.safetensors\", ";
const std::string both =
    "\"weights\": [\"w.safetensors\", \"v.safetensors\"], ";

} // namespace

TEST_F(ParameterTest, NameOfATensor) {
  auto made = read(model(w, "\"fc.weight\""));
  ASSERT_TRUE(made);
  const Parameter &weight = std::get<Linear>(made->layers[0].layer).weight;
  EXPECT_EQ(weight.name, "fc.weight");
  ASSERT_TRUE(weight.tensor());
  EXPECT_EQ(weight.tensor()->data.get()[3], 3.0f);
}

TEST_F(ParameterTest, FileAndTensor) {
  auto made =
      read(model("", R"({"file": "v.safetensors", "tensor": "fc.weight"})"));
  ASSERT_TRUE(made);
  EXPECT_TRUE(std::get<Linear>(made->layers[0].layer).weight.tensor());
  EXPECT_EQ(dir.problems(model("", R"({"file": "u", "tensor": "a"})")),
            "m.json:3:11: error: cannot read 'u': No such file or directory\n");
  EXPECT_EQ(
      dir.problems(model("", R"({"file": "w.safetensors", "tensor": "fc"})")),
      "m.json:3:11: error: no tensor 'fc' in 'w.safetensors'; the nearest "
      "name is 'fc.bias'\n");
  EXPECT_EQ(dir.problems(model("", R"({"file": "w.safetensors"})")),
            "m.json:3:11: error: a parameter needs the key 'tensor'\n");
}

TEST_F(ParameterTest, Init) {
  auto made = read(model("", R"({"init": {"fn": "constant", "value": 0.5}})"));
  ASSERT_TRUE(made);
  const Parameter &weight = std::get<Linear>(made->layers[0].layer).weight;
  EXPECT_EQ(std::get<float>(weight.value), 0.5f);
  EXPECT_EQ(
      dir.problems(model("", R"({"init": {"fn": "uniform", "minval": 0}})")),
      "m.json:3:38: error: unknown key 'minval' in an initial value; the "
      "nearest known key is 'fn'\n");
  EXPECT_EQ(dir.problems(model("", R"({"init": {"fn": "constant"}})")),
            "m.json:3:20: error: an initial value needs the key 'value'\n");
}

TEST_F(ParameterTest, DrawnInit) {
  auto initOf = [&](const std::string &init) {
    auto made = read(model("", "{\"init\": " + init + "}"));
    const InitFn *found =
        made ? std::get<Linear>(made->layers[0].layer).weight.init() : nullptr;
    EXPECT_TRUE(found) << init;
    return found ? *found : InitFn();
  };
  InitFn uniform = initOf(R"({"fn": "uniform", "low": -2, "high": 3.5})");
  EXPECT_EQ(uniform.kind, InitFn::Kind::Uniform);
  EXPECT_EQ(uniform.first, -2.0f);
  EXPECT_EQ(uniform.second, 3.5f);
  // Equinox's limits, with two inputs.
  EXPECT_EQ(initOf("\"uniform\"").first, -0x1.6a09e6p-1f);
  EXPECT_EQ(initOf("\"uniform\"").second, 0x1.6a09e6p-1f);
  InitFn normal = initOf(R"({"fn": "normal", "std": 0.5})");
  EXPECT_EQ(normal.kind, InitFn::Kind::Normal);
  EXPECT_EQ(normal.first, 0.0f);
  EXPECT_EQ(normal.second, 0.5f);
}

TEST_F(ParameterTest, WrongDrawnInit) {
  EXPECT_EQ(dir.problems(model(
                "", R"({"init": {"fn": "uniform", "low": 1, "high": 0}})")),
            "m.json:3:56: error: expected a number that is not below 'low' nor "
            "infinitely far off for 'high', found 0\n");
  EXPECT_EQ(dir.problems(model("", R"({"init": {"fn": "uniform", "low": 1}})")),
            "m.json:3:20: error: expected a number that is not below 'low' nor "
            "infinitely far off for 'high', found an object\n");
  EXPECT_EQ(
      dir.problems(model("", R"({"init": {"fn": "normal", "std": -1}})")),
      "m.json:3:44: error: expected a number of at least 0 for 'std', found "
      "-1\n");
}

TEST_F(ParameterTest, MissingFilesAndTensors) {
  EXPECT_EQ(dir.problems(model("", "\"fc.weight\"")),
            "m.json:3:11: error: no file for the tensor 'fc.weight': the model "
            "names none under 'weights'\n");
  EXPECT_EQ(dir.problems(model(w, "\"fc.wieght\"")),
            "m.json:3:11: error: no tensor 'fc.wieght' in 'w.safetensors'; the "
            "nearest name is 'fc.weight'\n");
  EXPECT_EQ(dir.problems(model("\"weights\": \"nope\", ", "\"fc.weight\"")),
            "m.json:2:12: error: cannot read 'nope': No such file or "
            "directory\n");
}

TEST_F(ParameterTest, TensorInTwoFiles) {
  EXPECT_EQ(dir.problems(model(both, "\"fc.weight\"")),
            "m.json:3:11: error: the tensor 'fc.weight' is in 'w.safetensors' "
            "and in 'v.safetensors'; {\"file\": ..., \"tensor\": ...} says "
            "which\n");
}

TEST_F(ParameterTest, WrongShape) {
  EXPECT_EQ(dir.problems(model(w, "\"fc.bias\"")),
            "m.json:3:11: error: the tensor 'fc.bias' has the shape [2], "
            "expected [2, 2] (out_features, in_features)\n");
}

TEST_F(ParameterTest, BrokenFile) {
  dir.write("w.safetensors", "\1\2\3\4\5\6\7\10");
  std::string text = dir.problems(model(w, "\"fc.weight\""));
  EXPECT_EQ(text.find("m.json:2:12: error: 'w.safetensors' is no sound "
                      "safetensors file: "),
            0u)
      << text;
}

TEST_F(ParameterTest, WrongTypeAndValue) {
  dir.write(
      "w.safetensors",
      safetensors(
          R"({"n": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]},)"
          R"( "i": {"dtype": "I8", "shape": [1], "data_offsets": [4, 5]}})",
          std::string("\x00\x00\xc0\x7f\x01", 5)));
  EXPECT_EQ(dir.problems(model(w, "\"n\"")),
            "m.json:3:11: error: tensor 'n' in 'w.safetensors': element [0] is "
            "NaN\n");
  EXPECT_EQ(dir.problems(model(w, "\"i\"")),
            "m.json:3:11: error: tensor 'i' in 'w.safetensors' has dtype I8, "
            "expected F32, F64, F16 or BF16\n");
}

TEST_F(ParameterTest, InlineLists) {
  EXPECT_EQ(dir.problems(model("", "[[1, 2], [3]]")),
            "m.json:3:20: error: the lists of 'weight' have no common shape: "
            "expected a list of 2, found a list of 1\n");
  EXPECT_EQ(dir.problems(model("", "[[1, 2], 3]")),
            "m.json:3:20: error: the lists of 'weight' have no common shape: "
            "expected a list of 2, found 3\n");
  EXPECT_EQ(
      dir.problems(model("", "[[1, 2], [3, \"a\"]]")),
      "m.json:3:24: error: expected a number for 'weight', found \"a\"\n");
  EXPECT_EQ(dir.problems(model("", "[[1, 2], [3, 1e39]]")),
            "m.json:3:24: error: expected a number that fits into 32 bits for "
            "'weight', found 1e+39\n");
  EXPECT_EQ(
      dir.problems(model("", "true")),
      "m.json:3:11: error: expected a number, a list of numbers, the name "
      "of a tensor, or an object with 'file' and 'tensor' or with 'init' "
      "for 'weight', found true\n");
}

TEST_F(ParameterTest, DecaysOfOneTensor) {
  auto lif = [](const std::string &decays) {
    return "{\"format\": \"snnc\", \"version\": 1, \"inputs\": [{\"name\": "
           "\"x\", \"shape\": 4}], \"weights\": \"v.safetensors\",\n"
           "\"layers\": [{\"type\": \"LIF\", \"decay_constants\": " +
           decays + "}]}";
  };
  auto made = read(lif("\"decay\""));
  ASSERT_TRUE(made);
  const auto &decays = std::get<LIF>(made->layers[0].layer).decayConstants;
  ASSERT_EQ(decays.size(), 2u);
  EXPECT_EQ(decays[1].tensor()->shape, (Shape{4}));
  EXPECT_EQ(decays[1].tensor()->data.get()[0], 4.0f);
  EXPECT_EQ(decays[1].name, "decay.1");
  made =
      read(lif("[0.5, {\"file\": \"v.safetensors\", \"tensor\": \"decay\"}]"));
  EXPECT_TRUE(made);
  EXPECT_EQ(
      dir.problems(lif("{\"file\": \"w.safetensors\", \"tensor\": "
                       "\"fc.bias\"}")),
      "m.json:2:47: warning: layer '0': decay_constants 0 is outside of "
      "[0.5, 1] and becomes 0.5 (one of 2 values), as SNNAX limits it\n"
      "note: give a value in [0.5, 1], or write a neuron without limits as "
      "a 'Neuron' with equations of its own\n");
  EXPECT_EQ(dir.problems(lif("{\"init\": {\"fn\": \"ones\"}}")), "");
  EXPECT_EQ(dir.problems(lif("[\"decay\"]")),
            "m.json:2:47: error: expected a list of 2 for 'decay_constants', "
            "found a list of 1\n");
}

/// SNNAX indexes its lists and does not look at what else is in them.
TEST_F(ParameterTest, SurplusConstants) {
  auto layer = [](const std::string &keys) {
    return "{\"format\": \"snnc\", \"version\": 1, \"inputs\": [{\"name\": "
           "\"x\", \"shape\": 4}], \"weights\": \"v.safetensors\",\n"
           "\"layers\": [{\"type\": " +
           keys + "}]}";
  };
  auto made = read(layer("\"AdaptiveLIF\", \"decay_constants\": [0.75, 0.5], "
                         "\"ada_step_val\": [0.25, 0.5]"));
  ASSERT_TRUE(made);
  const auto &adaptive = std::get<AdaptiveLIF>(made->layers[0].layer);
  ASSERT_EQ(adaptive.decayConstants.size(), 1u);
  EXPECT_EQ(std::get<float>(adaptive.decayConstants[0].value), 0.75f);
  EXPECT_EQ(std::get<float>(adaptive.adaStepVal.value), 0.25f);
  made = read(layer("\"SimpleLIF\", \"decay_constants\": \"decay\""));
  ASSERT_TRUE(made);
  const auto &simple = std::get<SimpleLIF>(made->layers[0].layer);
  ASSERT_EQ(simple.decayConstants.size(), 1u);
  EXPECT_EQ(simple.decayConstants[0].tensor()->shape, (Shape{4}));
  EXPECT_EQ(dir.problems(layer("\"LIF\", \"decay_constants\": [1, 1, true]")),
            "m.json:2:47: warning: 'decay_constants' has 3 values, and only "
            "the first 2 are read, here as in SNNAX; the rest changes "
            "nothing\n"
            "m.json:2:54: error: expected a number, a list of numbers, the "
            "name of a tensor, or an object with 'file' and 'tensor' or with "
            "'init' for 'decay_constants', found true\n");
}
