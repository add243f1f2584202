// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arguments of the layer classes.

#include "TempDir.h"
#include "gtest/gtest.h"

using namespace snnc;

namespace {

/// A model of one layer, which stands on line 2 from column 1.
std::string model(const std::string &layer) {
  return "{\"format\": \"snnc\", \"version\": 1, \"inputs\": [{\"name\": "
         "\"x\", "
         "\"shape\": 4}], \"layers\": [\n" +
         layer + "]}";
}

/// The problems of a layer whose type and keys are given.
std::string problems(const std::string &layer) {
  return TempDir().problems(model(layer));
}

template <typename T> T read(const std::string &layer) {
  TempDir dir;
  Diagnostics diagnostics;
  auto made = readModel(dir.write("m.json", model(layer)), diagnostics);
  std::string text;
  llvm::raw_string_ostream os(text);
  diagnostics.print(os);
  EXPECT_TRUE(made) << text;
  const T *found = made ? std::get_if<T>(&made->layers[0].layer) : nullptr;
  EXPECT_TRUE(found);
  return found ? *found : T();
}

float number(const Parameter &parameter) {
  return std::get<float>(parameter.value);
}

} // namespace

TEST(Layer, CommonKeys) {
  TempDir dir;
  Diagnostics diagnostics;
  auto made =
      readModel(dir.write("m.json", model(R"({"type": "Identity", "name": "a.1",
                                    "shape": [2, 3], "merge": "sum"})")),
                diagnostics);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->layers[0].name, "a.1");
  EXPECT_EQ(made->layers[0].shape, (Shape{2, 3}));
  EXPECT_EQ(made->layers[0].merge, Merge::Sum);
  made = readModel(
      dir.write("m.json", model(R"({"type": "Identity", "merge": "product"})")),
      diagnostics);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->layers[0].merge, Merge::Product);
}

TEST(Layer, UnknownType) {
  EXPECT_EQ(
      problems(R"({"type": "LIFF"})"),
      "m.json:2:10: error: unknown layer type 'LIFF'; the nearest known "
      "type is 'LIF'\n"
      "m.json:2:10: note: known types: Linear, LayerNorm, RMSNorm, GroupNorm, "
      "BatchNorm, Dropout, Identity, Lambda, Conv1d, Conv2d, Conv3d, "
      "ConvTranspose2d, AvgPool1d, AvgPool2d, MaxPool1d, MaxPool2d, "
      "AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveMaxPool1d, "
      "AdaptiveMaxPool2d, SpikingMaxPool1d, SpikingMaxPool2d, SumPool2d, "
      "Flatten, Reshape, LIF, LIFSoftReset, SimpleLIF, AdaptiveLIF, IAF, "
      "SimpleIAF, SimpleLI, LI, SigmaDelta, SpikeCounter, SRM, Neuron, "
      "NIR_LIF, NIR_LI, CubaLIF, CubaLI, IF, I, Threshold, Scale, Delay, MLP, "
      "Sequential, Parallel, CompoundLayer, ResNetBlock, "
      "SequentialLocalFeedback, StatefulModel\n");
  EXPECT_EQ(problems("{}"),
            "m.json:2:1: error: a layer needs the key 'type'\n");
  EXPECT_EQ(problems("3"),
            "m.json:2:1: error: expected a layer as an object, found 3\n");
}

TEST(Layer, Names) {
  EXPECT_EQ(problems(R"({"type": "Flatten", "name": "a b"})"),
            "m.json:2:29: error: expected identifiers or digits joined by dots "
            "(\"block1.lif\") for 'name', found \"a b\"\n");
  EXPECT_EQ(problems("{\"type\": \"Flatten\", \"name\": \"1\"},\n"
                     "{\"type\": \"Flatten\"}"),
            "m.json:3:1: error: the name '1' is taken\n"
            "m.json:2:1: note: it was given here first\n");
}

