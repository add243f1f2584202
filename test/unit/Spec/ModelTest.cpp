// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The top level of a model file.

#include "TempDir.h"
#include "gtest/gtest.h"

using namespace snnc;

namespace {

/// A sound model of one layer, with further keys after the layers.
std::string model(const std::string &keys) {
  return "{\"format\": \"snnc\", \"version\": 1,\n"
         " \"inputs\": [{\"name\": \"x\", \"shape\": [4]}],\n"
         " \"layers\": [{\"type\": \"Identity\"}],\n" +
         keys + "}";
}

std::string problems(const std::string &text) {
  return TempDir().problems(text);
}

} // namespace

TEST(Model, DefaultsOfTheTopLevel) {
  TempDir dir;
  Diagnostics diagnostics;
  auto read = readModel(
      dir.write("2-layer net.json", model(" \"outputs\": [{}]")), diagnostics);
  ASSERT_TRUE(read);
  EXPECT_TRUE(diagnostics.all().empty());
  EXPECT_EQ(read->name, "_2_layer_net");
  EXPECT_EQ(read->forward, Forward::Default);
  ASSERT_EQ(read->inputs.size(), 1u);
  EXPECT_EQ(read->inputs[0].shape, (Shape{4}));
  EXPECT_FALSE(read->inputs[0].spikes);
  EXPECT_EQ(read->layers[0].name, "0");
  ASSERT_EQ(read->outputs.size(), 1u);
  EXPECT_EQ(read->outputs[0].name, "_0");
  EXPECT_EQ(read->outputs[0].reduce, Reduce::None);
  EXPECT_EQ(read->graph.finalLayerIds, (std::vector<int64_t>{0}));
}

TEST(Model, GivenTopLevel) {
  TempDir dir;
  Diagnostics diagnostics;
  auto read = readModel(
      dir.write("m.json",
                "// a comment\n" +
                    model("\"name\": \"net\", \"forward\": \"delayed\","
                          "\"outputs\": [{\"name\": \"y\", "
                          "\"reduce\": \"max\"}]")),
      diagnostics);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->name, "net");
  EXPECT_EQ(read->forward, Forward::Delayed);
  EXPECT_EQ(read->outputs[0].name, "y");
  EXPECT_EQ(read->outputs[0].reduce, Reduce::Max);
  EXPECT_EQ(read->layers[0].place.line, 4u);
  EXPECT_EQ(read->layers[0].place.column, 13u);
}

TEST(Model, FileThatCannotBeRead) {
  Diagnostics diagnostics;
  EXPECT_FALSE(readModel("/no/such/model.json", diagnostics));
  EXPECT_EQ(diagnostics.all().front().message,
            "cannot read '/no/such/model.json': No such file or directory");
  TempDir dir;
  EXPECT_FALSE(readModel(dir.path(""), diagnostics));
  EXPECT_EQ(diagnostics.errorCount(), 2u);
}

TEST(Model, FormatAndVersion) {
  EXPECT_EQ(problems("[]"),
            "m.json:1:1: error: expected a model as an object, found a list of "
            "0\n");
  EXPECT_EQ(problems("{}"),
            "m.json:1:1: error: a model needs the key 'format'\n"
            "m.json:1:1: error: a model needs the key 'version'\n");
  EXPECT_EQ(problems("{\"format\": \"snnc\",\n \"version\": 2}"),
            "m.json:2:13: error: expected format \"snnc\", version 1, found "
            "format \"snnc\", version 2\n");
  EXPECT_EQ(problems("{\"format\": \"nir\", \"version\": \"1\"}"),
            "m.json:1:12: error: expected format \"snnc\", version 1, found "
            "format \"nir\", version \"1\"\n");
}

TEST(Model, MissingKeys) {
  EXPECT_EQ(problems("{\"format\": \"snnc\", \"version\": 1}"),
            "m.json:1:1: error: a model needs the key 'inputs'\n"
            "m.json:1:1: error: a model needs the key 'layers'\n");
  EXPECT_EQ(
      problems("{\"format\": \"snnc\", \"version\": 1, \"inputs\": [],\n"
               "\"layers\": []}"),
      "m.json:1:44: error: expected at least one input for 'inputs', found "
      "a list of 0\n"
      "m.json:2:11: error: expected at least one layer for 'layers', found "
      "a list of 0\n");
}

