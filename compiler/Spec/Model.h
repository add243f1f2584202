// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A spiking network in memory: what every reader fills and the importer turns
// into IR. Names follow SNNAX (StatefulModel, GraphStructure, neurons) and
// Equinox (the other layers). To add a layer: a struct here and in LayerClass,
// a read function in the table of ReadLayer.cpp, an import function.

#ifndef SNNC_COMPILER_SPEC_MODEL_H
#define SNNC_COMPILER_SPEC_MODEL_H

#include "compiler/Spec/Place.h"
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace snnc {

/// Sizes of an array, outermost first. No time, no batch. In a model every
/// array has an axis: what is a scalar in SNNAX is a vector of one.
using Shape = std::vector<int64_t>;

//===----------------------------------------------------------------------===//
// Parameters
//===----------------------------------------------------------------------===//

/// Row-major f32 data. Copies share the data, which may lie in a mapped file.
struct Tensor {
  Shape shape;
  std::shared_ptr<const float> data;
};

/// A number (broadcast to the shape that is wanted) or a tensor of that shape.
struct Parameter {
  std::variant<float, Tensor> value = 0.0f;
  Place place;
  /// The tensor's name in its file; empty where the model gives the values.
  std::string name = {};

  const Tensor *tensor() const { return std::get_if<Tensor>(&value); }
};

/// How a state starts: all elements alike.
struct InitFn {
  enum class Kind { Zeros, Ones, Constant };
  Kind kind = Kind::Zeros;
  float value = 0.0f;
};

/// The derivative that stands in for the spike function's, u = v - threshold.
struct Surrogate {
  enum class Type {
    Superspike, ///< 1 / (1 + beta |u|)
    Sigmoid,    ///< s'(beta u), s the logistic function
    Piecewise   ///< 1 where |u| < beta, else 0
  };
  Type type = Type::Superspike;
  float beta = 10.0f;
};

//===----------------------------------------------------------------------===//
// Equinox layers (0.13)
//===----------------------------------------------------------------------===//

/// y = weight x + bias; weight [out, in], bias [out].
struct Linear {
  int64_t inFeatures = 0;
  int64_t outFeatures = 0;
  Parameter weight;
  std::optional<Parameter> bias;
};

/// y = (x - mean) / sqrt(var + eps) * weight + bias over the whole shape. No
/// weight is a weight of ones, no bias one of zeros.
struct LayerNorm {
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

//===----------------------------------------------------------------------===//
// SNNAX layers
//===----------------------------------------------------------------------===//

/// Row-major, to rank 1.
struct Flatten {};

/// Common to the neurons that spike. Parameters are numbers or have the shape
/// of the state; no `resetVal` means reset by the potential itself.
struct SpikingNeuron {
  std::vector<Parameter> decayConstants;
  Parameter threshold = {1.0f, {}};
  std::optional<Parameter> resetVal;
  Surrogate spikeFn;
  bool stopResetGrad = true;
  InitFn initFn;
};

/// Two decay constants: membrane potential, synaptic current.
struct LIF : SpikingNeuron {};
struct LIFSoftReset : SpikingNeuron {};
/// One decay constant.
struct SimpleLIF : SpikingNeuron {};

/// A leaky integrator that does not spike; one decay constant.
struct SimpleLI {
  std::vector<Parameter> decayConstants;
  InitFn initFn;
};

//===----------------------------------------------------------------------===//
// The network
//===----------------------------------------------------------------------===//

using LayerClass =
    std::variant<Linear, LayerNorm, Conv2d, AvgPool2d, MaxPool2d, Identity,
                 Lambda, Flatten, LIF, LIFSoftReset, SimpleLIF, SimpleLI>;

/// How a layer with several inputs joins them.
enum class Merge { Concat, Sum };

struct Layer {
  /// Unique; identifiers or digits joined by dots.
  std::string name;
  LayerClass layer;
  Place place;
  /// State shape, where the model says it.
  std::optional<Shape> shape;
  Merge merge = Merge::Concat;
};

/// An external input: `shape` each step.
struct Input {
  std::string name;
  Shape shape;
  /// Promised to hold only 0 and 1.
  bool spikes = false;
  Place place;
};

enum class Reduce { None, Sum, Mean, Last, Max };

/// A final layer's output as the user gets it.
struct Output {
  std::string name;
  Reduce reduce = Reduce::None;
  Place place;
};

/// An edge from layer `source`. A `delay` in steps replaces the one that the
/// forward function implies (semantics, section 1).
struct Connection {
  Connection(int64_t source, std::optional<int64_t> delay = std::nullopt,
             Place place = {})
      : source(source), delay(delay), place(std::move(place)) {}

  int64_t source;
  std::optional<int64_t> delay;
  Place place;
};

/// SNNAX's connectivity graph. Layer i gets its connections in order, then its
/// external inputs in order.
struct GraphStructure {
  int64_t numLayers = 0;
  std::vector<std::vector<int64_t>> inputLayerIds;
  std::vector<int64_t> finalLayerIds;
  std::vector<std::vector<Connection>> inputConnectivity;
};

/// Default: layers read the same step's outputs along the order, the last
/// step's against it. Delayed: every layer reads the last step's outputs.
enum class Forward { Default, Delayed };

/// SNNAX's StatefulModel with what a compiler must know besides.
struct Model {
  /// A C identifier: the prefix of every generated symbol.
  std::string name;
  Place place;
  std::vector<Input> inputs;
  GraphStructure graph;
  Forward forward = Forward::Default;
  /// One for each of `graph.finalLayerIds`.
  std::vector<Output> outputs;
  std::vector<Layer> layers;
};

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_MODEL_H
