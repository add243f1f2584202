// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Nested graphs and what they dissolve into (docs/Semantics.md, M7).

#include "NetworkText.h"
#include "gtest/gtest.h"

using namespace snnc;

namespace {

std::string flat(NirGraph graph,
                 NestedInput nestedInput = NestedInput::AsWritten) {
  NirFile file;
  file.graph = std::move(graph);
  Diagnostics diagnostics;
  std::optional<NirNetwork> network =
      flatten(file, nestedInput, "m.nir", diagnostics);
  return textOf(network, diagnostics);
}

NirGraph graph(const std::vector<NirNode> &nodes,
               const std::vector<NirEdge> &edges) {
  return {nodes, edges};
}

/// A neuron with weights from itself to itself.
NirGraph recurrent() {
  return graph(
      {nodeNamed("in"), nodeNamed("lif"), nodeNamed("out"), nodeNamed("w")},
      {{"in", "lif"}, {"lif", "w"}, {"w", "lif"}, {"lif", "out"}});
}

} // namespace

TEST(FlattenNetwork, NothingNested) {
  EXPECT_EQ(flat(recurrent()), "in -> lif\nlif -> w\nw -> lif\nlif -> out\n");
}

TEST(FlattenNetwork, Paths) {
  EXPECT_EQ(flat(graph({nodeNamed("in"), nodeNamed("out"),
                        graphNode("lif", recurrent())},
                       {{"in", "lif"}, {"lif", "out"}})),
            "in -> lif.lif\nlif.lif -> lif.w\nlif.w -> lif.lif\n"
            "lif.lif -> out\n");
}

TEST(FlattenNetwork, EveryEdgeThroughAnEnd) {
  EXPECT_EQ(flat(graph({nodeNamed("in1"), nodeNamed("in2"),
                        graphNode("n", recurrent()), nodeNamed("out1"),
                        nodeNamed("out2")},
                       {{"in1", "n"},
                        {"n", "out2"},
                        {"in2", "n"},
                        {"n", "n"},
                        {"n", "out1"}})),
            "in1 -> n.lif\nin2 -> n.lif\nn.lif -> n.w\nn.w -> n.lif\n"
            "n.lif -> out2\nn.lif -> n.lif\nn.lif -> out1\n");
}

TEST(FlattenNetwork, NestedTwice) {
  NirGraph middle =
      graph({nodeNamed("in"), graphNode("n", recurrent()), nodeNamed("out")},
            {{"in", "n"}, {"n", "out"}});
  EXPECT_EQ(flat(graph({nodeNamed("in"), nodeNamed("out"),
                        graphNode("m", std::move(middle))},
                       {{"in", "m"}, {"m", "out"}})),
            "in -> m.n.lif\nm.n.lif -> m.n.w\nm.n.w -> m.n.lif\n"
            "m.n.lif -> out\n");
}

TEST(FlattenNetwork, InputIntoWeightsMeansTheNeuron) {
  NirGraph spyx = recurrent();
  spyx.edges[0].target = "w";
  NirGraph whole =
      graph({nodeNamed("in"), graphNode("n", spyx), nodeNamed("out")},
            {{"in", "n"}, {"n", "out"}});
  EXPECT_EQ(flat(whole), "in -> n.w\nn.lif -> n.w\nn.w -> n.lif\n"
                         "n.lif -> out\n");
  EXPECT_EQ(flat(whole, NestedInput::IntoNeuron),
            "in -> n.lif\nn.lif -> n.w\nn.w -> n.lif\nn.lif -> out\n");
}

TEST(FlattenNetwork, UnknownType) {
  std::string text =
      flat(graph({nodeNamed("in"), node("x", "Izhikevich")}, {{"in", "x"}}));
  EXPECT_TRUE(llvm::StringRef(text).starts_with(
      "m.nir: error: node 'x': unknown type 'Izhikevich'\n"
      "note: known types: Input, Output, Affine"))
      << text;
}

TEST(FlattenNetwork, EndsThatEdgesCannotTellApart) {
  NirGraph two = recurrent();
  two.nodes.push_back(nodeNamed("in2"));
  two.nodes.push_back(nodeNamed("out2"));
  EXPECT_EQ(
      flat(graph({nodeNamed("in"), graphNode("n", two), nodeNamed("out")},
                 {{"in", "n"}, {"n", "out"}})),
      "m.nir: error: node 'n': a nested graph with more than one Input: the "
      "edge 'in' -> 'n' does not say which; expected 'n.in' or 'n.in2'\n"
      "m.nir: error: node 'n': a nested graph with more than one Output: the "
      "edge 'n' -> 'out' does not say which; expected 'n.out' or 'n.out2'\n");
  EXPECT_EQ(flat(graph({graphNode("n", two)}, {})),
            "m.nir: error: node 'n.in': no edge leads to this Input\n"
            "m.nir: error: node 'n.in2': no edge leads to this Input\n"
            "m.nir: error: node 'n.out2': no edge leads to this Output\n");
}

/// Behind a dot; a node of that very name comes first.
TEST(FlattenNetwork, EndsThatEdgesName) {
  NirGraph two = recurrent();
  two.nodes.push_back(nodeNamed("in2"));
  two.edges.push_back({"in2", "w"});
  EXPECT_EQ(flat(graph({nodeNamed("in"), graphNode("n", two), nodeNamed("out")},
                       {{"in", "n.in2"}, {"in", "n.in"}, {"n.out", "out"}})),
            "in -> n.w\nin -> n.lif\nn.lif -> n.w\nn.w -> n.lif\n"
            "n.lif -> out\n");
}

TEST(FlattenNetwork, EndsThatAreMissing) {
  NirGraph none = graph({nodeNamed("lif")}, {});
  EXPECT_EQ(
      flat(graph({nodeNamed("in"), graphNode("n", none), nodeNamed("out")},
                 {{"in", "n"}, {"n", "out"}})),
      "m.nir: error: node 'n': the edge 'in' -> 'n' needs a nested graph "
      "with an Input\n"
      "m.nir: error: node 'n': the edge 'n' -> 'out' needs a nested "
      "graph with an Output\n");
}

TEST(FlattenNetwork, EndThatLeadsToItself) {
  NirGraph through =
      graph({nodeNamed("in"), nodeNamed("out")}, {{"in", "out"}});
  EXPECT_EQ(
      flat(graph({nodeNamed("in"), graphNode("n", through), nodeNamed("out")},
                 {{"in", "n"}, {"n", "out"}})),
      "in -> out\n");
  std::string text = flat(graph({graphNode("n", through)}, {{"n", "n"}}));
  EXPECT_NE(text.find("a cycle without a neuron"), std::string::npos) << text;
}

TEST(FlattenNetwork, MoreEdgesThanAnyNetwork) {
  // Each of the first graph's sources to each of the second's targets.
  NirGraph many = graph({nodeNamed("in"), nodeNamed("out")}, {});
  for (int k = 0; k < 1100; ++k) {
    many.nodes.push_back(nodeNamed("w" + std::to_string(k)));
    many.edges.push_back({"in", "w" + std::to_string(k)});
    many.edges.push_back({"w" + std::to_string(k), "out"});
  }
  std::string text = flat(graph({nodeNamed("in"), graphNode("a", many),
                                 graphNode("b", many), nodeNamed("out")},
                                {{"in", "a"}, {"a", "b"}, {"b", "out"}}));
  EXPECT_NE(text.find("nested graphs dissolve into more than 1000000 edges"),
            std::string::npos);
}
