// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Equinox's layers (0.13). Fields are those of its constructors, and mean the
// same.

#ifndef SNNC_EQUINOXLAYERS_H
#define SNNC_EQUINOXLAYERS_H

#include "snnc/Parameter.h"
#include <array>
#include <cmath>
#include <optional>
#include <variant>

namespace snnc {

/// Equinox's default for weights and biases: uniform within 1 / sqrt(fanIn),
/// the number of values in one sum. Without any, within 1.
inline InitFn equinoxInit(double fanIn) {
  auto limit = static_cast<float>(fanIn > 0 ? 1.0 / std::sqrt(fanIn) : 1.0);
  return InitFn::uniform(-limit, limit);
}

/// y = weight x + bias; weight [out, in], bias [out].
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

/// For each spatial axis, how much goes before and behind the input.
using Padding = std::array<std::array<int64_t, 2>, 2>;

/// Padding for ceil(size / stride) outputs, the odd one behind the input, or
/// before it.
struct SamePadding {
  bool lower = false;
};

/// Cross-correlation of [in_channels, h, w] with weight [out_channels,
/// in_channels / groups, kh, kw], plus bias [out_channels]; zeros as padding.
struct Conv2d {
  int64_t inChannels = 0;
  int64_t outChannels = 0;
  std::array<int64_t, 2> kernelSize = {1, 1};
  std::array<int64_t, 2> stride = {1, 1};
  std::variant<Padding, SamePadding> padding = Padding{};
  std::array<int64_t, 2> dilation = {1, 1};
  int64_t groups = 1;
  Parameter weight;
  std::optional<Parameter> bias;
};

/// Common to both pools of [c, h, w].
struct Pool2d {
  std::array<int64_t, 2> kernelSize = {1, 1};
  std::array<int64_t, 2> stride = {1, 1};
  Padding padding = {};
  /// Round output sizes up, not down, padding at the end where needed.
  bool useCeil = false;
};

/// Window sums divided by the whole window's size, padding included.
struct AvgPool2d : Pool2d {};
struct MaxPool2d : Pool2d {};

struct Identity {};

/// An activation as jax.nn has it with its default arguments: gelu is the tanh
/// approximation, the softmaxes run over the last axis, the rest elementwise.
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
    Exp
  };
  Fn fn = Fn::Identity;
};

} // namespace snnc

#endif // SNNC_EQUINOXLAYERS_H