TEST(Model, UnknownKey) {
  EXPECT_EQ(problems(model(" \"wieghts\": \"w\"")),
            "m.json:4:2: error: unknown key 'wieghts' in a model; the nearest "
            "known key is 'weights'\n");
}

TEST(Model, WrongTypes) {
  EXPECT_EQ(problems(model(" \"forward\": \"delay\"")),
            "m.json:4:13: error: expected one of \"default\", \"delayed\" for "
            "'forward', found \"delay\"\n"
            "m.json:4:13: note: the nearest of these is \"delayed\"\n");
  EXPECT_EQ(problems(model(" \"weights\": 3, \"outputs\": {}")),
            "m.json:4:13: error: expected a path or a list of paths for "
            "'weights', found 3\n"
            "m.json:4:27: error: expected a list for 'outputs', found an "
            "object\n");
}

TEST(Model, Names) {
  EXPECT_EQ(problems(model(" \"name\": \"my-net\"")),
            "m.json:4:10: error: expected a C identifier for 'name', found "
            "\"my-net\"\n"
            "m.json:4:10: note: 'my_net' would be one\n");
  EXPECT_EQ(problems(model(" \"outputs\": [{\"name\": \"float\"}]")),
            "m.json:4:23: error: expected a C identifier for 'name', found "
            "\"float\"\n"
            "m.json:4:23: note: 'float_' would be one\n");
}

TEST(Model, Inputs) {
  auto inputs = [](const std::string &list) {
    return problems("{\"format\": \"snnc\", \"version\": 1, \"layers\": "
                    "[{\"type\": \"Identity\", \"name\": \"y\"}],\n"
                    "\"inputs\": [" +
                    list + "]}");
  };
  EXPECT_EQ(
      inputs("{\"name\": \"x\", \"shape\": [2, 0]}"),
      "m.json:2:39: error: expected a positive integer for 'shape', found "
      "0\n");
  EXPECT_EQ(
      inputs("{\"name\": \"x\", \"shape\": [2.5]}"),
      "m.json:2:36: error: expected a positive integer for 'shape', found "
      "2.5\n");
  EXPECT_EQ(inputs("{\"name\": \"x\", \"shape\": [4294967296, 4294967296]}"),
            "m.json:2:35: error: the shape [4294967296, 4294967296] of 'shape' "
            "has more elements than 64 bits can address\n");
  EXPECT_EQ(inputs("{\"name\": \"x\"}"),
            "m.json:2:12: error: an input needs the key 'shape'\n");
  EXPECT_EQ(
      inputs("{\"name\": \"x\", \"shape\": 3, \"spikes\": 1}"),
      "m.json:2:48: error: expected true or false for 'spikes', found 1\n");
  EXPECT_EQ(inputs("{\"name\": \"x\", \"shape\": 3, \"dtype\": \"bits\"}"),
            "m.json:2:47: error: bits hold no numbers: an input of bits needs "
            "\"spikes\": true\n");
  EXPECT_EQ(inputs("{\"name\": \"x\", \"shape\": 3, \"dtype\": \"i8\"}"),
            "m.json:2:47: error: expected one of \"f32\", \"bits\", \"u8\" for "
            "'dtype', found \"i8\"\nm.json:2:47: note: the nearest of these is "
            "\"u8\"\n");
  EXPECT_EQ(inputs("{\"name\": \"y\", \"shape\": 3}"),
            "m.json:1:45: error: the name 'y' is taken\n"
            "m.json:2:12: note: it was given here first\n");
}

TEST(Model, ReportsEveryProblem) {
  std::string text = problems(model(" \"a\": 1, \"b\": 2, \"name\": 3"));
  EXPECT_EQ(llvm::StringRef(text).count("error: "), 3u) << text;
}