TEST(Layer, Linear) {
  auto linear = read<Linear>(R"({"type": "Linear", "in_features": 2,
      "out_features": 3, "weight": [[1, 2], [3, 4], [5, 6]], "bias": 0.5})");
  EXPECT_EQ(linear.inFeatures, 2);
  EXPECT_EQ(linear.outFeatures, 3);
  ASSERT_TRUE(linear.weight.tensor());
  EXPECT_EQ(linear.weight.tensor()->data.get()[5], 6.0f);
  EXPECT_EQ(linear.weight.place.line, 3u);
  EXPECT_EQ(number(*linear.bias), 0.5f);
  auto scalar = read<Linear>(R"({"type": "Linear", "in_features": "scalar",
      "out_features": 2, "weight": [[1], [2]], "use_bias": false})");
  EXPECT_EQ(scalar.inFeatures, 1);
  EXPECT_FALSE(scalar.bias);
}

TEST(Layer, LinearErrors) {
  EXPECT_EQ(
      problems(
          R"({"type": "Linear", "in_features": 2, "out_features": 1, "weight": 0})"),
      "m.json:2:1: error: this layer needs the key 'bias', or 'use_bias' "
      "as false\n");
  EXPECT_EQ(
      problems(
          R"({"type": "Linear", "in_features": 2, "out_features": 1, "bias": 0})"),
      "m.json:2:1: error: a layer needs the key 'weight'\n");
  EXPECT_EQ(
      problems(
          R"({"type": "Linear", "in_features": 2, "out_features": 1, "weight": 1, "bias": 0, "use_bias": false})"),
      "m.json:2:78: error: 'bias' is given, but 'use_bias' is false\n");
  EXPECT_EQ(
      problems(
          R"({"type": "Linear", "in_features": 2, "out_features": 1, "weight": [[1, 2, 3]], "bias": 0})"),
      "m.json:2:67: error: 'weight' has the shape [1, 3], expected [1, 2] "
      "(out_features, in_features)\n");
  EXPECT_EQ(
      problems(
          R"({"type": "Linear", "in_features": 0, "out_features": "scaler", "weight": [], "bias": 0})"),
      "m.json:2:35: error: expected a positive integer or \"scalar\" for "
      "'in_features', found 0\n"
      "m.json:2:54: error: expected a positive integer or \"scalar\" for "
      "'out_features', found \"scaler\"\n");
  EXPECT_EQ(
      problems(
          R"({"type": "Linear", "in_features": 4294967296, "out_features": 4294967296, "weight": 1, "use_bias": false})"),
      "m.json:2:85: error: the shape [4294967296, 4294967296] of 'weight' has "
      "more elements than 64 bits can address\n");
}

TEST(Layer, LayerNorm) {
  auto norm = read<LayerNorm>(R"({"type": "LayerNorm", "shape": 4})");
  EXPECT_EQ(norm.shape, (Shape{4}));
  EXPECT_EQ(norm.eps, 1e-5f);
  EXPECT_FALSE(norm.weight);
  auto given = read<LayerNorm>(R"({"type": "LayerNorm", "shape": [2, 2],
      "eps": 0.25, "weight": [[1, 2], [3, 4]], "use_bias": false})");
  EXPECT_EQ(given.eps, 0.25f);
  EXPECT_TRUE(given.weight);
  EXPECT_EQ(problems(R"({"type": "LayerNorm", "eps": -1})"),
            "m.json:2:1: error: a layer needs the key 'shape'\n"
            "m.json:2:30: error: expected a number of at least 0 for 'eps', "
            "found -1\n");
}

TEST(Layer, Conv2d) {
  auto conv = read<Conv2d>(R"({"type": "Conv2d", "in_channels": 4,
      "out_channels": 2, "kernel_size": [1, 3], "stride": 2,
      "padding": [[0, 1], [2, 3]], "dilation": [1, 2], "groups": 2,
      "padding_mode": "zeros", "weight": 1, "bias": [[[1]], [[2]]]})");
  EXPECT_EQ(conv.kernelSize, (std::vector<int64_t>{1, 3}));
  EXPECT_EQ(conv.stride, (std::vector<int64_t>{2, 2}));
  EXPECT_EQ(std::get<Padding>(conv.padding), (Padding{{0, 1}, {2, 3}}));
  EXPECT_EQ(conv.dilation, (std::vector<int64_t>{1, 2}));
  EXPECT_EQ(conv.groups, 2);
  EXPECT_EQ(conv.bias->tensor()->shape, (Shape{2}));
  auto padded = [](const std::string &padding) {
    return read<Conv2d>(R"({"type": "Conv2d", "in_channels": 1,
      "out_channels": 1, "kernel_size": 4, "stride": 2, "padding": ")" +
                        padding + R"(", "weight": 1, "use_bias": false})")
        .padding;
  };
  EXPECT_FALSE(std::get<SamePadding>(padded("same")).lower);
  EXPECT_TRUE(std::get<SamePadding>(padded("SAME_LOWER")).lower);
  EXPECT_EQ(std::get<Padding>(padded("VALID")), Padding(2));
  auto sides = read<Conv2d>(R"({"type": "Conv2d", "in_channels": 1,
      "out_channels": 1, "kernel_size": 3, "padding": [1, 2], "weight": 1,
      "use_bias": false})");
  EXPECT_EQ(std::get<Padding>(sides.padding), (Padding{{1, 1}, {2, 2}}));
}

