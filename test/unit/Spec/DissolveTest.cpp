// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compositions become one graph: names, order, delays, joined and summed
// sources.

#include "FlatText.h"
#include "gtest/gtest.h"

using namespace snnc;

namespace {

Composition chain(std::vector<Layer> layers,
                  Composition::Type type = Composition::Type::Sequential) {
  Composition chain;
  chain.type = type;
  int64_t count = layers.size();
  chain.graph = {count, {{0}}, {count - 1}, {{}}};
  for (int64_t layer = 1; layer < count; ++layer) {
    chain.graph.inputLayerIds.push_back({});
    chain.graph.inputConnectivity.push_back({layer - 1});
  }
  chain.layers = std::move(layers);
  return chain;
}

Layer named(const char *name, LayerClass layer = Identity()) {
  return {std::move(layer), name};
}

Model model(GraphStructure graph, std::vector<Layer> layers, size_t inputs = 1,
            Forward forward = Forward::Default) {
  Model model;
  for (size_t input = 0; input < inputs; ++input)
    model.inputs.push_back({"x" + std::to_string(input), {4}, false, {}});
  for (int64_t layer : graph.finalLayerIds)
    model.outputs.push_back({"y" + std::to_string(layer), Reduce::None, {}});
  model.graph = std::move(graph);
  model.layers = std::move(layers);
  model.forward = forward;
  return model;
}

} // namespace

TEST(DissolveTest, NestedChainsKeepTheirPathsAndKeys) {
  Composition inner = chain({named("a"), named("b")});
  Composition outer = chain({named("c"), named("deep", inner), named("d")});
  FlatModel flat = dissolve(model({2, {{0}, {}}, {1}, {{}, {0}}},
                                  {named("0"), named("block", outer)}));
  EXPECT_EQ(text(flat), "0 <- x0\n"
                        "block.c <- 0\n"
                        "block.deep.a <- block.c\n"
                        "block.deep.b <- block.deep.a\n"
                        "block.d <- block.deep.b\n"
                        "y1 = block.d\n");
  EXPECT_EQ(flat.layers[3].keyPath, (std::vector<uint32_t>{1, 1, 1}));
}

TEST(DissolveTest, EveryLevelHasItsOwnDelays) {
  // A delayed model around a block in which layers read the same step.
  Composition block = chain({named("a"), named("b")});
  block.graph.inputConnectivity[0] = {1};
  FlatModel flat =
      dissolve(model({2, {{0}, {}}, {1}, {{0}, {0, 1}}},
                     {named("block", block), named("c")}, 1, Forward::Delayed));
  EXPECT_EQ(text(flat), "block.a <- block.b@1 block.b@1 x0\n"
                        "block.b <- block.a\n"
                        "c <- block.b@1 c@1\n"
                        "y1 = c\n");
}

TEST(DissolveTest, ABackEdgeOfABlockIsDelayedWhereverItsOutputComesFrom) {
  // The block's output is its first layer's; its second reads the block's input
  // and so its output of the step before.
  Composition block = chain({named("a"), named("b")});
  block.graph = {2, {{}, {0}}, {0}, {{1}, {}}};
  FlatModel flat =
      dissolve(model({1, {{0}}, {0}, {{0}}}, {named("block", block)}));
  EXPECT_EQ(text(flat), "block.a <- block.b@1\n"
                        "block.b <- block.a@1 x0\n"
                        "y0 = block.a\n");
}

TEST(DissolveTest, ParallelAndResidualBlocksEndInASum) {
  Composition parallel = chain({named("a"), named("b")});
  parallel.type = Composition::Type::Parallel;
  parallel.graph = {2, {{0}, {1}}, {0, 1}, {{}, {}}};
  Composition residual =
      chain({named("c"), named("d")}, Composition::Type::ResNetBlock);
  FlatModel flat =
      dissolve(model({2, {{0, 1}, {}}, {1}, {{}, {0}}},
                     {named("p", parallel), named("r", residual)}, 2));
  EXPECT_EQ(text(flat), "p.a <- x0\n"
                        "p.b <- x1\n"
                        "p <+ p.a p.b\n"
                        "r.c <- p\n"
                        "r.d <- r.c\n"
                        "r <+ r.d p\n"
                        "y1 = r\n");
}

TEST(DissolveTest, SourcesThatAreSummedAreNotConcatenatedInside) {
  Layer block = named("block", chain({named("a"), named("b")}));
  block.merge = Merge::Sum;
  FlatModel flat = dissolve(model({1, {{0, 1}}, {0}, {{}}}, {block}, 2));
  EXPECT_EQ(text(flat), "block.input <+ x0 x1\n"
                        "block.a <- block.input\n"
                        "block.b <- block.a\n"
                        "y0 = block.b\n");
}

TEST(DissolveTest, ALayerWithoutANameBearsTheCompositionsAlone) {
  FlatModel flat = dissolve(
      model({1, {{0}}, {0}, {{}}},
            {named("srm", chain({named(""), named("layer"), named("")}))}));
  EXPECT_EQ(text(flat), "srm <- x0\n"
                        "srm.layer <- srm\n"
                        "srm <- srm.layer\n"
                        "y0 = srm\n");
}
