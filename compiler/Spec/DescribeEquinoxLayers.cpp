// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Equinox's layers but those of windows. Arguments and defaults are those of
// its constructors (0.13).

#include "compiler/Spec/LayerTypes.h"
#include "llvm/ADT/STLExtras.h"

using namespace snnc;
using llvm::StringRef;

static void describeLinear(LayerFields &fields, Linear &linear) {
  fields.features(required("in_features", "size of a vector that goes in"),
                  linear.inFeatures);
  fields.features(required("out_features", "size of a vector that comes out"),
                  linear.outFeatures);
  int64_t in = linear.inFeatures, out = linear.outFeatures;
  fields.parameter(required("weight", "[out_features, in_features]"),
                   linear.weight, {out, in}, "out_features, in_features",
                   equinoxInit(in));
  Switch useBias = fields.toggle(
      optional("use_bias", "whether there is a bias"), linear.bias.has_value());
  fields.switched(required("bias", "[out_features]"), useBias, linear.bias,
                  {out}, "out_features", equinoxInit(in));
}

//===----------------------------------------------------------------------===//
// Norms
//===----------------------------------------------------------------------===//

static void describeEps(LayerFields &fields, float &eps) {
  fields.number(optional("eps", "added to the variance"), eps, atLeast0);
}

/// A norm over the whole shape.
template <typename Norm>
static void describeWholeNorm(LayerFields &fields, Norm &norm) {
  fields.ownShape(required("shape", "of the input, all of which is normalised"),
                  norm.shape);
  describeEps(fields, norm.eps);
  Switch useWeight =
      fields.toggle(optional("use_weight", "whether there may be a weight"),
                    norm.weight.has_value());
  fields.switched(optional("weight", "of `shape`; ones unless given"),
                  useWeight, norm.weight, norm.shape, "shape");
  Switch useBias =
      fields.toggle(optional("use_bias", "whether there may be a bias"),
                    norm.bias.has_value());
  fields.switched(optional("bias", "of `shape`; zeros unless given"), useBias,
                  norm.bias, norm.shape, "shape");
}

/// Equinox's switch for weight and bias together. One that is not given is a
/// weight of ones or a bias of zeros.
template <typename Norm>
static Switch describeChannelwise(LayerFields &fields, Norm &norm,
                                  int64_t channels, StringRef axes) {
  describeEps(fields, norm.eps);
  Switch affine = fields.toggle(
      optional("channelwise_affine", "whether there may be weight and bias"),
      norm.weight || norm.bias);
  fields.switched(optional("weight", "of each channel; ones unless given"),
                  affine, norm.weight, {channels}, axes);
  fields.switched(optional("bias", "of each channel; zeros unless given"),
                  affine, norm.bias, {channels}, axes);
  return affine;
}

static void describeGroupNorm(LayerFields &fields, GroupNorm &norm) {
  fields.integer(required("groups", "of channels, each normalised by itself"),
                 norm.groups, positive32);
  fields.integer(optional("channels", "needed with `channelwise_affine`"),
                 norm.channels, positive);
  Switch affine =
      describeChannelwise(fields, norm, norm.channels.value_or(0), "channels");
  fields.check([&](LayerCheck &check) {
    if (norm.channels && norm.groups && *norm.channels % norm.groups != 0)
      check.expected("channels", "a multiple of the " +
                                     std::to_string(norm.groups) + " groups");
    if (!norm.channels && affine.isOn)
      check.error("this layer needs the key 'channels', or "
                  "'channelwise_affine' as false");
  });
}

static void describeBatchNorm(LayerFields &fields, BatchNorm &norm) {
  fields.integer(required("input_size", "number of channels"), norm.inputSize,
                 positive);
  fields.parameter(required("mean", "of each channel"), norm.mean,
                   {norm.inputSize}, "input_size");
  fields.parameter(required("var", "variance of each channel"), norm.var,
                   {norm.inputSize}, "input_size");
  describeChannelwise(fields, norm, norm.inputSize, "input_size");
  for (StringRef key : {"axis_name", "momentum", "inference", "mode"})
    fields.ignored(optional(key, "how the statistics were found"));
}

//===----------------------------------------------------------------------===//
// Others
//===----------------------------------------------------------------------===//

static void describeDropout(LayerFields &fields, Dropout &dropout) {
  fields.number(optional("p", "the part of the values that training drops"),
                dropout.p, from0To1);
  bool inference = false;
  fields.boolean(optional("inference", "changes nothing here").leftOutIf(true),
                 inference);
}

static void describeIdentity(LayerFields &, Identity &) {}

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

void snnc::describeFunction(LayerFields &fields, const Key &key,
                            Lambda::Fn &fn) {
  auto choice = static_cast<unsigned>(fn);
  fields.choice(key, choice, {functionNames});
  size_t first = std::size(functionNames) - std::size(otherFunctions);
  fn = choice < first ? static_cast<Lambda::Fn>(choice)
                      : otherFunctions[choice - first];
}

static void describeLambda(LayerFields &fields, Lambda &lambda) {
  describeFunction(fields, required("fn", "its name in jax.nn or jax.numpy"),
                   lambda.fn);
}

llvm::ArrayRef<LayerType> snnc::equinoxLayerTypes() {
  static constexpr StringRef origin = "equinox.nn";
  static constexpr LayerType types[] = {
      layerType<Linear, describeLinear>(
          "Linear", origin, "A matrix times each vector along the last axis."),
      layerType<LayerNorm, describeWholeNorm<LayerNorm>>(
          "LayerNorm", origin, "Mean 0 and variance 1 over the whole shape."),
      layerType<RMSNorm, describeWholeNorm<RMSNorm>>(
          "RMSNorm", origin, "Root mean square 1 over the whole shape."),
      layerType<GroupNorm, describeGroupNorm>(
          "GroupNorm", origin,
          "Mean 0 and variance 1 over each group of channels."),
      layerType<BatchNorm, describeBatchNorm>(
          "BatchNorm", origin,
          "Channels scaled by the statistics that inference uses."),
      layerType<Dropout, describeDropout>("Dropout", origin,
                                          "Does nothing in a model that runs."),
      layerType<Identity, describeIdentity>("Identity", origin,
                                            "Its input as it is."),
      layerType<Lambda, describeLambda>("Lambda", origin,
                                        "A function of each element."),
  };
  return types;
}