TEST(Layer, Conv2dErrors) {
  auto conv = [](const std::string &keys) {
    return problems(
        R"({"type": "Conv2d", "in_channels": 4, "out_channels": 2, )"
        R"("kernel_size": 3, "use_bias": false,)"
        "\n" +
        keys + "}");
  };
  EXPECT_EQ(conv(R"("weight": 1, "stride": 0)"),
            "m.json:3:24: error: expected an integer from 1 to 2147483647 for "
            "'stride', found 0\n");
  EXPECT_EQ(conv(R"("weight": 1, "stride": [1, 2, 3])"),
            "m.json:3:24: error: expected an integer or a list of 2 for "
            "'stride', found a list of 3\n");
  EXPECT_EQ(conv(R"("weight": 1, "padding": [[1, 2], [1]])"),
            "m.json:3:34: error: expected an integer or a pair for 'padding', "
            "found a list of 1\n");
  EXPECT_EQ(conv(R"("weight": 1, "padding": -1)"),
            "m.json:3:25: error: expected an integer from 0 to 2147483647 for "
            "'padding', found -1\n");
  EXPECT_EQ(conv(R"("weight": 1, "padding": "FULL")"),
            "m.json:3:25: error: expected \"SAME\", \"SAME_LOWER\", \"VALID\", "
            "an integer, a list of 2, or 2 pairs for 'padding', found "
            "\"FULL\"\n");
  EXPECT_EQ(conv(R"("weight": 1, "padding_mode": "MIRROR")"),
            "m.json:3:30: error: expected one of \"ZEROS\", \"REFLECT\", "
            "\"REPLICATE\", \"CIRCULAR\" for 'padding_mode', found "
            "\"MIRROR\"\n"
            "m.json:3:30: note: the nearest of these is \"ZEROS\"\n");
  EXPECT_EQ(conv(R"("weight": 1, "groups": 3)"),
            "m.json:2:35: error: expected a multiple of the 3 groups for "
            "'in_channels', found 4\n"
            "m.json:2:54: error: expected a multiple of the 3 groups for "
            "'out_channels', found 2\n");
  EXPECT_EQ(
      conv(R"("weight": [[1]])"),
      "m.json:3:11: error: 'weight' has the shape [1, 1], expected [2, 4, "
      "3, 3] (out_channels, in_channels / groups, kernel_size)\n");
}

TEST(Layer, Pools) {
  auto pool = read<MaxPool2d>(R"({"type": "MaxPool2d", "kernel_size": 2,
      "stride": [2, 1], "padding": [[0, 1], [1, 0]], "use_ceil": true})");
  EXPECT_EQ(pool.kernelSize, (std::vector<int64_t>{2, 2}));
  EXPECT_EQ(pool.stride, (std::vector<int64_t>{2, 1}));
  EXPECT_TRUE(pool.useCeil);
  auto plain = read<AvgPool2d>(R"({"type": "AvgPool2d", "kernel_size": 2})");
  EXPECT_EQ(plain.stride, (std::vector<int64_t>{1, 1}));
  EXPECT_EQ(
      problems(R"({"type": "AvgPool2d", "kernel_size": 2, "padding": 3})"),
      "m.json:2:52: error: expected at most the kernel's size 2 for "
      "'padding', found 3\n");
}

