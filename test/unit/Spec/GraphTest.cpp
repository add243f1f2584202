// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Connectivity: a chain, SNNAX's GraphStructure, and `from`.

#include "TempDir.h"
#include "gtest/gtest.h"

using namespace snnc;

namespace {

/// Three layers "0", "b", "c", inputs "x" and "y"; `keys` stand on line 2, and
/// `layerKeys[i]` on line 3 + i.
std::string model(const std::string &keys,
                  std::vector<std::string> layerKeys = {"", "", ""}) {
  std::string text = "{\"format\": \"snnc\", \"version\": 1, \"inputs\": "
                     "[{\"name\": \"x\", \"shape\": 4}, {\"name\": \"y\", "
                     "\"shape\": 4}], \n" +
                     keys + " \"layers\": [";
  const char *names[] = {"", ", \"name\": \"b\"", ", \"name\": \"c\""};
  for (int i = 0; i < 3; ++i)
    text += std::string(i ? ",\n" : "\n") + "{\"type\": \"Identity\"" +
            names[i] + layerKeys[i] + "}";
  return text + "]}";
}

std::string graph(const std::string &keys) {
  return model("\"graph\": {\"num_layers\": 3, " + keys + "},");
}

std::string problems(const std::string &text) {
  return TempDir().problems(text);
}

std::optional<Model> read(const std::string &text) {
  TempDir dir;
  Diagnostics diagnostics;
  return readModel(dir.write("m.json", text), diagnostics);
}

} // namespace

TEST(Graph, SnnaxStructure) {
  auto model = read(graph("\"input_layer_ids\": [[0], [1], []], "
                          "\"input_connectivity\": [[2], [0, 1], [1]], "
                          "\"final_layer_ids\": [2, 0]"));
  ASSERT_TRUE(model);
  EXPECT_EQ(model->graph.numLayers, 3);
  EXPECT_EQ(model->graph.inputLayerIds,
            (std::vector<std::vector<int64_t>>{{0}, {1}, {}}));
  ASSERT_EQ(model->graph.inputConnectivity[1].size(), 2u);
  EXPECT_EQ(model->graph.inputConnectivity[1][1].source, 1);
  EXPECT_FALSE(model->graph.inputConnectivity[1][1].delay);
  ASSERT_EQ(model->outputs.size(), 2u);
  EXPECT_EQ(model->outputs[0].name, "c");
  EXPECT_EQ(model->outputs[1].name, "_0");
}

TEST(Graph, NamesAndDelays) {
  auto made =
      read(model("", {R"(, "from": ["x", "c", {"layer": "c", "delay": 3}])",
                      R"(, "from": "0")",
                      R"(, "from": ["y", "b", {"layer": "b", "delay": 0}])"}));
  ASSERT_TRUE(made);
  EXPECT_EQ(made->graph.inputLayerIds,
            (std::vector<std::vector<int64_t>>{{0}, {}, {1}}));
  const auto &first = made->graph.inputConnectivity[0];
  ASSERT_EQ(first.size(), 2u);
  EXPECT_EQ(first[0].source, 2);
  EXPECT_FALSE(first[0].delay);
  EXPECT_EQ(first[1].source, 2);
  EXPECT_EQ(first[1].delay, 3);
  EXPECT_EQ(first[1].place.line, 3u);
  EXPECT_EQ(made->graph.inputConnectivity[2][1].delay, 0);
  EXPECT_EQ(made->graph.finalLayerIds, (std::vector<int64_t>{2}));
}

TEST(Graph, OutputsByLayer) {
  std::vector<std::string> chain = {R"(, "from": ["x", "y"])",
                                    R"(, "from": "0")", R"(, "from": "b")"};
  auto made = read(model(R"("outputs": [{"layer": "b"}, {}],)", chain));
  ASSERT_TRUE(made);
  EXPECT_EQ(made->graph.finalLayerIds, (std::vector<int64_t>{1, 2}));
  EXPECT_EQ(made->outputs[0].name, "b");
  EXPECT_EQ(problems(model(R"("outputs": [{"layer": "bb"}],)", chain)),
            "m.json:2:23: error: no layer is named 'bb'; the nearest name is "
            "'b'\n");
  EXPECT_EQ(problems(model(R"("outputs": [{}, {}],)", chain)),
            "m.json:2:17: error: two outputs have the name 'c'; 'name' in "
            "'outputs' tells them apart\n"
            "m.json:2:13: note: the first is here\n");
}

TEST(Graph, OutOfRange) {
  EXPECT_EQ(
      problems(graph("\"input_layer_ids\": [[0], [2], []], "
                     "\"input_connectivity\": [[3], [-1], [1]], "
                     "\"final_layer_ids\": [3]")),
      "m.json:2:54: error: 'input_layer_ids' names external input 2, but "
      "there are 2, counted from 0\n"
      "m.json:2:87: error: 'input_connectivity' names layer 3, but there "
      "are 3, counted from 0\n"
      "m.json:2:92: error: 'input_connectivity' names layer -1, but there "
      "are 3, counted from 0\n"
      "m.json:2:123: error: 'final_layer_ids' names layer 3, but there are "
      "3, counted from 0\n");
}

