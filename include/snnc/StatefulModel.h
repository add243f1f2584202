// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// SNNAX's models in C++, under its names:
//
//   StatefulModel model(GraphStructure{3, {{0}, {}, {}}, {2}, {{2}, {0}, {1}}},
//                       {Linear(30, 20), LayerNorm(20), LIF({.95f, .85f})});
//   Sequential chain(Linear(10, 20), LayerNorm(20), LIF({.95f, .85f}));
//
// A model is a layer too, so they nest. A class of one's own derives from one
// of these and overrides `call`, `initState` or both.

#ifndef SNNC_STATEFULMODEL_H
#define SNNC_STATEFULMODEL_H

#include "snnc/Model.h"
#include <cstdint>
#include <map>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace snnc {

class Trace;

/// What a model computes with while `call` is traced: the output of a layer, or
/// one of the model's inputs, at the present step or some steps before.
class Value {
public:
  /// The sum of two values of one shape.
  friend Value operator+(const Value &a, const Value &b);

private:
  friend class Trace;
  Value(Trace &trace, bool isInput, int64_t index, int64_t delay)
      : trace(&trace), isInput(isInput), index(index), delay(delay) {}

  Trace *trace;
  bool isInput;
  int64_t index;
  int64_t delay;
};

/// Where states start, beside what a layer's own `initFn` says.
class InitialState {
public:
  /// State `state` ("v", "i") of the model's layer number `layer` starts as
  /// `start` says: a number, a tensor of the state's shape, or drawn values.
  void set(size_t layer, std::string state, Parameter start) {
    starts.push_back({layer, std::move(state), std::move(start)});
  }

private:
  friend class StatefulModel;
  struct Start {
    size_t layer;
    std::string state;
    Parameter value;
  };
  std::vector<Start> starts;
};

/// Layers and how they are connected (SNNAX's StatefulModel). The graph must
/// have an entry for each layer; `check` (Compile.h) says what is wrong with
/// one that has not.
class StatefulModel {
public:
  /// Layers without a name get their index as one.
  StatefulModel(GraphStructure graphStructure, std::vector<Layer> layers,
                Forward forwardFn = Forward::Default);
  virtual ~StatefulModel();

  /// Where the layers' states start. This one says nothing.
  virtual void initState(InitialState &state) const;

  /// One step: what the outputs are made of. This one follows the graph and the
  /// forward function, and gives the final layers' outputs. It runs once, when
  /// the model becomes a layer or a Model; loops and conditions in it are those
  /// of C++, and what it does with Values is what every step does.
  virtual std::vector<Value> call(Trace &trace,
                                  const std::vector<Value> &inputs) const;

  /// The model as plain data, its `initState` and `call` applied.
  Composition compose() const;

  /// May be changed after construction; a class that stands for a certain
  /// graph is then a StatefulModel like any other.
  GraphStructure graphStructure;
  std::vector<Layer> layers;
  Forward forwardFn;

protected:
  /// A chain of \p layers.
  StatefulModel(Composition::Type type, std::vector<Layer> layers,
                Forward forwardFn = Forward::Default);

  /// Says that the class stands for the graph that it has now.
  void setType(Composition::Type newType) {
    type = newType;
    graphOfType = graphStructure;
  }

private:
  Composition::Type type = Composition::Type::StatefulModel;
  GraphStructure graphOfType;
};

/// Builds the graph that `call` describes.
class Trace {
public:
  /// The output of the model's layer number `layer` on `inputs`, which it joins
  /// as its `merge` says. A layer is applied at most once.
  Value apply(size_t layer, const std::vector<Value> &inputs);
  /// The same for a layer that is not among the model's.
  Value apply(Layer layer, const std::vector<Value> &inputs);
  /// What the model's layer number `layer` gives, `steps` steps ago. It may be
  /// applied later than this is asked for.
  Value previous(size_t layer, int64_t steps = 1);
  /// A value `steps` steps ago.
  Value delay(const Value &value, int64_t steps);

private:
  friend class StatefulModel;
  explicit Trace(const Composition &model);

  std::vector<Value> inputs(size_t count);
  Value add(Layer layer, size_t handle, std::vector<Value> inputs);
  Value toLayer(const Value &value);
  Composition finish(const std::vector<Value> &outputs);

  const Composition &model;
  Composition traced;
  /// By handle, the place of the layer in `traced`; -1 until it is applied.
  /// The model's own layers have the first handles.
  std::vector<int64_t> places;
  std::vector<std::string> problems;
};

/// A chain: every layer reads the one before it, the first one the input.
class Sequential : public StatefulModel {
public:
  explicit Sequential(std::vector<Layer> layers,
                      Forward forwardFn = Forward::Default);

  template <typename... Layers,
            typename = std::enable_if_t<
                (std::is_constructible_v<Layer, Layers> && ...) &&
                !(std::is_base_of_v<Sequential, std::decay_t<Layers>> && ... &&
                  (sizeof...(Layers) == 1))>>
  explicit Sequential(Layers &&...layers)
      : Sequential(std::vector<Layer>{Layer(std::forward<Layers>(layers))...}) {
  }
};

/// Layer i reads input i; the output is the sum of all layers' outputs.
class Parallel : public StatefulModel {
public:
  explicit Parallel(std::vector<Layer> layers);
};

/// A chain that counts as one layer, with all its states.
class CompoundLayer : public StatefulModel {
public:
  explicit CompoundLayer(std::vector<Layer> layers);
};

/// A chain whose output is the last layer's plus the input.
class ResNetBlock : public StatefulModel {
public:
  explicit ResNetBlock(std::vector<Layer> layers);
};

/// A chain, and for every CompoundLayer in it an edge from it back to itself;
/// or for each {from, to} of `feedbackLayers` one from layer `from` to `to`.
class SequentialLocalFeedback : public StatefulModel {
public:
  explicit SequentialLocalFeedback(std::vector<Layer> layers,
                                   Forward forwardFn = Forward::Default);
  SequentialLocalFeedback(std::vector<Layer> layers,
                          const std::map<int64_t, int64_t> &feedbackLayers,
                          Forward forwardFn = Forward::Default);
};

/// Equinox's MLP: `depth` linear layers of `widthSize` outputs, each with an
/// activation behind it, then one of `outSize`. Sub-layers are `layers.0`,
/// `activation.0`, ... and `final_activation`; weights are drawn as Equinox
/// draws them.
class MLP : public StatefulModel {
public:
  MLP(int64_t inSize, int64_t outSize, int64_t widthSize, int64_t depth,
      Lambda activation = Lambda(Lambda::Fn::Relu),
      Lambda finalActivation = Lambda(), bool useBias = true,
      bool useFinalBias = true);

  /// Linear layer `index` of depth + 1.
  Linear &linear(int64_t index) {
    return std::get<Linear>(layers[2 * index].layer);
  }
};

/// SNNAX's gen_feed_forward_struct: a chain of `numLayers` layers, the first of
/// which reads input 0.
GraphStructure genFeedForwardStruct(int64_t numLayers);

} // namespace snnc

#endif // SNNC_STATEFULMODEL_H
