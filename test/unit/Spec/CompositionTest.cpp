// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Layers that are made of layers: their graphs, and what is wrong with them.

#include "TempDir.h"
#include "gtest/gtest.h"

using namespace snnc;
using Type = Composition::Type;
using Ids = std::vector<std::vector<int64_t>>;

namespace {

/// A model of one layer "block"; `keys` stand on line 2, from column 1.
std::string model(const std::string &keys, const std::string &more = "") {
  return "{\"format\": \"snnc\", \"version\": 1, \"inputs\": [{\"name\": "
         "\"x\", \"shape\": 4}], \"layers\": [{\"name\": \"block\",\n" +
         keys + "}\n" + more + "]}";
}

std::string problems(const std::string &text) {
  return TempDir().problems(text);
}

/// The layer "block" of a model without problems.
Composition read(const std::string &keys) {
  TempDir dir;
  Diagnostics diagnostics;
  auto made = readModel(dir.write("m.json", model(keys)), diagnostics);
  EXPECT_TRUE(made) << problems(model(keys));
  return made ? std::get<Composition>(made->layers[0].layer) : Composition();
}

Ids edges(const GraphStructure &graph) {
  Ids ids;
  for (const std::vector<Connection> &sources : graph.inputConnectivity) {
    ids.emplace_back();
    for (const Connection &source : sources)
      ids.back().push_back(source.source);
  }
  return ids;
}

const char *three = R"("layers": [{"type": "Identity"}, {"type": "Identity"},
                                   {"type": "Identity", "name": "c"}])";

} // namespace

TEST(Composition, Chains) {
  std::pair<const char *, Type> classes[] = {
      {"Sequential", Type::Sequential},
      {"CompoundLayer", Type::CompoundLayer},
      {"ResNetBlock", Type::ResNetBlock},
      {"SequentialLocalFeedback", Type::SequentialLocalFeedback}};
  for (auto [name, type] : classes) {
    Composition made =
        read("\"type\": \"" + std::string(name) + "\", " + three);
    EXPECT_EQ(made.type, type);
    EXPECT_EQ(made.forward, Forward::Default);
    EXPECT_EQ(edges(made.graph), (Ids{{}, {0}, {1}}));
    EXPECT_EQ(made.graph.inputLayerIds, (Ids{{0}, {}, {}}));
    EXPECT_EQ(made.graph.finalLayerIds, (std::vector<int64_t>{2}));
    ASSERT_EQ(made.layers.size(), 3u);
    EXPECT_EQ(made.layers[0].name, "0");
    EXPECT_EQ(made.layers[2].name, "c");
  }
}

TEST(Composition, ForwardIsOfThoseThatHaveOne) {
  for (const char *type :
       {"Sequential", "SequentialLocalFeedback", "StatefulModel"})
    EXPECT_EQ(read("\"type\": \"" + std::string(type) +
                   "\", \"forward\": \"delayed\", " + three)
                  .forward,
              Forward::Delayed);
  for (const char *type : {"CompoundLayer", "ResNetBlock", "Parallel"})
    EXPECT_NE(problems(model("\"forward\": \"delayed\", \"type\": \"" +
                             std::string(type) + "\", " + three))
                  .find("m.json:2:1: error: unknown key 'forward' in a layer"),
              std::string::npos);
}

TEST(Composition, Parallel) {
  Composition made =
      read(R"("type": "Parallel", "layers": [{"type": "Identity"}])");
  EXPECT_EQ(made.type, Type::Parallel);
  EXPECT_EQ(problems(model(R"("type": "Parallel", )" + std::string(three))),
            "m.json:1:84: error: expected 3 sources of 'block', one for each "
            "of its layers, found 1\n");
}

TEST(Composition, LocalFeedback) {
  const std::string layers = R"("type": "SequentialLocalFeedback", "layers": [
      {"type": "Identity"},
      {"type": "CompoundLayer", "layers": [{"type": "Identity"}]},
      {"type": "Sequential", "layers": [{"type": "Identity"}]}])";
  EXPECT_EQ(edges(read(layers).graph), (Ids{{}, {0, 1}, {1}}));
  EXPECT_EQ(edges(read(layers + R"(, "feedback_layers": null)").graph),
            (Ids{{}, {0, 1}, {1}}));
  EXPECT_EQ(
      edges(read(layers + R"(, "feedback_layers": {"2": 0, "1": 1})").graph),
      (Ids{{2}, {0, 1}, {1}}));
  EXPECT_EQ(edges(read(layers + R"(, "feedback_layers": {})").graph),
            (Ids{{}, {0}, {1}}));
}

TEST(Composition, WrongFeedback) {
  const std::string type = R"("type": "SequentialLocalFeedback", )";
  EXPECT_EQ(
      problems(model(R"("feedback_layers": {"3": 0, "a": 1, "0": -1}, )" +
                     type + three)),
      "m.json:2:21: error: 'feedback_layers' names layer 3, but there are 3, "
      "counted from 0\n"
      "m.json:2:29: error: expected an integer for 'feedback_layers', found "
      "\"a\"\n"
      "m.json:2:42: error: 'feedback_layers' names layer -1, but there are 3, "
      "counted from 0\n");
  EXPECT_EQ(problems(model(R"("feedback_layers": [0], )" + type + three)),
            "m.json:2:20: error: expected an object with the index of a layer "
            "for each index for 'feedback_layers', found a list of 1\n");
}

