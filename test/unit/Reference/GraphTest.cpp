// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The graph rules (docs/Semantics.md, G1 to G6).

#include "Networks.h"

using namespace snnc;

namespace {

/// Two layers in a ring: "a" adds the input and "b", "b" doubles "a" and adds 1
/// by a bias.
std::string ring(const std::string &forward) {
  return "snn.param @w : tensor<1x1xf32> = dense<2.0>\n"
         "snn.param @b : tensor<1xf32> = dense<1.0>\n"
         "snn.network @net forward(" +
         forward +
         ") {\n"
         "  %x = snn.input \"x\" : tensor<1xf32>\n"
         "  %a = snn.identity \"a\" (%b, %x) merge(sum) : (tensor<1xf32>, "
         "tensor<1xf32>) -> tensor<1xf32>\n"
         "  %b = snn.linear \"b\" (%a) weight(@w) bias(@b) : (tensor<1xf32>) "
         "-> tensor<1xf32>\n"
         "  snn.output \"b\" %b : tensor<1xf32>\n}\n";
}

TEST(Graph, BackEdgesReadTheStepBefore) {
  TestNetwork network(ring("default"));
  // b(-1) = 2 a(-1) + 1, and a(-1) is 0: what comes later counts as 0.
  // b(t) = 2 (b(t-1) + x(t)) + 1.
  EXPECT_EQ(network.run({10, 0, 0}, 3), (std::vector<float>{23, 47, 95}));
}

TEST(Graph, DelayedEdgesAllReadTheStepBefore) {
  TestNetwork network(ring("delayed"));
  // a(-1) = 0, b(-1) = 1: b(0) = 1; a(0) = 11, a(1) = 1, a(2) = 23...
  EXPECT_EQ(network.run({10, 0, 0, 0}, 4), (std::vector<float>{1, 23, 3, 47}));
}

TEST(Graph, WrittenDelaysReplaceImpliedOnes) {
  TestNetwork network(
      "snn.network @net forward(delayed) {\n"
      "  %x = snn.input \"x\" : tensor<1xf32>\n"
      "  %a = snn.identity \"a\" (%x) : (tensor<1xf32>) -> tensor<1xf32>\n"
      "  %a0 = snn.delay %a steps(0) : tensor<1xf32> -> tensor<1xf32>\n"
      "  %a2 = snn.delay %a steps(2) : tensor<1xf32> -> tensor<1xf32>\n"
      "  %b = snn.identity \"b\" (%a0, %a2) : (tensor<1xf32>, tensor<1xf32>) "
      "-> tensor<2xf32>\n"
      "  snn.output \"b\" %b : tensor<2xf32>\n}\n");
  EXPECT_EQ(network.run({1, 2, 3}, 3), (std::vector<float>{1, 0, 2, 0, 3, 1}));
  EXPECT_EQ(network->getStateNames(), std::vector<std::string>{"a.delay2"});
  EXPECT_EQ(network->getState("a.delay2")->data, (std::vector<float>{2, 3}));
}

/// A source on the layer's own cycle is added after the others, though listed
/// first: the bias and 1 cancel before 2^-30 is added.
TEST(Graph, OwnCycleIsAddedLast) {
  TestNetwork network(
      "snn.param @w : tensor<1x2xf32> = dense<[[1.0, 1.0]]>\n"
      "snn.param @b : tensor<1xf32> = dense<-1.0>\n"
      "snn.network @net forward(default) {\n"
      "  %x = snn.input \"x\" : tensor<1xf32>\n"
      "  %a = snn.linear \"a\" (%li, %x) weight(@w) bias(@b) : (tensor<1xf32>, "
      "tensor<1xf32>) -> tensor<1xf32>\n"
      "  %li = snn.equations \"li\" (%a) states(v = 0x30800000 : f32) : "
      "(tensor<1xf32>) -> tensor<1xf32> "
      "{^bb0(%in: f32, %v: f32): snn.yield %v, %v : f32, f32}\n"
      "  snn.output \"a\" %a : tensor<1xf32>\n}\n");
  EXPECT_EQ(network.run({1, 1}, 2), (std::vector<float>{0, 0x1p-30f}));
}

const char *const recurrent = R"mlir(
snn.param @w : tensor<2x4xf32> = dense<[[0.3, 0.9, 1.1, 0.2], [0.8, 0.1, 0.4, 1.3]]>
snn.network @net forward(default) {
  %x = snn.input "x" : tensor<2xf32>
  %fc = snn.linear "fc" (%lif, %x) weight(@w) : (tensor<2xi1>, tensor<2xf32>) -> tensor<2xf32>
  %lif = snn.equations "lif" (%fc) states(v, i, s) : (tensor<2xf32>) -> tensor<2xi1> {
  ^bb0(%in: f32, %v: f32, %i: f32, %s: i1):
    %half = arith.constant 0.5 : f32
    %zero = arith.constant 0.0 : f32
    %v0 = arith.select %s, %zero, %v : f32
    %v1 = math.fma %half, %v0, %i : f32
    %i1 = math.fma %half, %i, %in : f32
    %u = arith.subf %v1, %half : f32
    %s1 = snn.spike %u : f32
    snn.yield %s1, %v1, %i1, %s1 : i1, f32, f32, i1
  }
  %out = snn.equations "out" (%lif) states(v) : (tensor<2xi1>) -> tensor<2xf32> {
  ^bb0(%in: f32, %v: f32):
    %a = arith.constant 0.9 : f32
    %v1 = math.fma %a, %v, %in : f32
    snn.yield %v1, %v1 : f32, f32
  }
  snn.output "out" %out : tensor<2xf32>
}
)mlir";