TEST(Layer, MLP) {
  auto mlp = read<Composition>(R"({"type": "MLP", "in_size": 3,
      "out_size": "scalar", "width_size": 2, "depth": 1, "activation": "tanh",
      "use_final_bias": false, "layers": [{"weight": [[1, 2, 3], [4, 5, 6]],
      "bias": 7}, {"weight": 8}]})");
  ASSERT_EQ(mlp.layers.size(), 4u);
  EXPECT_EQ(mlp.layers[0].name, "layers.0");
  EXPECT_EQ(std::get<Lambda>(mlp.layers[1].layer).fn, Lambda::Fn::Tanh);
  EXPECT_EQ(std::get<Linear>(mlp.layers[2].layer).outFeatures, 1);
  EXPECT_FALSE(std::get<Linear>(mlp.layers[2].layer).bias);
  EXPECT_EQ(std::get<Lambda>(mlp.layers[3].layer).fn, Lambda::Fn::Identity);
  EXPECT_EQ(problems(R"({"type": "MLP", "in_size": 3, "out_size": 2,
      "width_size": 2, "depth": 2, "layers": []})"),
            "m.json:3:46: error: expected a list of depth + 1 = 3 for "
            "'layers', found a list of 0\n");
}

TEST(Layer, ConvTranspose2d) {
  const std::string begin = R"({"type": "ConvTranspose2d", "in_channels": 1,
      "out_channels": 1, "kernel_size": 3, "stride": 2, "weight": 1,
      "use_bias": false,)"
                            "\n";
  auto conv = read<ConvTranspose2d>(
      begin + R"("padding": [[0, 1], [2, 0]], "output_padding": [0, 1]})");
  EXPECT_EQ(conv.getTransposedPadding(), (Padding{{2, 1}, {0, 3}}));
  EXPECT_EQ(read<ConvTranspose2d>(begin + R"("padding": "SAME"})")
                .getTransposedPadding(),
            (Padding{{2, 1}, {2, 1}}));
  EXPECT_EQ(problems(begin + R"("padding": 3})"),
            "m.json:5:12: error: expected at most the kernel's reach, dilation "
            "(kernel_size - 1) = 2, for 'padding', found 3\n");
  EXPECT_EQ(problems(begin + R"("output_padding": 2})"),
            "m.json:5:19: error: expected less than the stride 2 for "
            "'output_padding', found 2\n");
}

TEST(Layer, PaddingModes) {
  auto mode = [](const std::string &name) {
    return read<Conv1d>(R"({"type": "Conv1d", "in_channels": 1,
      "out_channels": 1, "kernel_size": 3, "weight": 1, "use_bias": false,
      "padding": "SAME", "padding_mode": ")" +
                        name + R"("})")
        .paddingMode;
  };
  EXPECT_EQ(mode("ZEROS"), PaddingMode::Zeros);
  EXPECT_EQ(mode("reflect"), PaddingMode::Reflect);
  EXPECT_EQ(mode("Replicate"), PaddingMode::Replicate);
  EXPECT_EQ(mode("CIRCULAR"), PaddingMode::Circular);
  const std::string begin = R"({"type": "ConvTranspose2d", "in_channels": 1,
      "out_channels": 1, "kernel_size": 3, "weight": 1, "use_bias": false,)"
                            "\n";
  auto conv = read<ConvTranspose2d>(
      begin + R"("padding": "SAME_LOWER", "padding_mode": "CIRCULAR"})");
  EXPECT_EQ(conv.paddingMode, PaddingMode::Circular);
  EXPECT_EQ(problems(begin + R"("padding_mode": "REFLECT"})"),
            "m.json:4:17: error: expected \"ZEROS\" or \"CIRCULAR\" of a "
            "transposed convolution for 'padding_mode', found \"REFLECT\"\n");
  const std::string needs =
      "error: a circular padding of a transposed convolution needs \"SAME\" or "
      "\"SAME_LOWER\" as 'padding', and no 'output_padding'\n";
  EXPECT_EQ(problems(begin + R"("padding_mode": "CIRCULAR", "padding": 1})"),
            "m.json:4:17: " + needs);
  EXPECT_EQ(problems(begin + R"("padding_mode": "CIRCULAR", "padding": "SAME",
      "stride": 2, "output_padding": 1})"),
            "m.json:4:17: " + needs);
}

