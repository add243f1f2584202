// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Equinox's layers. Arguments and defaults are those of its constructors
// (0.13).

#include "compiler/Spec/ReadLayer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>

using namespace snnc;
using llvm::StringRef;

/// A number of features; Equinox's "scalar" is a vector of one here.
static int64_t readFeatures(LayerReader &reader, StringRef key) {
  const JsonValue *value = reader.object.require(key);
  if (!value)
    return 0;
  const int64_t *number = value->getIf<int64_t>();
  if (number && *number > 0)
    return *number;
  const std::string *name = value->getIf<std::string>();
  if (name && *name == "scalar")
    return 1;
  reader.object.report().expected(*value, key,
                                  "a positive integer or \"scalar\"");
  return 0;
}

LayerClass snnc::readLinear(LayerReader &reader) {
  Linear linear;
  linear.inFeatures = readFeatures(reader, "in_features");
  linear.outFeatures = readFeatures(reader, "out_features");
  int64_t in = linear.inFeatures, out = linear.outFeatures;
  reader.uniform = equinoxInit(in);
  linear.weight =
      reader.parameter("weight", {out, in}, "out_features, in_features");
  linear.bias = reader.switched("bias", "use_bias", /*needed=*/true, {out},
                                "out_features");
  return linear;
}

LayerClass snnc::readLayerNorm(LayerReader &reader) {
  LayerNorm norm;
  if (!reader.object.require("shape"))
    norm.shape = {0};
  else
    norm.shape = reader.shape.value_or(Shape{0});
  norm.eps = reader.object.number("eps", 1e-5f);
  if (!(norm.eps >= 0.0f))
    reader.object.report().expected(*reader.object.find("eps"), "eps",
                                    "a number of at least 0");
  norm.weight = reader.switched("weight", "use_weight", /*needed=*/false,
                                norm.shape, "shape");
  norm.bias = reader.switched("bias", "use_bias", /*needed=*/false, norm.shape,
                              "shape");
  return norm;
}

/// An integer, or a list of two, each for both sides of an axis or a pair.
static Padding readAmounts(const Report &report, const JsonValue &value) {
  constexpr StringRef key = "padding";
  Padding padding = {};
  const auto *axes = value.getIf<JsonValue::Array>();
  if (axes && axes->size() != 2) {
    report.expected(value, key, "an integer, a list of 2, or 2 pairs");
    return padding;
  }
  for (auto [axis, sides] : llvm::enumerate(padding)) {
    const JsonValue &item = axes ? (*axes)[axis] : value;
    const auto *pair = item.getIf<JsonValue::Array>();
    if (pair && pair->size() != 2) {
      report.expected(item, key, "an integer or a pair");
      continue;
    }
    for (auto [side, amount] : llvm::enumerate(sides)) {
      const JsonValue &number = pair ? (*pair)[side] : item;
      std::optional<int64_t> read =
          readInteger(report, number, key, notNegative32);
      if (!read && !pair)
        return padding; // one wrong value, one message
      amount = read.value_or(0);
    }
  }
  return padding;
}

static std::variant<Padding, SamePadding> readConvPadding(LayerReader &reader) {
  const JsonValue *value = reader.object.find("padding");
  if (!value)
    return Padding{};
  const Report &report = reader.object.report();
  const std::string *rule = value->getIf<std::string>();
  if (!rule)
    return readAmounts(report, *value);
  StringRef name = *rule;
  if (name.equals_insensitive("SAME") || name.equals_insensitive("SAME_LOWER"))
    return SamePadding{name.equals_insensitive("SAME_LOWER")};
  if (!name.equals_insensitive("VALID"))
    report.expected(
        *value, "padding",
        "\"SAME\", \"SAME_LOWER\", \"VALID\", an integer, a list of "
        "2, or 2 pairs");
  return Padding{};
}

