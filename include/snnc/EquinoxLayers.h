// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Equinox's layers (0.13), but for those with windows, which are in
// WindowLayers.h. Fields are those of its constructors, and mean the same.

#ifndef SNNC_EQUINOXLAYERS_H
#define SNNC_EQUINOXLAYERS_H

#include "snnc/Neuron.h"
#include <cmath>
#include <optional>

namespace snnc {

/// Equinox's default for weights and biases: uniform within 1 / sqrt(fanIn),
/// the number of values in one sum. Without any, within 1.
inline InitFn equinoxInit(double fanIn) {
  auto limit = static_cast<float>(fanIn > 0 ? 1.0 / std::sqrt(fanIn) : 1.0);
  return InitFn::uniform(-limit, limit);
}

/// y = weight x + bias; weight [out, in], bias [out]. Of a tensor with several
/// axes every vector along the last one is an x.
struct Linear {
  Linear() = default;
  /// Weight and bias are drawn as Equinox draws them; set the fields to give
  /// trained ones.
  Linear(int64_t inFeatures, int64_t outFeatures, bool useBias = true)
      : inFeatures(inFeatures), outFeatures(outFeatures),
        weight(equinoxInit(inFeatures)) {
    if (useBias)
      bias = equinoxInit(inFeatures);
  }

  int64_t inFeatures = 0;
  int64_t outFeatures = 0;
  Parameter weight;
  std::optional<Parameter> bias;
};

/// y = (x - mean) / sqrt(var + eps) * weight + bias over the whole shape. No
/// weight is a weight of ones, no bias one of zeros.
struct LayerNorm {
  LayerNorm() = default;
  explicit LayerNorm(int64_t size) : shape{size} {}
  explicit LayerNorm(Shape shape) : shape(std::move(shape)) {}

  Shape shape;
  float eps = 1e-5f;
  std::optional<Parameter> weight;
  std::optional<Parameter> bias;
};

/// y = x / sqrt(mean of x x + eps) * weight + bias over the whole shape.
struct RMSNorm {
  RMSNorm() = default;
  explicit RMSNorm(int64_t size) : shape{size} {}
  explicit RMSNorm(Shape shape) : shape(std::move(shape)) {}

  Shape shape;
  float eps = 1e-5f;
  std::optional<Parameter> weight;
  std::optional<Parameter> bias;
};

/// As LayerNorm over each of `groups` groups of successive channels, which
/// divide the channels; weight and bias [channels].
struct GroupNorm {
  GroupNorm() = default;
  explicit GroupNorm(int64_t groups,
                     std::optional<int64_t> channels = std::nullopt)
      : groups(groups), channels(channels) {}

  int64_t groups = 1;
  /// Needed where there is a weight or a bias.
  std::optional<int64_t> channels;
  float eps = 1e-5f;
  std::optional<Parameter> weight;
  std::optional<Parameter> bias;
};

/// y = (x - mean) / sqrt(var + eps) * weight + bias, channel by channel, with
/// the statistics of training: all parameters are [inputSize].
struct BatchNorm {
  BatchNorm() = default;
  explicit BatchNorm(int64_t inputSize) : inputSize(inputSize) {}

  int64_t inputSize = 0;
  Parameter mean;
  Parameter var = 1.0f;
  float eps = 1e-5f;
  std::optional<Parameter> weight;
  std::optional<Parameter> bias;
};
Neuron equations(const BatchNorm &norm);

/// What it is when a model runs: nothing.
struct Dropout {
  Dropout() = default;
  explicit Dropout(float p) : p(p) {}

  /// The part of the values that training drops.
  float p = 0.5f;
};

struct Identity {};

/// An activation as jax.nn has it with its default arguments: gelu is the tanh
/// approximation, the softmaxes take a vector, the rest works element by
/// element.
struct Lambda {
  enum class Fn {
    Identity,
    Relu,
    Relu6,
    LeakyRelu,
    Elu,
    Tanh,
    Sigmoid,
    Softplus,
    Gelu,
    Silu,
    Softmax,
    LogSoftmax,
    Abs,
    Exp,
    HardTanh,
    HardSigmoid,
    HardSilu,
    Selu,
    SoftSign,
    LogSigmoid,
    Squareplus,
    Mish,
    SparsePlus,
    SparseSigmoid,
    Square,
    Sqrt,
    Sign,
    Negative,
    Log,
    Log1p,
    Expm1
  };

  Lambda() = default;
  explicit Lambda(Fn fn) : fn(fn) {}

  Fn fn = Fn::Identity;
};

} // namespace snnc

#endif // SNNC_EQUINOXLAYERS_H
