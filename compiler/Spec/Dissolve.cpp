// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Dissolves compositions into one graph (docs/Semantics.md, C1 to C4).

#include "snnc/FlatModel.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <map>
#include <string>
#include <utility>

using namespace snnc;

namespace {

/// One value that a layer reads: a source, or several that are to be joined.
struct Unit {
  std::vector<FlatSource> sources;
  Merge merge = Merge::Concat;
};

/// One level of the model: itself, or a composition in it.
struct Level {
  const GraphStructure &graph;
  Forward forward;
  const std::vector<Layer> &layers;
  /// The composition's path; empty for the model.
  std::string name;
  std::vector<uint32_t> keyPath;
  /// What stands for the level's external inputs.
  std::vector<Unit> inputs;
  /// Handles of its layers' outputs.
  std::vector<int64_t> outputs;
  /// Where the composition's own states start; null for the model.
  const std::map<std::string, Parameter> *initState = nullptr;
  /// Of how many layers one has a key: in an MLP, activations have none.
  uint32_t layersPerKey = 1;
  /// The composition's, for layers that its class has made.
  Place place = {};
};

/// Lists the layers of all levels. Until the end, the index of a source that is
/// a layer is a handle, as a layer may be read before its turn comes.
class Dissolver {
public:
  explicit Dissolver(const Model &model) : model(model) {}

  FlatModel run();

private:
  int64_t newHandle();
  void addLayer(FlatLayer layer, int64_t handle);
  void addLevel(Level &level);
  void addComposition(Level &parent, size_t index,
                      const Composition &composition, FlatLayer layer);
  void addSum(Level &level, const Composition &composition, FlatLayer layer,
              int64_t handle);
  FlatSource join(const Level &level, Unit unit);
  std::vector<Unit> getUnits(Level &level, size_t index, Merge merge);
  std::vector<FlatSource> getSources(Level &level, size_t index, Merge merge);

  const Model &model;
  FlatModel flat;
  /// By handle, the layer that gives the value.
  std::vector<int64_t> indices;
};

} // namespace

int64_t Dissolver::newHandle() {
  indices.push_back(-1);
  return indices.size() - 1;
}

void Dissolver::addLayer(FlatLayer layer, int64_t handle) {
  indices[handle] = flat.layers.size();
  flat.layers.push_back(std::move(layer));
}

//===----------------------------------------------------------------------===//
// What a layer reads
//===----------------------------------------------------------------------===//

int64_t snnc::delayOf(const Connection &edge, int64_t reader, Forward forward) {
  bool isBack = edge.source >= reader;
  return edge.delay.value_or(isBack || forward == Forward::Delayed);
}

/// One source with the value of several, for who cannot join them itself.
FlatSource Dissolver::join(const Level &level, Unit unit) {
  FlatLayer layer;
  layer.layer = Identity();
  layer.name = level.name + ".input";
  layer.place = unit.sources.front().place;
  layer.merge = unit.merge;
  layer.sources = std::move(unit.sources);
  FlatSource joined{false, newHandle(), 0, layer.place};
  addLayer(std::move(layer), joined.index);
  return joined;
}

/// The values that a layer with `merge` reads: connections first, then external
/// inputs (G4). An input that joins several sources in another way than the
/// layer does is joined first.
std::vector<Unit> Dissolver::getUnits(Level &level, size_t index, Merge merge) {
  std::vector<Unit> units;
  for (const Connection &edge : level.graph.inputConnectivity[index])
    units.push_back({{{false, level.outputs[edge.source],
                       delayOf(edge, index, level.forward), edge.place}}});
  for (int64_t id : level.graph.inputLayerIds[index]) {
    Unit &unit = level.inputs[id];
    bool areParts = unit.merge == Merge::Concat && merge == Merge::Concat;
    if (unit.sources.size() > 1 && !areParts)
      unit.sources = {join(level, unit)};
    units.push_back(unit);
  }
  return units;
}

std::vector<FlatSource> Dissolver::getSources(Level &level, size_t index,
                                              Merge merge) {
  std::vector<FlatSource> sources;
  for (const Unit &unit : getUnits(level, index, merge))
    llvm::append_range(sources, unit.sources);
  return sources;
}

