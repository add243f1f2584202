// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A spiking network in memory: what every reader and the C++ spec fill and the
// importer turns into IR. Names follow SNNAX (StatefulModel, GraphStructure,
// neurons), Equinox (the other layers) and NIR. To add a layer: a struct in
// EquinoxLayers.h, WindowLayers.h, SnnaxLayers.h or NirLayers.h and in
// LayerClass, its description (compiler/Spec/LayerTypes.h), an import function.

#ifndef SNNC_MODEL_H
#define SNNC_MODEL_H

#include "snnc/Convention.h"
#include "snnc/EquinoxLayers.h"
#include "snnc/NirLayers.h"
#include "snnc/Parameter.h"
#include "snnc/Place.h"
#include "snnc/SnnaxLayers.h"
#include "snnc/WindowLayers.h"
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace snnc {

struct Layer;
class StatefulModel;

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

/// How many external inputs a graph reads: one more than the largest index.
int64_t countInputs(const GraphStructure &graph);

/// Default: layers read the same step's outputs along the order, the last
/// step's against it. Delayed: every layer reads the last step's outputs.
enum class Forward { Default, Delayed };

/// Layers that the model around them sees as one. It dissolves into that
/// model's graph, where its layers bear its name before theirs: `block.conv`;
/// one without a name of its own bears the composition's alone.
struct Composition {
  enum class Type {
    StatefulModel,
    Sequential,
    /// Layer i reads input i; the output is the sum of all layers'.
    Parallel,
    CompoundLayer,
    /// A chain whose output is the last layer's plus the input.
    ResNetBlock,
    SequentialLocalFeedback,
    /// Linear layers and activations in turn.
    MLP
  };
  Type type = Type::StatefulModel;
  /// A composition that reads input 0 alone gets its sources joined; one that
  /// reads more gets them apart, as many as it reads.
  GraphStructure graph;
  Forward forward = Forward::Default;
  std::vector<Layer> layers;
  /// What a traced `call` did wrong (StatefulModel.h).
  std::vector<std::string> problems;
};

/// Whether a composition's output is a sum, and no layer's alone.
bool isSum(Composition::Type type);

/// The spike response model: a layer between two halves of a neuron, which see
/// what goes into the layer and what comes out of it (docs/Semantics.md, S11).
/// Decay constants: both of what goes in. `resetVal`, 0 unless given, is
/// limited to [0, 2]. States p and q have the shape of the input, r and s that
/// of the output; `initFn` is not used.
struct SRM : SpikingNeuron {
  SRM() = default;
  SRM(Layer layer, std::vector<Parameter> decayConstants,
      Parameter threshold = 1.0f,
      std::optional<Parameter> resetVal = std::nullopt);

  /// One layer.
  std::vector<Layer> layer;
  Parameter rDecayConstant = 0.9f;
};

/// The halves and what is between them. The halves have no names of their own.
Composition compositionOf(const SRM &srm);

using LayerClass = std::variant<
    Linear, LayerNorm, RMSNorm, GroupNorm, BatchNorm, Conv1d, Conv2d, Conv3d,
    ConvTranspose2d, AvgPool1d, AvgPool2d, MaxPool1d, MaxPool2d,
    AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveMaxPool1d, AdaptiveMaxPool2d,
    SpikingMaxPool1d, SpikingMaxPool2d, Dropout, Identity, Lambda, Flatten,
    Reshape, LIF, LIFSoftReset, SimpleLIF, AdaptiveLIF, IAF, SimpleIAF,
    SimpleLI, SigmaDelta, SpikeCounter, SRM, NirLIF, NirLI, CubaLIF, CubaLI, IF,
    I, Threshold, Scale, Delay, SumPool2d, Neuron, Composition>;

/// The states of a layer; none where it has none of its own.
std::vector<std::string> stateNames(const LayerClass &layer);

/// How a layer with several inputs joins them.
enum class Merge { Concat, Sum, Product };

struct Layer {
  Layer() = default;
  /// From a layer class: `Layer lif = LIF({0.95f, 0.85f})`.
  template <typename Class, typename = std::enable_if_t<
                                std::is_constructible_v<LayerClass, Class>>>
  Layer(Class layer, std::string name = {})
      : name(std::move(name)), layer(std::move(layer)) {}
  /// From a model, which becomes a composition.
  Layer(const StatefulModel &model, std::string name = {});

  /// Unique; identifiers or digits joined by dots. Empty: its index.
  std::string name;
  LayerClass layer;
  Place place;
  /// State shape, where the model says it.
  std::optional<Shape> shape;
  Merge merge = Merge::Concat;
  /// Where states start, by their names, in place of what the class says.
  std::map<std::string, Parameter> initState;
  /// Which keys lead from the model's key to the layer's: `split(key, n)[i]`
  /// for each i, as SNNAX's init_state has it. Set where compositions dissolve.
  std::vector<uint32_t> keyPath;
};

/// What an input's or output's array in memory holds: floats, eight spikes a
/// byte, or bytes, which are numbers from 0 to 255 (docs/ABI.md).
enum class Element { F32, Bits, U8 };

/// An external input: `shape` each step.
struct Input {
  std::string name;
  Shape shape;
  /// Promised to hold only 0 and 1.
  bool spikes = false;
  /// `Bits` needs `spikes`.
  Element element = Element::F32;
  Place place = {};
};

enum class Reduce { None, Sum, Mean, Last, Max };

/// A final layer's output as the user gets it.
struct Output {
  std::string name;
  Reduce reduce = Reduce::None;
  /// Other than `F32` for spikes alone, and not where they are added up.
  Element element = Element::F32;
  Place place = {};
};

/// SNNAX's StatefulModel with what a compiler must know besides.
struct Model {
  Model() = default;
  /// `inputs` are those that the model's `inputLayerIds` count. Without
  /// `outputs`, final layers give their names to what they put out, every step.
  Model(std::string name, std::vector<Input> inputs, const StatefulModel &model,
        std::vector<Output> outputs = {});

  /// A C identifier: the prefix of every generated symbol.
  std::string name;
  Place place;
  std::vector<Input> inputs;
  GraphStructure graph;
  Forward forward = Forward::Default;
  /// One for each of `graph.finalLayerIds`.
  std::vector<Output> outputs;
  std::vector<Layer> layers;
  /// What a traced `call` did wrong; a model that has any does not compile.
  std::vector<std::string> problems;
  /// For a model that comes from a NIR file: how the file was read.
  std::optional<Convention> convention;
  /// What else its file says of the model and, as "node.key", of its nodes; it
  /// changes nothing, and goes into the manifest.
  std::map<std::string, std::string> metadata;
  /// The files that it was read from, its own first; none if it was built here.
  std::vector<std::string> files;
};

} // namespace snnc

#endif // SNNC_MODEL_H
