// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Models written in C++: SNNAX's compositions, and classes of one's own.

#include "snnc/StatefulModel.h"
#include "FlatText.h"
#include "gtest/gtest.h"

using namespace snnc;

namespace {

/// What is wrong with the model, or what its layers read.
std::string text(const StatefulModel &model, size_t inputs = 1) {
  std::vector<Input> list;
  for (size_t input = 0; input < inputs; ++input)
    list.push_back({"x" + std::to_string(input), {4}});
  Model whole("m", list, model);
  std::string text;
  for (const std::string &problem : whole.problems)
    text += "problem: " + problem + "\n";
  if (!whole.problems.empty())
    return text;
  return snnc::text(dissolve(whole));
}

Layer pass(const char *name) { return {Identity(), name}; }

} // namespace

TEST(StatefulModelTest, ThePagesExampleCompilesAsWritten) {
  StatefulModel model(GraphStructure{3, {{0}, {}, {}}, {2}, {{2}, {0}, {1}}},
                      {Linear(30, 20), LayerNorm(20), LIF({.95f, .85f})});
  EXPECT_EQ(text(model), "0 <- 2@1 x0\n"
                         "1 <- 0\n"
                         "2 <- 1\n"
                         "_2 = 2\n");
  const auto &linear = std::get<Linear>(model.layers[0].layer);
  EXPECT_TRUE(linear.weight.init()->isDrawn());
  EXPECT_FLOAT_EQ(linear.bias->init()->second, 1 / std::sqrt(30.0f));
}

TEST(StatefulModelTest, TwoInputsACycleAndASelfLoop) {
  StatefulModel model(
      GraphStructure{
          5, {{0}, {}, {}, {0, 1}, {}}, {4}, {{}, {0, 2}, {1}, {2, 3}, {3}}},
      {Identity(), Identity(), Identity(), Identity(), Identity()});
  EXPECT_EQ(text(model, 2), "0 <- x0\n"
                            "1 <- 0 2@1\n"
                            "2 <- 1\n"
                            "3 <- 2 3@1 x0 x1\n"
                            "4 <- 3\n"
                            "_4 = 4\n");
}

TEST(StatefulModelTest, CompositionsNest) {
  Sequential model(
      Linear(10, 20),
      SequentialLocalFeedback({CompoundLayer({pass("in"), LIF({.9f, .8f})}),
                               Layer(Identity(), "out")}),
      ResNetBlock({pass("a"), pass("b")}), Parallel({pass("left")}));
  EXPECT_EQ(text(model), "0 <- x0\n"
                         "1.0.in <- 1.0.1@1 0\n"
                         "1.0.1 <- 1.0.in\n"
                         "1.out <- 1.0.1\n"
                         "2.a <- 1.out\n"
                         "2.b <- 2.a\n"
                         "2 <+ 2.b 1.out\n"
                         "3.left <- 2\n"
                         "3 <+ 3.left\n"
                         "_3 = 3\n");
  // What they are is kept until they dissolve.
  const auto &block = std::get<Composition>(model.layers[2].layer);
  EXPECT_EQ(block.type, Composition::Type::ResNetBlock);
}

TEST(StatefulModelTest, FeedbackLayersSayFromWhereToWhere) {
  SequentialLocalFeedback model({pass("a"), pass("b"), pass("c")}, {{1, 0}});
  EXPECT_EQ(text(model), "a <- b@1 x0\n"
                         "b <- a\n"
                         "c <- b\n"
                         "c = c\n");
}

TEST(StatefulModelTest, CopiesOfAChainAreTheChain) {
  Sequential chain(pass("a"), pass("b"));
  Sequential copy(chain);
  EXPECT_EQ(text(copy), text(chain));
  EXPECT_EQ(copy.layers.size(), 2u);
}

TEST(StatefulModelTest, AChangedGraphIsNoLongerThatOfItsClass) {
  Sequential chain(pass("a"), pass("b"));
  chain.graphStructure.inputConnectivity[0].emplace_back(1);
  EXPECT_EQ(chain.compose().type, Composition::Type::StatefulModel);
  EXPECT_EQ(text(chain), "a <- b@1 x0\n"
                         "b <- a\n"
                         "b = b\n");
  ResNetBlock block({pass("a")});
  block.graphStructure.inputLayerIds[0] = {0, 0};
  EXPECT_EQ(text(block),
            "problem: the graph of a Parallel or a ResNetBlock was changed\n");
}

namespace {

/// Skips around its hidden layer and listens to its output of two steps ago.
class Custom : public StatefulModel {
public:
  Custom()
      : StatefulModel(GraphStructure{2, {{0}, {}}, {1}, {{}, {0}}},
                      {pass("hidden"), pass("out")}) {}

  void initState(InitialState &state) const override {
    state.set(1, "v", 0.5f);
  }

  std::vector<Value> call(Trace &trace,
                          const std::vector<Value> &inputs) const override {
    Value hidden = trace.apply(0, {inputs[0], trace.previous(1, 2)});
    Value out = trace.apply(1, {hidden + trace.delay(inputs[0], 3)});
    return {out, hidden};
  }
};

/// What a class that only passes on what it was given would do.
class Unchanged : public Sequential {
public:
  Unchanged() : Sequential(pass("a"), pass("b")) {}
  std::vector<Value> call(Trace &trace,
                          const std::vector<Value> &inputs) const override {
    return Sequential::call(trace, inputs);
  }
};

class Wrong : public Sequential {
public:
  Wrong() : Sequential(pass("a"), pass("b")) {}
  std::vector<Value> call(Trace &trace,
                          const std::vector<Value> &inputs) const override {
    trace.apply(0, inputs);
    trace.apply(0, inputs);
    trace.apply(7, inputs);
    return {trace.apply(Identity(), {trace.previous(1)})};
  }
};

} // namespace

TEST(StatefulModelTest, AClassOfOnesOwnSaysWhatAStepDoes) {
  // The input stands before an edge, and is delayed: layers give it on.
  EXPECT_EQ(text(Custom()), "2 <- x0\n"
                            "hidden <- 2 out@2\n"
                            "3 <- x0\n"
                            "4 <+ hidden 3@3\n"
                            "out <- 4\n"
                            "out = out\n"
                            "hidden = hidden\n");
  Composition composition = Custom().compose();
  EXPECT_EQ(*composition.layers[4].initState.at("v").number(), 0.5f);
}

TEST(StatefulModelTest, ACallThatChangesNothingKeepsTheGraph) {
  Composition composition = Unchanged().compose();
  EXPECT_EQ(composition.type, Composition::Type::Sequential);
  EXPECT_FALSE(composition.graph.inputConnectivity[1][0].delay);
}

TEST(StatefulModelTest, AWrongCallIsReported) {
  EXPECT_EQ(text(Wrong()),
            "problem: call applies layer 0 twice\n"
            "problem: call applies layer 7, but there are 2, counted from 0\n"
            "problem: call reads layer 1, which it does not apply\n");
}

TEST(StatefulModelTest, AGraphThatIsNoneIsLeftToTheChecks) {
  StatefulModel model(GraphStructure{3, {{0}}, {5}, {{9}}}, {pass("a")});
  Composition composition = model.compose();
  EXPECT_EQ(composition.graph.numLayers, 3);
}