TEST(Layer, Reshape) {
  auto reshape = read<Reshape>(R"({"type": "Reshape", "shape": [2, 2]})");
  EXPECT_EQ(reshape.shape, (Shape{2, 2}));
  EXPECT_EQ(problems(R"({"type": "Reshape"})"),
            "m.json:2:1: error: a layer needs the key 'shape'\n");
}

TEST(Layer, Refractory) {
  auto lif = read<LIF>(R"({"type": "LIF", "decay_constants": [0.9, 0.8],
      "refractory": [0, 1, 2, 3]})");
  ASSERT_TRUE(lif.refractory.tensor());
  EXPECT_EQ(lif.refractory.tensor()->data.get()[3], 3.0f);
  EXPECT_EQ(number(read<SimpleIAF>(R"({"type": "SimpleIAF"})").refractory),
            0.0f);
  EXPECT_EQ(
      number(read<CubaLIF>(R"({"type": "CubaLIF", "tau_mem": 2, "tau_syn": 2,
      "v_threshold": 1, "dt": 1, "refractory": 4})")
                 .refractory),
      4.0f);
  EXPECT_EQ(problems(R"({"type": "IF", "v_threshold": 1, "dt": 1,
      "reset": "zero,again", "refractory": 2})"),
            "m.json:3:44: error: 'refractory' has no meaning with a reset that "
            "comes again in the next step\n");
  const std::string wrong = "error: 'refractory' counts steps: expected whole "
                            "numbers from 0 to 16777216";
  auto iaf = [](const std::string &steps) {
    return problems(R"({"type": "SimpleIAF", "shape": 4, "refractory": )" +
                    steps + "}");
  };
  EXPECT_EQ(iaf("1.5"), "m.json:2:49: " + wrong + "\n");
  EXPECT_EQ(iaf("[0, 1, -1, 2]"), "m.json:2:49: " + wrong + "\n");
  EXPECT_EQ(iaf("1e9"), "m.json:2:49: " + wrong + "\n");
  EXPECT_EQ(iaf(R"({"init": "uniform"})"),
            "m.json:2:49: " + wrong + ", none that are drawn\n");
}

TEST(Layer, ConvOnOneAxis) {
  auto conv = read<Conv1d>(R"({"type": "Conv1d", "in_channels": 2,
      "out_channels": 1, "kernel_size": 2, "padding": [[0, 1]],
      "weight": [[[1, 2], [3, 4]]], "bias": [[5]]})");
  EXPECT_EQ(conv.kernelSize, (std::vector<int64_t>{2}));
  EXPECT_EQ(std::get<Padding>(conv.padding), (Padding{{0, 1}}));
  EXPECT_EQ(conv.bias->tensor()->shape, (Shape{1}));
}

TEST(Layer, ConvsAreDrawnAsEquinoxDrawsThem) {
  Conv2d conv(4, 6, {3, 2}, 1, {1, 0}, 1, /*groups=*/2);
  EXPECT_EQ(conv.kernelSize, (std::vector<int64_t>{3, 2}));
  EXPECT_EQ(std::get<Padding>(conv.padding), (Padding{{1, 1}, {0, 0}}));
  EXPECT_EQ(conv.weight.init()->second, float(1 / std::sqrt(12.0)));
  EXPECT_TRUE(conv.bias);
}

TEST(Layer, ChannelNorms) {
  auto group = read<GroupNorm>(
      R"({"type": "GroupNorm", "groups": 2, "channels": 4, "weight": 2})");
  EXPECT_EQ(group.channels, 4);
  EXPECT_FALSE(group.bias);
  EXPECT_EQ(problems(R"({"type": "GroupNorm", "groups": 3, "channels": 4})"),
            "m.json:2:48: error: expected a multiple of the 3 groups for "
            "'channels', found 4\n");
  EXPECT_EQ(problems(R"({"type": "GroupNorm", "groups": 3})"),
            "m.json:2:1: error: this layer needs the key 'channels', or "
            "'channelwise_affine' as false\n");
  auto batch = read<BatchNorm>(R"({"type": "BatchNorm", "input_size": 2,
      "mean": [1, 2], "var": 3, "axis_name": "batch", "mode": "ema"})");
  EXPECT_EQ(number(batch.var), 3.0f);
}

