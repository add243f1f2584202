// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which edges of a cycle are delayed (docs/Semantics.md, M7).

#include "NetworkText.h"
#include "gtest/gtest.h"
#include <set>

using namespace snnc;

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// The edges of a network after `delayEdges`.
std::string delayed(const Pairs &edges, DelayOptions options = {}) {
  NirFile file;
  std::set<std::string> names;
  for (const auto &[source, target] : edges) {
    names.insert({source, target});
    file.graph.edges.push_back({source, target});
  }
  for (const std::string &name : names)
    file.graph.nodes.push_back(nodeNamed(name));
  Diagnostics diagnostics;
  std::optional<NirNetwork> network =
      flatten(file, NestedInput::AsWritten, "m.nir", diagnostics);
  EXPECT_TRUE(network);
  for (NirNetwork::Node &node : network->nodes)
    node.isDelay = node.node->type == "Delay";
  delayEdges(*network, options, "m.nir", diagnostics);
  if (diagnostics.errorCount() == 0) {
    EXPECT_EQ(sortNodes(*network).size(), network->nodes.size());
  }
  return textOf(network, diagnostics);
}

} // namespace

TEST(DelayEdges, NoCycle) {
  EXPECT_EQ(delayed({{"in", "w"}, {"w", "lif"}, {"w", "out"}, {"lif", "out"}}),
            "in -> w\nw -> lif\nw -> out\nlif -> out\n");
}

TEST(DelayEdges, OutOfTheNeuron) {
  // Whatever the order of edges and the names.
  EXPECT_EQ(
      delayed({{"in", "lif"}, {"w", "lif"}, {"lif", "w"}, {"lif", "out"}}),
      "in -> lif\nw -> lif\nlif -> w t-1\nlif -> out\n");
  EXPECT_EQ(delayed({{"in", "lif"}, {"lif", "out"}, {"lif", "lif"}}),
            "in -> lif\nlif -> out\nlif -> lif t-1\n");
}

TEST(DelayEdges, FirstIntoAStatelessNode) {
  EXPECT_EQ(delayed({{"lif1", "lif2"}, {"lif2", "w"}, {"w", "lif1"}}),
            "lif1 -> lif2\nlif2 -> w t-1\nw -> lif1\n");
  EXPECT_EQ(
      delayed({{"lif2", "w2"}, {"w2", "lif1"}, {"lif1", "w1"}, {"w1", "lif2"}}),
      "lif2 -> w2 t-1\nw2 -> lif1\nlif1 -> w1\nw1 -> lif2\n");
  EXPECT_EQ(delayed({{"lif1", "lif2"}, {"lif2", "lif1"}}),
            "lif1 -> lif2 t-1\nlif2 -> lif1\n");
}

TEST(DelayEdges, CycleInACycle) {
  // One edge is not enough for both.
  EXPECT_EQ(delayed({{"lif1", "w1"},
                     {"w1", "lif1"},
                     {"lif1", "lif2"},
                     {"lif2", "w2"},
                     {"w2", "lif1"}}),
            "lif1 -> w1 t-1\nw1 -> lif1\nlif1 -> lif2\nlif2 -> w2 t-1\n"
            "w2 -> lif1\n");
}

TEST(DelayEdges, TwoComponents) {
  EXPECT_EQ(delayed({{"lif1", "w1"},
                     {"w1", "lif1"},
                     {"lif1", "lif2"},
                     {"lif2", "w2"},
                     {"w2", "lif2"}}),
            "lif1 -> w1 t-1\nw1 -> lif1\nlif1 -> lif2\nlif2 -> w2 t-1\n"
            "w2 -> lif2\n");
}

TEST(DelayEdges, DelayBreaksItsCycle) {
  // All that leads into it, as its other inputs are not to be later.
  EXPECT_EQ(delayed({{"in", "d"}, {"lif", "d"}, {"d", "w"}, {"w", "lif"}}),
            "in -> d t-1\nlif -> d t-1\nd -> w\nw -> lif\n");
  EXPECT_EQ(delayed({{"w", "d"}, {"d", "w"}}), "w -> d t-1\nd -> w\n");
  EXPECT_EQ(delayed({{"in", "d"}, {"d", "out"}}), "in -> d\nd -> out\n");
}

TEST(DelayEdges, WithoutANeuron) {
  EXPECT_EQ(
      delayed({{"in", "w1"}, {"w1", "w2"}, {"w2", "w1"}}),
      "m.nir: error: node 'w1': a cycle without a neuron: 'w1' -> 'w2' -> "
      "'w1'\n");
  // Another cycle's neuron does not help.
  EXPECT_EQ(delayed({{"w1", "w1"}, {"w1", "lif"}, {"lif", "w1"}}),
            "m.nir: error: node 'w1': a cycle without a neuron: 'w1' -> "
            "'w1'\n");
}

TEST(DelayEdges, LateSpikes) {
  EXPECT_EQ(
      delayed({{"w", "lif"}, {"lif", "w"}, {"lif", "out"}}, {true, false}),
      "w -> lif\nlif -> w t-1\nlif -> out t-1\n");
}

TEST(DelayEdges, AsNirtorch) {
  // A walk from the input comes to the neuron first.
  EXPECT_EQ(delayed({{"in", "lif"}, {"lif", "w"}, {"w", "lif"}, {"lif", "out"}},
                    {false, true}),
            "in -> lif\nlif -> w\nw -> lif t-1\nlif -> out\n");
  EXPECT_EQ(delayed({{"in", "lif"}, {"lif", "lif"}}, {false, true}),
            "in -> lif\nlif -> lif t-1\n");
}

TEST(DelayEdges, LongCycle) {
  Pairs edges = {{"lif", "w0"}};
  constexpr size_t count = 50'000;
  for (size_t k = 0; k + 1 < count; ++k)
    edges.emplace_back("w" + std::to_string(k), "w" + std::to_string(k + 1));
  edges.emplace_back("w" + std::to_string(count - 1), "lif");
  std::string text = delayed(edges);
  EXPECT_EQ(text.substr(0, text.find('\n')), "lif -> w0 t-1");
  EXPECT_EQ(text.find("t-1", 14), std::string::npos);
}
