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

int64_t snnc::readFeatures(LayerReader &reader, StringRef key) {
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

static float readEps(ObjectReader &object) {
  float eps = object.number("eps", 1e-5f);
  if (!(eps >= 0.0f))
    object.report().expected(*object.find("eps"), "eps",
                             "a number of at least 0");
  return eps;
}

/// A norm over the whole shape.
template <typename Norm> static Norm readWholeNorm(LayerReader &reader) {
  Norm norm;
  if (!reader.object.require("shape"))
    norm.shape = {0};
  else
    norm.shape = reader.shape.value_or(Shape{0});
  norm.eps = readEps(reader.object);
  norm.weight = reader.switched("weight", "use_weight", /*needed=*/false,
                                norm.shape, "shape");
  norm.bias = reader.switched("bias", "use_bias", /*needed=*/false, norm.shape,
                              "shape");
  return norm;
}

LayerClass snnc::readLayerNorm(LayerReader &reader) {
  return readWholeNorm<LayerNorm>(reader);
}

LayerClass snnc::readRMSNorm(LayerReader &reader) {
  return readWholeNorm<RMSNorm>(reader);
}

/// Equinox's switch for weight and bias together, which are on by default. One
/// that is not given is a weight of ones or a bias of zeros.
template <typename Norm>
static void readChannelwiseAffine(LayerReader &reader, Norm &norm,
                                  int64_t channels, StringRef axes) {
  constexpr StringRef key = "channelwise_affine";
  norm.weight =
      reader.switched("weight", key, /*needed=*/false, {channels}, axes);
  norm.bias = reader.switched("bias", key, /*needed=*/false, {channels}, axes);
}

LayerClass snnc::readGroupNorm(LayerReader &reader) {
  ObjectReader &object = reader.object;
  GroupNorm norm;
  norm.groups = object.integer("groups", positive32);
  if (object.findNotNull("channels"))
    norm.channels = object.integer("channels", positive);
  norm.eps = readEps(object);
  const Report &report = object.report();
  if (norm.channels && norm.groups && *norm.channels % norm.groups != 0)
    report.expected(*object.find("channels"), "channels",
                    "a multiple of the " + std::to_string(norm.groups) +
                        " groups");
  if (!norm.channels && object.boolean("channelwise_affine", true))
    report.error(object.value(), "this layer needs the key 'channels', or "
                                 "'channelwise_affine' as false");
  readChannelwiseAffine(reader, norm, norm.channels.value_or(0), "channels");
  return norm;
}

LayerClass snnc::readBatchNorm(LayerReader &reader) {
  ObjectReader &object = reader.object;
  BatchNorm norm;
  norm.inputSize = object.integer("input_size", positive);
  norm.mean = reader.parameter("mean", {norm.inputSize}, "input_size");
  norm.var = reader.parameter("var", {norm.inputSize}, "input_size");
  norm.eps = readEps(object);
  readChannelwiseAffine(reader, norm, norm.inputSize, "input_size");
  // How the statistics were found says nothing about their use.
  for (StringRef key : {"axis_name", "momentum", "inference", "mode"})
    object.find(key);
  return norm;
}

LayerClass snnc::readDropout(LayerReader &reader) {
  ObjectReader &object = reader.object;
  Dropout dropout(object.number("p", 0.5f));
  if (!(dropout.p >= 0.0f && dropout.p <= 1.0f))
    object.report().expected(*object.find("p"), "p", "a number from 0 to 1");
  object.boolean("inference", false);
  return dropout;
}

LayerClass snnc::readIdentity(LayerReader &) { return Identity(); }

// In the order of Lambda::Fn, then other names of some.
static constexpr StringRef functionNames[] = {
    "identity",   "relu",  "relu6",       "leaky_relu",
    "elu",        "tanh",  "sigmoid",     "softplus",
    "gelu",       "silu",  "softmax",     "log_softmax",
    "abs",        "exp",   "hard_tanh",   "hard_sigmoid",
    "hard_silu",  "selu",  "soft_sign",   "log_sigmoid",
    "squareplus", "mish",  "sparse_plus", "sparse_sigmoid",
    "square",     "sqrt",  "sign",        "negative",
    "log",        "log1p", "expm1",       "swish",
    "hard_swish", "celu"};
static constexpr Lambda::Fn otherFunctions[] = {
    Lambda::Fn::Silu, Lambda::Fn::HardSilu, Lambda::Fn::Elu};

StringRef snnc::functionName(Lambda::Fn fn) {
  return functionNames[static_cast<unsigned>(fn)];
}

Lambda::Fn snnc::readFunction(ObjectReader &object, StringRef key,
                              std::optional<Lambda::Fn> byDefault) {
  std::optional<unsigned> place;
  if (byDefault)
    place = static_cast<unsigned>(*byDefault);
  unsigned choice = object.choice(key, functionNames, place);
  size_t first = std::size(functionNames) - std::size(otherFunctions);
  return choice < first ? static_cast<Lambda::Fn>(choice)
                        : otherFunctions[choice - first];
}

LayerClass snnc::readLambda(LayerReader &reader) {
  return Lambda(readFunction(reader.object, "fn", std::nullopt));
}