/// Conv2d's bias has the shape (out, 1, 1) in Equinox; (out) is as good.
static std::optional<Parameter> readConvBias(LayerReader &reader, int64_t out) {
  ObjectReader &object = reader.object;
  std::optional<Parameter> bias =
      reader.switched("bias", "use_bias", /*needed=*/true, {0}, "");
  Tensor *tensor = bias ? std::get_if<Tensor>(&bias->value) : nullptr;
  if (!tensor || !out)
    return bias;
  if (tensor->shape == Shape{out, 1, 1})
    tensor->shape = {out};
  if (tensor->shape != Shape{out})
    object.report().error(*object.find("bias"),
                          "'bias' has the shape " + toString(tensor->shape) +
                              ", expected " + toString({out}) + " or " +
                              toString({out, 1, 1}));
  return bias;
}

static void checkPaddingMode(ObjectReader &object) {
  const JsonValue *mode = object.find("padding_mode");
  if (!mode)
    return;
  const std::string *name = mode->getIf<std::string>();
  if (!name || !StringRef(*name).equals_insensitive("ZEROS"))
    object.report().expected(*mode, "padding_mode",
                             "\"ZEROS\", the one mode that is supported,");
}

LayerClass snnc::readConv2d(LayerReader &reader) {
  ObjectReader &object = reader.object;
  Conv2d conv;
  conv.inChannels = object.integer("in_channels", positive);
  conv.outChannels = object.integer("out_channels", positive);
  conv.kernelSize = reader.pair("kernel_size", positive32, std::nullopt);
  conv.stride = reader.pair("stride", positive32, 1);
  conv.dilation = reader.pair("dilation", positive32, 1);
  conv.padding = readConvPadding(reader);
  conv.groups = object.integer("groups", positive, 1);
  for (auto [key, channels] : {std::pair("in_channels", conv.inChannels),
                               std::pair("out_channels", conv.outChannels)})
    if (channels % conv.groups != 0)
      object.report().expected(*object.find(key), key,
                               "a multiple of the " +
                                   std::to_string(conv.groups) + " groups");
  checkPaddingMode(object);
  reader.uniform = equinoxInit(double(conv.inChannels / conv.groups) *
                               conv.kernelSize[0] * conv.kernelSize[1]);
  conv.weight =
      reader.parameter("weight",
                       {conv.outChannels, conv.inChannels / conv.groups,
                        conv.kernelSize[0], conv.kernelSize[1]},
                       "out_channels, in_channels / groups, kernel_size");
  conv.bias = readConvBias(reader, conv.outChannels);
  return conv;
}

/// Equinox wants no side wider than the kernel. One message is enough.
static void checkPoolPadding(const Pool2d &pool, const Report &report,
                             const JsonValue &value) {
  for (auto [sides, kernel] : llvm::zip(pool.padding, pool.kernelSize))
    if (kernel && std::max(sides[0], sides[1]) > kernel) {
      report.expected(value, "padding",
                      "at most the kernel's size " + std::to_string(kernel));
      return;
    }
}

static Pool2d readPool(LayerReader &reader) {
  ObjectReader &object = reader.object;
  Pool2d pool;
  pool.kernelSize = reader.pair("kernel_size", positive32, std::nullopt);
  pool.stride = reader.pair("stride", positive32, 1);
  if (const JsonValue *padding = object.find("padding")) {
    pool.padding = readAmounts(object.report(), *padding);
    checkPoolPadding(pool, object.report(), *padding);
  }
  pool.useCeil = object.boolean("use_ceil", false);
  return pool;
}

LayerClass snnc::readAvgPool2d(LayerReader &reader) {
  return AvgPool2d{readPool(reader)};
}

LayerClass snnc::readMaxPool2d(LayerReader &reader) {
  return MaxPool2d{readPool(reader)};
}

LayerClass snnc::readIdentity(LayerReader &) { return Identity(); }

LayerClass snnc::readLambda(LayerReader &reader) {
  // In the order of Lambda::Fn.
  static constexpr StringRef names[] = {
      "identity", "relu",        "relu6",    "leaky_relu", "elu",
      "tanh",     "sigmoid",     "softplus", "gelu",       "silu",
      "softmax",  "log_softmax", "abs",      "exp"};
  return Lambda{
      static_cast<Lambda::Fn>(reader.object.choice("fn", names, std::nullopt))};
}