//===----------------------------------------------------------------------===//
// Levels
//===----------------------------------------------------------------------===//

/// A layer whose name has the path of its level.
static FlatLayer withPath(const Level &level, size_t index) {
  FlatLayer layer{level.layers[index], {}};
  // What has no name of its own has the states of the whole.
  if (layer.name.empty() && level.initState)
    layer.initState = *level.initState;
  if (layer.place.file.empty())
    layer.place = level.place;
  bool isNested = !level.name.empty() && !layer.name.empty();
  layer.name = level.name + (isNested ? "." : "") + layer.name;
  layer.keyPath = level.keyPath;
  layer.keyPath.push_back(index / level.layersPerKey);
  return layer;
}

void Dissolver::addLevel(Level &level) {
  for (size_t index = 0; index < level.layers.size(); ++index) {
    FlatLayer layer = withPath(level, index);
    const LayerClass &given = level.layers[index].layer;
    if (const auto *composition = std::get_if<Composition>(&given)) {
      addComposition(level, index, *composition, std::move(layer));
      continue;
    }
    if (const auto *srm = std::get_if<SRM>(&given)) {
      addComposition(level, index, compositionOf(*srm), std::move(layer));
      continue;
    }
    layer.sources = getSources(level, index, layer.merge);
    addLayer(std::move(layer), level.outputs[index]);
  }
}

/// A composition's output is its final layer's, or a sum (C3).
void Dissolver::addComposition(Level &parent, size_t index,
                               const Composition &composition,
                               FlatLayer layer) {
  Level level{composition.graph,
              composition.forward,
              composition.layers,
              layer.name,
              layer.keyPath,
              {},
              {},
              &parent.layers[index].initState,
              composition.type == Composition::Type::MLP ? 2u : 1u,
              layer.place};
  if (countInputs(composition.graph) > 1)
    level.inputs = getUnits(parent, index, layer.merge);
  else
    level.inputs = {{getSources(parent, index, layer.merge), layer.merge}};
  for (size_t inner = 0; inner < level.layers.size(); ++inner)
    level.outputs.push_back(newHandle());
  int64_t handle = parent.outputs[index];
  bool endsInSum = isSum(composition.type);
  if (!endsInSum)
    level.outputs[composition.graph.finalLayerIds.front()] = handle;
  addLevel(level);
  if (endsInSum)
    addSum(level, composition, std::move(layer), handle);
  else if (layer.shape)
    flat.layers[indices[handle]].shape = layer.shape;
}

void Dissolver::addSum(Level &level, const Composition &composition,
                       FlatLayer layer, int64_t handle) {
  for (int64_t final : composition.graph.finalLayerIds)
    layer.sources.push_back({false, level.outputs[final], 0, layer.place});
  if (composition.type == Composition::Type::ResNetBlock) {
    Unit &input = level.inputs.front();
    if (input.sources.size() > 1)
      input.sources = {join(level, input)};
    layer.sources.push_back(input.sources.front());
  }
  layer.layer = Identity();
  layer.merge = Merge::Sum;
  addLayer(std::move(layer), handle);
}

FlatModel Dissolver::run() {
  flat.name = model.name;
  flat.place = model.place;
  flat.inputs = model.inputs;
  flat.forward = model.forward;
  Level level{model.graph, model.forward, model.layers, "", {}, {}, {}};
  for (size_t input = 0; input < model.inputs.size(); ++input)
    level.inputs.push_back(
        {{{true, static_cast<int64_t>(input), 0, model.inputs[input].place}}});
  for (size_t index = 0; index < model.layers.size(); ++index)
    level.outputs.push_back(newHandle());
  addLevel(level);
  for (FlatLayer &layer : flat.layers)
    for (FlatSource &source : layer.sources)
      if (!source.isInput)
        source.index = indices[source.index];
  for (auto [output, layer] :
       llvm::zip(model.outputs, model.graph.finalLayerIds))
    flat.outputs.push_back({output, indices[level.outputs[layer]]});
  return std::move(flat);
}

FlatModel snnc::dissolve(const Model &model) { return Dissolver(model).run(); }