TEST(Layer, OtherPools) {
  auto spiking = read<SpikingMaxPool1d>(
      R"({"type": "SpikingMaxPool1d", "kernel_size": 2, "threshold": 3})");
  EXPECT_EQ(number(spiking.threshold), 3.0f);
  auto adaptive = read<AdaptiveAvgPool2d>(
      R"({"type": "AdaptiveAvgPool2d", "target_shape": [2, 3]})");
  EXPECT_EQ(adaptive.targetShape, (std::vector<int64_t>{2, 3}));
}

TEST(Layer, Dropout) {
  EXPECT_EQ(read<Dropout>(R"({"type": "Dropout"})").p, 0.5f);
  EXPECT_EQ(problems(R"({"type": "Dropout", "p": 2})"),
            "m.json:2:26: error: expected a number from 0 to 1 for 'p', found "
            "2\n");
}

TEST(Layer, Lambda) {
  EXPECT_EQ(read<Lambda>(R"({"type": "Lambda", "fn": "hard_swish"})").fn,
            Lambda::Fn::HardSilu);
  EXPECT_EQ(read<Lambda>(R"({"type": "Lambda", "fn": "expm1"})").fn,
            Lambda::Fn::Expm1);
  EXPECT_EQ(read<Lambda>(R"({"type": "Lambda", "fn": "log_softmax"})").fn,
            Lambda::Fn::LogSoftmax);
  EXPECT_EQ(read<Lambda>(R"({"type": "Lambda", "fn": "exp"})").fn,
            Lambda::Fn::Exp);
  std::string text = problems(R"({"type": "Lambda", "fn": "rleu"})");
  EXPECT_NE(text.find("note: the nearest of these is \"relu\""),
            std::string::npos)
      << text;
}

TEST(Layer, NeuronDefaults) {
  auto lif = read<LIF>(R"({"type": "LIF", "decay_constants": [0.9, 0.8]})");
  EXPECT_EQ(number(lif.decayConstants[1]), 0.8f);
  EXPECT_EQ(number(lif.threshold), 1.0f);
  EXPECT_FALSE(lif.resetVal);
  EXPECT_EQ(lif.spikeFn.type, Surrogate::Type::Superspike);
  EXPECT_EQ(lif.spikeFn.beta, 10.0f);
  EXPECT_TRUE(lif.stopResetGrad);
  EXPECT_EQ(lif.initFn.kind, InitFn::Kind::Zeros);
}

TEST(Layer, NeuronArguments) {
  auto lif = read<SimpleLIF>(R"({"type": "SimpleLIF", "shape": [4],
      "decay_constants": [[0.6, 0.7, 0.8, 0.9]], "threshold": [2],
      "reset_val": -1, "stop_reset_grad": false,
      "spike_fn": {"type": "piecewise"}, "init_fn": {"fn": "constant", "value": 3}})");
  EXPECT_EQ(lif.decayConstants[0].tensor()->shape, (Shape{4}));
  EXPECT_EQ(number(lif.threshold), 2.0f);
  EXPECT_EQ(number(*lif.resetVal), -1.0f);
  EXPECT_FALSE(lif.stopResetGrad);
  EXPECT_EQ(lif.spikeFn.beta, 0.5f);
  EXPECT_EQ(lif.initFn.value(), 3.0f);
  auto soft = read<LIFSoftReset>(R"({"type": "LIFSoftReset", "reset_val": null,
      "decay_constants": [0.9, 0.8], "init_fn": "ones"})");
  EXPECT_FALSE(soft.resetVal);
  EXPECT_EQ(soft.initFn.value(), 1.0f);
  read<SimpleLI>(R"({"type": "LI", "decay_constants": [0.9]})");
}

