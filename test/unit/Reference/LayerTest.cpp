// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Layers without a state (docs/Semantics.md, N1 to N5).

#include "Networks.h"
#include "compiler/Reference/Activations.h"
#include "compiler/Reference/Sums.h"

#include <cmath>
#include <map>

using namespace snnc;

namespace {

/// A network of one layer on an input of `type`.
std::string layer(const std::string &op, const std::string &type,
                  const std::string &result, const std::string &params = "",
                  const std::string &region = "") {
  return params +
         "snn.network @net forward(default) {\n"
         "  %x = snn.input \"x\" : " +
         type + "\n  %y = " + op + " : (" + type + ") -> " + result + region +
         "\n  snn.output \"y\" %y : " + result + "\n}\n";
}

TEST(Layer, LinearSkipsZeros) {
  TestNetwork network(
      layer("snn.linear \"fc\" (%x) weight(@w) bias(@b)", "tensor<2xf32>",
            "tensor<2xf32>",
            "snn.param @w : tensor<2x2xf32> = dense<[[1.0, 0x7F800000], [3.0, "
            "4.0]]>\n"
            "snn.param @b : tensor<2xf32> = dense<[10.0, 20.0]>\n"));
  EXPECT_EQ(network.run({2, 0}, 1), (std::vector<float>{12, 26}));
}

TEST(Layer, ConvPadsAndStrides) {
  TestNetwork network(
      layer("snn.conv \"c\" (%x) weight(@w) stride [2, 1] padding [1, 0, 0, 1] "
            "dilation [1, 2] groups(1)",
            "tensor<1x3x4xf32>", "tensor<1x2x3xf32>",
            "snn.param @w : tensor<1x1x2x2xf32> = dense<[[[[1.0, 10.0], "
            "[100.0, 1000.0]]]]>\n"));
  // Rows -1, 0 and 1, 2; columns k and k + 2, the last outside.
  EXPECT_EQ(network.run({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 1),
            (std::vector<float>{3100, 4200, 300, 11975, 13086, 1107}));
}

TEST(Layer, GroupedConvKeepsChannelsApart) {
  TestNetwork network(
      layer("snn.conv \"c\" (%x) weight(@w) stride [1, 1] padding [0, 0, 0, 0] "
            "dilation [1, 1] groups(2)",
            "tensor<2x1x1xf32>", "tensor<4x1x1xf32>",
            "snn.param @w : tensor<4x1x1x1xf32> = dense<[[[[1.0]]], [[[2.0]]], "
            "[[[3.0]]], [[[4.0]]]]>\n"));
  EXPECT_EQ(network.run({10, 100}, 1), (std::vector<float>{10, 20, 300, 400}));
}

TEST(Layer, PoolsCountPadding) {
  const std::string window = "kernel [1, 2] stride [1, 2] padding [0, 0, 1, 0]";
  TestNetwork average(layer("snn.avg_pool \"p\" (%x) " + window,
                            "tensor<1x1x3xf32>", "tensor<1x1x2xf32>"));
  EXPECT_EQ(average.run({-1, -2, -4}, 1), (std::vector<float>{-0.5, -3}));
  TestNetwork maximum(layer("snn.max_pool \"p\" (%x) " + window,
                            "tensor<1x1x3xf32>", "tensor<1x1x2xf32>"));
  EXPECT_EQ(maximum.run({-1, -2, -4}, 1), (std::vector<float>{-1, -2}));
}

TEST(Layer, AdaptivePools) {
  TestNetwork average(layer("snn.adaptive_avg_pool \"p\" (%x) target [2]",
                            "tensor<1x5xf32>", "tensor<1x2xf32>"));
  EXPECT_EQ(average.run({1, 2, 6, 10, 20}, 1), (std::vector<float>{3, 15}));
  TestNetwork maximum(layer("snn.adaptive_max_pool \"p\" (%x) target [2]",
                            "tensor<1x5xf32>", "tensor<1x2xf32>"));
  EXPECT_EQ(maximum.run({1, 2, 6, 20, 10}, 1), (std::vector<float>{6, 20}));
}

TEST(Layer, SpikingMaxPool) {
  TestNetwork network(
      layer("snn.spiking_max_pool \"p\" (%x) kernel [2] stride [2] padding "
            "[0, 0] threshold(2.0 : f32)",
            "tensor<1x4xf32>", "tensor<1x2xi1>"));
  EXPECT_EQ(network.run({1, 1.5, 2, 0}, 1), (std::vector<float>{0, 1}));
}

TEST(Layer, TransposedConv) {
  TestNetwork network(
      layer("snn.conv \"c\" (%x) weight(@w) stride [1] padding [1, 1] "
            "dilation [1] spread [2] groups(1)",
            "tensor<1x2xf32>", "tensor<1x4xf32>",
            "snn.param @w : tensor<1x1x2xf32> = dense<[[[1.0, 10.0]]]>\n"));
  EXPECT_EQ(network.run({3, 4}, 1), (std::vector<float>{30, 3, 40, 4}));
}

TEST(Layer, OtherNorms) {
  TestNetwork rms(layer("snn.rms_norm \"n\" (%x) eps(0.0)", "tensor<4xf32>",
                        "tensor<4xf32>"));
  EXPECT_EQ(rms.run({2, -2, 2, 2}, 1), (std::vector<float>{1, -1, 1, 1}));
  TestNetwork group(layer("snn.group_norm \"n\" (%x) bias(@b) eps(0.0) "
                          "groups(2)",
                          "tensor<4xf32>", "tensor<4xf32>",
                          "snn.param @b : tensor<4xf32> = dense<[0.0, 0.0, "
                          "0.0, 5.0]>\n"));
  EXPECT_EQ(group.run({1, 3, -8, 8}, 1), (std::vector<float>{-1, 1, -1, 6}));
}

TEST(Layer, ParametersOfChannels) {
  TestNetwork network(layer(
      "snn.equations \"n\" (%x) params [@m] channelwise", "tensor<2x2xf32>",
      "tensor<2x2xf32>", "snn.param @m : tensor<2xf32> = dense<[1.0, 0.0]>\n",
      " {\n^bb0(%in: f32, %mean: f32):\n"
      "  %y = arith.subf %in, %mean : f32\n  snn.yield %y : f32\n}"));
  EXPECT_EQ(network.run({1, 5, 1, 5}, 1), (std::vector<float>{0, 4, 1, 5}));
}

TEST(Layer, LayerNorm) {
  TestNetwork network(
      layer("snn.layer_norm \"n\" (%x) weight(@w) bias(@b) eps(1.0e-5)",
            "tensor<4xf32>", "tensor<4xf32>",
            "snn.param @w : tensor<4xf32> = dense<2.0>\n"
            "snn.param @b : tensor<4xf32> = dense<[0.0, 0.0, 0.0, 1.0]>\n"));
  std::vector<float> y = network.run({1, 2, 3, 4}, 1);
  double inverse = 2 / std::sqrt(1.25 + 1e-5);
  EXPECT_NEAR(y[0], -1.5 * inverse, 1e-6);
  EXPECT_NEAR(y[1], -0.5 * inverse, 1e-6);
  EXPECT_NEAR(y[3], 1.5 * inverse + 1, 1e-6);
}

TEST(Layer, SixteenSums) {
  std::map<float *, unsigned> counts;
  std::vector<size_t> order;
  PartialSums visited(Array::zeros({3, 2}), [&](float &sum, size_t element) {
    order.push_back(element);
    ++counts[&sum];
  });
  EXPECT_EQ(order, (std::vector<size_t>{0, 2, 4, 1, 3, 5}));
  ASSERT_EQ(counts.size(), 3u);
  EXPECT_EQ(counts.begin()->second, 2u);
  EXPECT_EQ(std::next(counts.begin())->first - counts.begin()->first, 1);
  // The tree: 0 with 8 first, so that 1e8 - 1e8 leaves the 1 of the third.
  Array x = Array::zeros({16});
  x[0] = 1e8f;
  x[8] = -1e8f;
  x[4] = 1;
  PartialSums sums(x, [&](float &sum, size_t k) { sum += x[k]; });
  EXPECT_EQ(sums.total(), 1.0f);
}

/// Sums of a whole layer do not drift with its size, whatever its form.
TEST(Layer, SumsOfManyElements) {
  for (std::vector<int64_t> shape :
       {std::vector<int64_t>{1000003}, {3, 300001}, {1025, 999}}) {
    Array x = Array::filled(shape, 0.1f);
    PartialSums sums(x, [&](float &sum, size_t k) { sum = sum + x[k]; });
    EXPECT_NEAR(sums.total() / (0.1f * double(x.size())), 1, 1e-6);
    x[7] = INFINITY;
    PartialSums infinite(x, [&](float &sum, size_t k) { sum = sum + x[k]; });
    EXPECT_EQ(infinite.total(), INFINITY);
  }
}

TEST(Layer, LongSums) {
  LongSum ones, tenths, infinite, mixed;
  for (int k = 1; k <= 20'000'000; ++k) {
    ones.add(1);
    tenths.add(0.1f);
    if (k % 16 == 0)
      for (LongSum *sum : {&ones, &tenths})
        sum->settle();
  }
  EXPECT_EQ(ones.sum, 2e7f);
  EXPECT_EQ(tenths.sum, float(2e7 * double(0.1f)));
  for (float x : {1.0f, INFINITY, 2.0f, -3.0f})
    infinite.add(x), infinite.settle();
  EXPECT_EQ(infinite.sum, INFINITY);
  for (float x : {INFINITY, -INFINITY, 1.0f})
    mixed.add(x), mixed.settle();
  EXPECT_TRUE(std::isnan(mixed.sum));
}

TEST(Layer, Activations) {
  using F = mlir::snn::Function;
  Array x{{4}, {-2, -0.5, 0.5, 8}};
  auto apply = [&](F function) { return applyActivation(function, x).data; };
  EXPECT_EQ(apply(F::Relu), (std::vector<float>{0, 0, 0.5, 8}));
  EXPECT_EQ(apply(F::Relu6), (std::vector<float>{0, 0, 0.5, 6}));
  EXPECT_EQ(apply(F::LeakyRelu)[0], 0.01f * -2);
  EXPECT_EQ(apply(F::Abs), (std::vector<float>{2, 0.5, 0.5, 8}));
  EXPECT_EQ(apply(F::Identity), x.data);
  double total = 0;
  for (float value : x.data)
    total += std::exp(double(value));
  for (size_t k = 0; k < 4; ++k) {
    EXPECT_NEAR(apply(F::Softmax)[k], std::exp(double(x[k])) / total, 1e-7);
    EXPECT_NEAR(apply(F::LogSoftmax)[k], x[k] - std::log(total), 2e-6);
  }
}

} // namespace