TEST(Graph, ListsOfWrongLength) {
  EXPECT_EQ(
      problems(model("\"graph\": {\"num_layers\": 4, \"input_layer_ids\": "
                     "[[0], []], \"input_connectivity\": [[], [0], [1], "
                     "[2]], \"final_layer_ids\": []},")),
      "m.json:2:25: error: expected 3, the number of layers for "
      "'num_layers', found 4\n"
      "m.json:2:47: error: expected one list for each of the 3 layers for "
      "'input_layer_ids', found a list of 2\n"
      "m.json:2:80: error: expected one list for each of the 3 layers for "
      "'input_connectivity', found a list of 4\n"
      "m.json:2:120: error: expected at least one layer for "
      "'final_layer_ids', found a list of 0\n");
}

TEST(Graph, MissingAndUnknownKeys) {
  EXPECT_EQ(problems(model("\"graph\": {\"connectivity\": []},")),
            "m.json:2:10: error: a graph needs the key 'num_layers'\n"
            "m.json:2:10: error: a graph needs the key 'input_connectivity'\n"
            "m.json:2:10: error: a graph needs the key 'input_layer_ids'\n"
            "m.json:2:11: error: unknown key 'connectivity' in a graph; the "
            "nearest known key is 'input_connectivity'\n");
}

TEST(Graph, LayerWithoutInput) {
  EXPECT_EQ(problems(graph("\"input_layer_ids\": [[0], [1], []], "
                           "\"input_connectivity\": [[2], [0], []]")),
            "m.json:5:1: error: layer 'c' has no input\n");
}

TEST(Graph, InputThatNoLayerReads) {
  EXPECT_EQ(problems(graph("\"input_layer_ids\": [[0], [], []], "
                           "\"input_connectivity\": [[2], [0], [1]]")),
            "m.json:1:72: warning: no layer reads the input 'y'\n");
}

TEST(Graph, ChainOfTwoInputs) {
  EXPECT_EQ(problems(model("")),
            "m.json:1:72: error: a chain has one input, found 2; 'graph', or "
            "'from' in every layer, says which layer gets which\n");
}

TEST(Graph, OneFormOnly) {
  std::string text =
      model("\"graph\": {\"num_layers\": 3, \"input_layer_ids\": "
            "[[0], [1], []], \"input_connectivity\": [[2], [0], "
            "[1]]},",
            {"", R"(, "from": "x")", ""});
  EXPECT_EQ(
      problems(text),
      "m.json:4:43: error: a layer has 'from', but the model has 'graph'; "
      "expected one of the two\n"
      "m.json:2:10: note: the graph stands here\n");
  EXPECT_EQ(
      problems(model("", {"", R"(, "from": "x")", R"(, "from": "y")"})),
      "m.json:3:1: error: layer '0' needs the key 'from', as another layer "
      "has it\n"
      "m.json:4:43: note: it stands here\n");
}

TEST(Graph, Sources) {
  auto from = [](const std::string &source) {
    return problems(
        model("", {R"(, "from": ["x", "y"])", ", \"from\": [" + source + "]",
                   R"(, "from": "b")"}));
  };
  EXPECT_EQ(from("\"x\""), "");
  EXPECT_EQ(
      from("\"d\""),
      "m.json:4:44: error: no layer and no input is named 'd'; the nearest "
      "name is '0'\n");
  EXPECT_EQ(
      from("7"),
      "m.json:4:44: error: expected the name of a layer or an input, or an "
      "object with 'layer' and 'delay' for 'from', found 7\n");
  EXPECT_EQ(
      from(R"({"layer": "c", "delay": 0})"),
      "m.json:4:68: error: layer 'c' runs after 'b' or is the same, so its "
      "output can be read with a delay of at least 1, not 0\n");
  EXPECT_EQ(from(R"({"layer": "c", "delay": -1})"),
            "m.json:4:68: error: expected an integer from 0 to 2147483647 for "
            "'delay', found -1\n");
  EXPECT_EQ(from(R"({"layer": "x", "delay": 1})"),
            "m.json:4:54: error: 'x' is an external input; only a layer can be "
            "read with a delay\n");
  EXPECT_EQ(from(R"({"layer": "c", "steps": 1})"),
            "m.json:4:59: error: unknown key 'steps' in a source; the nearest "
            "known key is 'layer'\n");
  EXPECT_EQ(from(""), "m.json:4:1: error: layer 'b' has no input\n");
}

TEST(Graph, OutputsOfWrongNumber) {
  EXPECT_EQ(
      problems(model("\"graph\": {\"num_layers\": 3, \"input_layer_ids\": "
                     "[[0], [1], []], \"input_connectivity\": [[2], [0], "
                     "[1]]},\n\"outputs\": [{\"name\": \"p\"}, {\"name\": "
                     "\"q\", \"layer\": \"b\"}],")),
      "m.json:3:12: error: expected one output for each of the 1 final "
      "layers for 'outputs', found a list of 2\n"
      "m.json:3:51: error: an output has 'layer', but the model has "
      "'graph', whose 'final_layer_ids' says it\n");
}