TEST(Layer, NeuronErrors) {
  EXPECT_EQ(problems(R"({"type": "LIF", "decay_constants": [0.9]})"),
            "m.json:2:36: error: expected a list of 2 for 'decay_constants', "
            "found a list of 1\n");
  EXPECT_EQ(problems(R"({"type": "SimpleLI", "decay_constants": 0.9})"),
            "m.json:2:41: error: expected a list of 1 for 'decay_constants', "
            "found 0.9\n");
  EXPECT_EQ(problems(R"({"type": "SimpleLI"})"),
            "m.json:2:1: error: a layer needs the key 'decay_constants'\n");
  EXPECT_EQ(
      problems(
          R"({"type": "SimpleLIF", "decay_constants": [1], "treshold": 1})"),
      "m.json:2:47: error: unknown key 'treshold' in a layer; the nearest "
      "known key is 'threshold'\n");
  EXPECT_EQ(
      problems(
          R"({"type": "SimpleLIF", "decay_constants": [1], "shape": [4], "threshold": [1, 2]})"),
      "m.json:2:74: error: 'threshold' has the shape [2], expected a "
      "number or the layer's shape [4]\n");
  EXPECT_EQ(
      problems(
          R"({"type": "SimpleLIF", "decay_constants": [1], "spike_fn": {"type": "sigmoid", "beta": 0}})"),
      "m.json:2:87: error: expected a positive number for 'beta', found "
      "0\n");
  EXPECT_EQ(
      problems(
          R"({"type": "SimpleLI", "decay_constants": [1], "init_fn": "norm"})"),
      "m.json:2:57: error: expected one of \"zeros\", \"ones\", \"constant\", "
      "\"uniform\", \"normal\" for 'fn', found \"norm\"\n"
      "m.json:2:57: note: the nearest of these is \"normal\"\n");
}

TEST(Layer, DrawnStates) {
  InitFn uniform = read<SimpleLI>(
                       R"({"type": "SimpleLI", "decay_constants": [1],
                           "init_fn": {"fn": "uniform", "high": 0.5}})")
                       .initFn;
  EXPECT_EQ(uniform.kind, InitFn::Kind::Uniform);
  EXPECT_EQ(uniform.first, 0.0f);
  EXPECT_EQ(uniform.second, 0.5f);
  EXPECT_EQ(read<LIF>(R"({"type": "LIF", "decay_constants": [1, 1],
                          "init_fn": "normal"})")
                .initFn.kind,
            InitFn::Kind::Normal);
}

TEST(Layer, AdaptiveLIF) {
  auto lif = read<AdaptiveLIF>(
      R"({"type": "AdaptiveLIF", "decay_constants": [0.9],
          "ada_decay_constant": [0.7], "ada_step_val": 0.25,
          "ada_coupling_var": [[1, 2, 3, 4]]})");
  EXPECT_EQ(number(lif.adaDecayConstant), 0.7f);
  EXPECT_EQ(number(lif.adaStepVal), 0.25f);
  EXPECT_EQ(lif.adaCouplingVar.tensor()->shape, (Shape{4}));
  EXPECT_EQ(
      problems(
          R"({"type": "AdaptiveLIF", "decay_constants": [0.9], "ada_step_val": []})"),
      "m.json:2:67: error: expected a list of 1 for 'ada_step_val', "
      "found a list of 0\n");
}

TEST(Layer, IntegrateAndFire) {
  EXPECT_EQ(
      number(
          read<IAF>(R"({"type": "IAF", "decay_constants": [0.9], "leak": 0.5})")
              .leak),
      0.5f);
  EXPECT_EQ(number(read<SimpleIAF>(R"({"type": "SimpleIAF"})").leak), 0.0f);
  EXPECT_EQ(problems(R"({"type": "SimpleIAF", "decay_constants": [0.9]})"),
            "m.json:2:23: error: unknown key 'decay_constants' in a layer; the "
            "nearest known key is 'init_state'\n");
}

TEST(Layer, SRM) {
  auto srm = read<SRM>(
      R"({"type": "SRM", "decay_constants": [0.9, 0.8], "reset_val": [0.5],
          "layer": {"type": "Identity", "name": "id"}})");
  EXPECT_EQ(number(*srm.resetVal), 0.5f);
  EXPECT_EQ(number(srm.rDecayConstant), 0.9f);
  ASSERT_EQ(srm.layer.size(), 1u);
  EXPECT_EQ(srm.layer[0].name, "id");
  EXPECT_EQ(
      problems(
          R"({"type": "SRM", "decay_constants": [0.9, 0.8], "layer": {"type": "Identity", "from": ["x"]}})"),
      "m.json:2:86: error: a layer inside of an SRM has no 'from'\n");
}
