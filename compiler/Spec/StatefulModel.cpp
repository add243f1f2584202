// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "snnc/StatefulModel.h"
#include "compiler/Spec/Names.h"
#include "snnc/FlatModel.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

using namespace snnc;

//===----------------------------------------------------------------------===//
// Models
//===----------------------------------------------------------------------===//

StatefulModel::StatefulModel(GraphStructure graphStructure,
                             std::vector<Layer> modelLayers, Forward forwardFn)
    : graphStructure(std::move(graphStructure)), layers(std::move(modelLayers)),
      forwardFn(forwardFn) {
  for (auto [index, layer] : llvm::enumerate(layers))
    if (layer.name.empty())
      layer.name = std::to_string(index);
}

StatefulModel::StatefulModel(Composition::Type type, std::vector<Layer> layers,
                             Forward forwardFn)
    : StatefulModel(genFeedForwardStruct(layers.size()), layers, forwardFn) {
  setType(type);
}

StatefulModel::~StatefulModel() = default;

void StatefulModel::initState(InitialState &) const {}

std::vector<Value> StatefulModel::call(Trace &trace,
                                       const std::vector<Value> &inputs) const {
  std::vector<Value> outs;
  for (int64_t layer = 0; layer < graphStructure.numLayers; ++layer) {
    std::vector<Value> sources;
    for (const Connection &edge : graphStructure.inputConnectivity[layer]) {
      int64_t delay = delayOf(edge, layer, forwardFn);
      sources.push_back(delay == 0 ? outs[edge.source]
                                   : trace.previous(edge.source, delay));
    }
    for (int64_t input : graphStructure.inputLayerIds[layer])
      sources.push_back(inputs[input]);
    outs.push_back(trace.apply(layer, sources));
  }
  std::vector<Value> finals;
  for (int64_t layer : graphStructure.finalLayerIds)
    finals.push_back(outs[layer]);
  return finals;
}

/// Whether the graph can be followed: it has an entry for each layer, ids are
/// in range, and what is read at the same step runs before.
static bool isSound(const GraphStructure &graph, size_t layers) {
  int64_t count = layers;
  auto isLayer = [&](int64_t id) { return id >= 0 && id < count; };
  if (graph.numLayers != count || graph.inputLayerIds.size() != layers ||
      graph.inputConnectivity.size() != layers || graph.finalLayerIds.empty() ||
      !llvm::all_of(graph.finalLayerIds, isLayer))
    return false;
  for (const std::vector<int64_t> &ids : graph.inputLayerIds)
    if (llvm::any_of(ids, [](int64_t id) { return id < 0; }))
      return false;
  for (auto [reader, edges] : llvm::enumerate(graph.inputConnectivity))
    for (const Connection &edge : edges)
      if (!isLayer(edge.source) || edge.delay.value_or(1) < 0 ||
          (edge.delay == 0 && edge.source >= static_cast<int64_t>(reader)))
        return false;
  return true;
}

static bool isSameEdge(const Connection &a, const Connection &b) {
  return a.source == b.source && a.delay == b.delay;
}

static bool isSame(const GraphStructure &a, const GraphStructure &b) {
  return a.numLayers == b.numLayers && a.inputLayerIds == b.inputLayerIds &&
         a.finalLayerIds == b.finalLayerIds &&
         llvm::equal(a.inputConnectivity, b.inputConnectivity,
                     [](const auto &left, const auto &right) {
                       return llvm::equal(left, right, isSameEdge);
                     });
}

/// Whether two traces of one model did the same.
static bool isSame(const Composition &a, const Composition &b) {
  return a.layers.size() == b.layers.size() && a.problems.empty() &&
         isSame(a.graph, b.graph) &&
         llvm::equal(a.layers, b.layers, [](const Layer &x, const Layer &y) {
           return x.name == y.name;
         });
}

Composition StatefulModel::compose() const {
  InitialState state;
  initState(state);
  Composition given{type, graphStructure, forwardFn, layers, {}};
  if (type != Composition::Type::StatefulModel &&
      !isSame(graphStructure, graphOfType)) {
    given.type = Composition::Type::StatefulModel;
    // Their output is a sum, which no graph can say.
    if (isSum(type))
      given.problems.push_back(
          "the graph of a Parallel or a ResNetBlock was changed");
  }
  for (InitialState::Start &start : state.starts)
    if (start.layer < given.layers.size())
      given.layers[start.layer].initState[start.state] = start.value;
    else
      given.problems.push_back("initState sets layer " +
                               std::to_string(start.layer) + " of " +
                               std::to_string(given.layers.size()));
  if (!isSound(graphStructure, layers.size()))
    return given;
  // A model has an input even if no layer reads it.
  size_t inputs = std::max<int64_t>(1, countInputs(graphStructure));
  Trace own(given), plain(given);
  Composition traced = own.finish(call(own, own.inputs(inputs)));
  Composition expected =
      plain.finish(StatefulModel::call(plain, plain.inputs(inputs)));
  if (isSame(traced, expected))
    return given;
  llvm::append_range(traced.problems, given.problems);
  return traced;
}