TEST(Composition, ModelWithAGraph) {
  Composition made = read(R"("type": "StatefulModel", "graph": {
      "num_layers": 3, "input_layer_ids": [[], [0], []],
      "input_connectivity": [[2], [0], [1]], "final_layer_ids": [1]}, )" +
                          std::string(three));
  EXPECT_EQ(made.type, Type::StatefulModel);
  EXPECT_EQ(edges(made.graph), (Ids{{2}, {0}, {1}}));
  EXPECT_EQ(made.graph.inputLayerIds, (Ids{{}, {0}, {}}));
  EXPECT_EQ(made.graph.finalLayerIds, (std::vector<int64_t>{1}));
}

TEST(Composition, ModelByNames) {
  Composition made = read(R"("type": "StatefulModel", "output": "a", "layers": [
      {"type": "Identity", "name": "a", "from": ["b", "x"]},
      {"type": "Identity", "name": "b",
       "from": [{"layer": "b", "delay": 3}, {"layer": "a", "delay": 0}]}])");
  EXPECT_EQ(edges(made.graph), (Ids{{1}, {1, 0}}));
  EXPECT_EQ(made.graph.inputConnectivity[1][0].delay, 3);
  EXPECT_EQ(made.graph.inputLayerIds, (Ids{{0}, {}}));
  EXPECT_EQ(made.graph.finalLayerIds, (std::vector<int64_t>{0}));
}

TEST(Composition, ModelWithSeveralInputs) {
  std::string text = model(R"("type": "StatefulModel", "inputs": ["p", "q"],
      "layers": [{"type": "Identity", "from": ["q", "p"]}])");
  EXPECT_EQ(problems(text),
            "m.json:1:84: error: expected 2 sources of 'block', one for each "
            "of its inputs, found 1\n");
  TempDir dir;
  Diagnostics diagnostics;
  text.replace(text.find("\"block\","), 8, R"("block", "from": ["x", "x"],)");
  auto made = readModel(dir.write("m.json", text), diagnostics);
  ASSERT_TRUE(made);
  EXPECT_EQ(std::get<Composition>(made->layers[0].layer).graph.inputLayerIds,
            (Ids{{1, 0}}));
}

TEST(Composition, InputsThatNobodyReads) {
  EXPECT_EQ(problems(model(R"("type": "StatefulModel", "inputs": ["p", "q"],
      "layers": [{"type": "Identity", "from": ["p"]}])")),
            "m.json:2:42: error: no layer reads the input 'q'\n");
  const std::string graph = R"("type": "StatefulModel", "layers":
      [{"type": "Identity"}], "graph": {"num_layers": 1,
      "input_connectivity": [[0]], "input_layer_ids": [)";
  EXPECT_EQ(problems(model(graph + "[2, 0]]}")),
            "m.json:1:84: error: no layer of 'block' reads input 1\n");
  EXPECT_EQ(problems(model(graph + "[]]}")),
            "m.json:1:84: error: no layer of 'block' reads input 0\n");
}

TEST(Composition, SumOfWhatIsReadApart) {
  EXPECT_EQ(problems(model(R"("type": "StatefulModel", "inputs": ["p", "q"],
      "merge": "sum", "from": ["x", "x"],
      "layers": [{"type": "Identity", "from": ["q", "p"]}])")),
            "m.json:1:84: error: 'block' reads its sources apart, so 'merge' "
            "cannot be \"sum\"\n");
}

TEST(Composition, OneFinalLayer) {
  EXPECT_EQ(problems(model(R"("type": "StatefulModel", "graph":
{"num_layers": 3, "input_layer_ids": [[0], [], []], "input_connectivity":
      [[2], [0], [1]], "final_layer_ids": [1, 2]}, )" +
                           std::string(three))),
            "m.json:3:1: error: expected one final layer of 'block', a model "
            "inside a model, found 2\n");
  EXPECT_EQ(problems(model(R"("output": "d", "type": "StatefulModel", )" +
                           std::string(three))),
            "m.json:2:11: error: no layer is named 'd'; the nearest name is "
            "'0'\n");
}

TEST(Composition, FromHasItsPlace) {
  EXPECT_EQ(problems(model(R"("type": "Sequential",
"layers": [{"type": "Identity", "from": "x"}])")),
            "m.json:3:41: error: a layer has 'from', but Sequential says what "
            "its layers read; a StatefulModel leaves it to 'from'\n");
}

TEST(Composition, ProblemsInside) {
  EXPECT_EQ(problems(model(R"("type": "Sequential", "layers": [
{"type": "CompoundLayer", "layers": [
{"type": "Identiti"}, {"type": "Parallel", "layers": []}]}])"))
                .find("m.json:4:10: error: unknown layer type 'Identiti'"),
            0u);
  EXPECT_EQ(problems(model(R"("type": "Sequential", "layers": [
{"type": "CompoundLayer", "layers": [{"type": "Parallel", "layers": []}]}])")),
            "m.json:3:69: error: expected at least one layer for 'layers', "
            "found a list of 0\n");
}

TEST(Composition, TwoLayersOfOnePath) {
  const std::string nested =
      R"("type": "Sequential", "layers": [{"type": "Identity", "name": "fc"}])";
  EXPECT_EQ(
      problems(model(nested, R"(, {"type": "Identity", "name": "block.fc"})")),
      "m.json:3:3: error: the name 'block.fc' is taken\n"
      "m.json:2:34: note: it was given here first\n");
  // The same name twice in one list is one problem, whatever is inside.
  EXPECT_EQ(problems(model(nested, ", {\"name\": \"block\", " + nested + "}")),
            "m.json:3:3: error: the name 'block' is taken\n"
            "m.json:1:84: note: it was given here first\n");
}