std::vector<float> ramp(size_t steps) {
  std::vector<float> x;
  for (size_t k = 0; k < 2 * steps; ++k)
    x.push_back(0.25f * (k % 9));
  return x;
}

TEST(Graph, RunsCanBeContinued) {
  std::vector<float> x = ramp(12);
  TestNetwork whole(recurrent), parts(recurrent);
  std::vector<float> expected = whole.run(x, 12);
  std::vector<float> found = parts.run({x.begin(), x.begin() + 10}, 5);
  std::vector<float> rest = parts.run({x.begin() + 10, x.end()}, 7);
  found.insert(found.end(), rest.begin(), rest.end());
  EXPECT_EQ(found, expected);
  for (const std::string &name : whole->getStateNames())
    EXPECT_EQ(whole->getState(name)->data, parts->getState(name)->data) << name;
}

TEST(Graph, StatesCanBeMoved) {
  std::vector<float> x = ramp(6);
  TestNetwork first(recurrent), second(recurrent);
  first.run(x, 6);
  for (const char *name : {"lif.v", "lif.i", "lif.s", "out.v"})
    EXPECT_TRUE(succeeded(second->setState(name, first->getState(name)->data)));
  EXPECT_EQ(first.run(x, 6), second.run(x, 6));
  EXPECT_TRUE(failed(second->setState("lif.w", {1, 2})));
  EXPECT_TRUE(failed(second->setState("lif.v", {1})));
}

TEST(Graph, InitStateStartsAnew) {
  TestNetwork network(recurrent);
  std::vector<float> x = ramp(6), before = network.run(x, 6);
  EXPECT_NE(network.run(x, 6), before);
  network->initState();
  EXPECT_EQ(network.run(x, 6), before);
}

TEST(Graph, BurninDropsOutputs) {
  std::vector<float> x = ramp(8);
  TestNetwork whole(recurrent), burnt(recurrent);
  std::vector<float> all = whole.run(x, 8);
  EXPECT_EQ(burnt.run(x, 8, 3), std::vector<float>(all.begin() + 6, all.end()));
  EXPECT_TRUE(burnt.run(x, 8, 8).empty());
}

/// The input, reduced over the steps in all ways.
TEST(Graph, Reductions) {
  TestNetwork network("snn.network @net forward(default) {\n"
                      "  %x = snn.input \"x\" : tensor<1xf32>\n"
                      "  snn.output \"a\" %x reduce<sum> : tensor<1xf32>\n"
                      "  snn.output \"b\" %x reduce<mean> : tensor<1xf32>\n"
                      "  snn.output \"c\" %x reduce<last> : tensor<1xf32>\n"
                      "  snn.output \"d\" %x reduce<max> : tensor<1xf32>\n}\n");
  auto reduced = [&](size_t burnin) {
    std::vector<float> values;
    auto outputs = network->run({{{}, {9, -4, -1, -7}}}, 4, burnin);
    for (const Array &y : *outputs)
      values.insert(values.end(), y.data.begin(), y.data.end());
    return values;
  };
  EXPECT_EQ(reduced(1), (std::vector<float>{-12, -4, -7, -1}));
  EXPECT_EQ(reduced(4), (std::vector<float>{0, 0, 0, 0}));
}

TEST(Graph, WrongInputsAreErrors) {
  TestNetwork network(recurrent);
  EXPECT_TRUE(failed(network->run({}, 1)));
  EXPECT_TRUE(failed(network->run({{{}, {1, 2, 3}}}, 2)));
  EXPECT_FALSE(TestNetwork("snn.network @net forward(resolved) {}").isValid());
  EXPECT_FALSE(
      TestNetwork("snn.network @net forward(default) record [\"a.v\"] {}")
          .isValid());
}

} // namespace