Layer::Layer(const StatefulModel &model, std::string name)
    : name(std::move(name)), layer(model.compose()) {}

//===----------------------------------------------------------------------===//
// Compositions
//===----------------------------------------------------------------------===//

GraphStructure snnc::genFeedForwardStruct(int64_t numLayers) {
  GraphStructure graph;
  graph.numLayers = numLayers;
  graph.inputLayerIds.resize(numLayers);
  graph.inputConnectivity.resize(numLayers);
  for (int64_t layer = 1; layer < numLayers; ++layer)
    graph.inputConnectivity[layer].emplace_back(layer - 1);
  if (numLayers > 0) {
    graph.inputLayerIds[0] = {0};
    graph.finalLayerIds = {numLayers - 1};
  }
  return graph;
}

Sequential::Sequential(std::vector<Layer> layers, Forward forwardFn)
    : StatefulModel(Composition::Type::Sequential, std::move(layers),
                    forwardFn) {}

CompoundLayer::CompoundLayer(std::vector<Layer> layers)
    : StatefulModel(Composition::Type::CompoundLayer, std::move(layers)) {}

ResNetBlock::ResNetBlock(std::vector<Layer> layers)
    : StatefulModel(Composition::Type::ResNetBlock, std::move(layers)) {}

Parallel::Parallel(std::vector<Layer> layers)
    : StatefulModel(Composition::Type::Parallel, std::move(layers)) {
  graphStructure.finalLayerIds.clear();
  for (int64_t layer = 0; layer < graphStructure.numLayers; ++layer) {
    graphStructure.inputLayerIds[layer] = {layer};
    graphStructure.inputConnectivity[layer].clear();
    graphStructure.finalLayerIds.push_back(layer);
  }
  setType(Composition::Type::Parallel);
}

static bool isCompound(const Layer &layer) {
  const auto *composition = std::get_if<Composition>(&layer.layer);
  return composition && composition->type == Composition::Type::CompoundLayer;
}

SequentialLocalFeedback::SequentialLocalFeedback(std::vector<Layer> layers,
                                                 Forward forwardFn)
    : StatefulModel(Composition::Type::SequentialLocalFeedback,
                    std::move(layers), forwardFn) {
  for (auto [index, layer] : llvm::enumerate(this->layers))
    if (isCompound(layer))
      graphStructure.inputConnectivity[index].emplace_back(index);
  setType(Composition::Type::SequentialLocalFeedback);
}

SequentialLocalFeedback::SequentialLocalFeedback(
    std::vector<Layer> layers, const std::map<int64_t, int64_t> &feedbackLayers,
    Forward forwardFn)
    : StatefulModel(Composition::Type::SequentialLocalFeedback,
                    std::move(layers), forwardFn) {
  int64_t count = this->layers.size();
  bool isSound = true;
  for (auto [from, to] : feedbackLayers)
    if (to >= 0 && to < count)
      graphStructure.inputConnectivity[to].emplace_back(from);
    else
      isSound = false;
  // An edge to nowhere spoils the graph, which `check` then refuses.
  if (isSound)
    setType(Composition::Type::SequentialLocalFeedback);
  else
    graphStructure.inputConnectivity.clear();
}

static std::vector<Layer> layersOf(int64_t inSize, int64_t outSize,
                                   int64_t widthSize, int64_t depth,
                                   Lambda activation, Lambda finalActivation,
                                   bool useBias, bool useFinalBias) {
  std::vector<Layer> layers;
  for (int64_t index = 0; index < depth; ++index) {
    std::string number = std::to_string(index);
    layers.emplace_back(
        Linear(index == 0 ? inSize : widthSize, widthSize, useBias),
        "layers." + number);
    layers.emplace_back(activation, "activation." + number);
  }
  layers.emplace_back(
      Linear(depth == 0 ? inSize : widthSize, outSize, useFinalBias),
      "layers." + std::to_string(depth));
  layers.emplace_back(finalActivation, "final_activation");
  return layers;
}

MLP::MLP(int64_t inSize, int64_t outSize, int64_t widthSize, int64_t depth,
         Lambda activation, Lambda finalActivation, bool useBias,
         bool useFinalBias)
    : StatefulModel(Composition::Type::MLP,
                    layersOf(inSize, outSize, widthSize, depth, activation,
                             finalActivation, useBias, useFinalBias)) {}
