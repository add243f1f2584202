// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Nir/ExportNir.h"
#include "compiler/Nir/Conventions.h"
#include "compiler/Nir/ExportNode.h"
#include "compiler/Nir/NirNetwork.h"
#include "compiler/Nir/ReadNode.h"
#include "compiler/Nir/ReadingOptions.h"
#include "snnc/FlatModel.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include <set>
#include <tuple>
#include <utility>

using namespace snnc;

namespace {

/// A node whose output some steps ago is part of a sum.
struct Term {
  size_t node;
  int64_t delay;
};

struct Edge {
  size_t source, target;
  int64_t delay;
};

class Exporter {
public:
  Exporter(const Model &model, const std::map<std::string, Shape> &shapes,
           Diagnostics &diagnostics)
      : model(model), flat(dissolve(model)), shapes(shapes),
        diagnostics(diagnostics) {}

  std::optional<NirFile> run();

private:
  bool isRead(const FlatLayer &layer) const {
    return shapes.count(layer.name) != 0;
  }
  void error(const FlatLayer &layer, const llvm::Twine &why) {
    diagnostics.error(layer.place,
                      "NIR cannot say the layer '" + layer.name + "': " + why);
  }
  Shape shapeOf(const FlatSource &source) const;
  Shape inputShape(const FlatLayer &layer) const;
  size_t addNode(NirNode node, const std::string &wanted, Shape shape);
  void addInputs();
  void addNodes();
  void addLayer(size_t index);
  void addParts(size_t index, const Linear &linear);
  void checkStart(const FlatLayer &layer);
  bool startsAtZero(size_t index);
  std::vector<Term> termsOf(const FlatSource &source, unsigned depth = 0);
  void connect();
  void addOutputs();
  void addEdge(Term term, size_t target);
  bool isImplied(const Edge &edge) const;
  bool readsAsMeant() const;
  void addDelays(bool all);

  const Model &model;
  FlatModel flat;
  const std::map<std::string, Shape> &shapes;
  Diagnostics &diagnostics;
  double dt = 1.0;
  std::vector<NirNode> nodes;
  /// By node, the shape that it gives out.
  std::vector<Shape> nodeShapes;
  llvm::StringSet<> names;
  std::vector<Edge> edges;
  /// By input and by layer, its nodes, whose sum is its output. None for layers
  /// that pass on what they read.
  std::vector<size_t> inputs;
  std::vector<std::vector<size_t>> parts;
  /// By layer, whether out(-1) is zeros, once that is known.
  std::vector<std::optional<bool>> zeroStarts;
};

} // namespace

//===----------------------------------------------------------------------===//
// What NIR cannot say
//===----------------------------------------------------------------------===//

/// Layers of which NIR needs no node.
static bool isPassing(const LayerClass &layer) {
  const auto *neuron = std::get_if<Neuron>(&layer);
  return std::holds_alternative<Identity>(layer) ||
         std::holds_alternative<Dropout>(layer) ||
         (neuron && snnc::isPassing(*neuron));
}

static bool isDrawn(const std::optional<Parameter> &parameter) {
  return parameter && parameter->init() && parameter->init()->isDrawn();
}

/// Whether values are drawn when the model is compiled.
static bool hasDraws(const LayerClass &layer) {
  return std::visit(
      [](const auto &own) {
        using Class = std::decay_t<decltype(own)>;
        if constexpr (std::is_same_v<Class, Linear> ||
                      std::is_base_of_v<Conv, Class>)
          return isDrawn(own.weight) || isDrawn(own.bias);
        if constexpr (std::is_base_of_v<SpikingNeuron, Class>)
          return isDrawn(own.threshold) ||
                 llvm::any_of(own.decayConstants, isDrawn);
        return false;
      },
      layer);
}

/// What an affine layer adds, if anything.
static const std::optional<Parameter> *biasOf(const LayerClass &layer) {
  return std::visit(
      [](const auto &own) -> const std::optional<Parameter> * {
        using Class = std::decay_t<decltype(own)>;
        if constexpr (std::is_same_v<Class, Linear> ||
                      std::is_base_of_v<Conv, Class>)
          return &own.bias;
        return nullptr;
      },
      layer);
}

/// Whether out(-1) of a layer is zeros (docs/Semantics.md, G3).
bool Exporter::startsAtZero(size_t index) {
  std::optional<bool> &known = zeroStarts[index];
  if (known)
    return *known;
  const FlatLayer &layer = flat.layers[index];
  if (!stateNames(layer.layer).empty()) {
    known = true;
    return true;
  }
  const std::optional<Parameter> *bias = biasOf(layer.layer);
  bool adds =
      bias && *bias && !((*bias)->number() && *(*bias)->number() == 0.0f);
  bool isZero = !adds && !std::holds_alternative<Threshold>(layer.layer);
  for (const FlatSource &source : layer.sources)
    if (isZero && !source.isInput && size_t(source.index) < index)
      isZero = startsAtZero(source.index);
  zeroStarts[index] = isZero;
  return isZero;
}

void Exporter::checkStart(const FlatLayer &layer) {
  bool startsByConvention =
      model.convention && startOf(*model.convention) != Start::Zero;
  if (!layer.initState.empty() && !startsByConvention)
    error(layer, "it has an init_state");
  for (const FlatSource &source : layer.sources)
    if (source.delay > 0 && !source.isInput && !startsAtZero(source.index))
      error(layer, "it reads '" + flat.layers[source.index].name +
                       "' with a delay, which does not start from zeros");
}

//===----------------------------------------------------------------------===//
// Nodes
//===----------------------------------------------------------------------===//

size_t Exporter::addNode(NirNode node, const std::string &wanted, Shape shape) {
  node.name = wanted;
  for (unsigned n = 2; !names.insert(node.name).second; ++n)
    node.name = wanted + "_" + std::to_string(n);
  nodes.push_back(std::move(node));
  nodeShapes.push_back(std::move(shape));
  return nodes.size() - 1;
}

void Exporter::addInputs() {
  for (const Input &input : flat.inputs)
    inputs.push_back(
        addNode(makeNode("Input", {integerField("shape", input.shape)}),
                input.name, input.shape));
}

Shape Exporter::shapeOf(const FlatSource &source) const {
  if (source.isInput)
    return flat.inputs[source.index].shape;
  auto found = shapes.find(flat.layers[source.index].name);
  return found == shapes.end() ? Shape() : found->second;
}

Shape Exporter::inputShape(const FlatLayer &layer) const {
  return layer.sources.empty() ? Shape() : shapeOf(layer.sources.front());
}

/// A sum over joined inputs is a sum of sums, a node each.
void Exporter::addParts(size_t index, const Linear &linear) {
  const FlatLayer &layer = flat.layers[index];
  if (shapes.at(layer.name).size() > 1)
    return error(layer, "it is applied along the last axis of a tensor, and "
                        "NIR's takes a vector");
  int64_t first = 0;
  for (const FlatSource &source : layer.sources) {
    int64_t count = shapeOf(source).front();
    parts[index].push_back(addNode(exportColumns(linear, first, count),
                                   layer.name, Shape{linear.outFeatures}));
    first += count;
  }
}

void Exporter::addLayer(size_t index) {
  const FlatLayer &layer = flat.layers[index];
  bool joins = layer.sources.size() > 1 && layer.merge == Merge::Concat;
  const auto *linear = std::get_if<Linear>(&layer.layer);
  if (hasDraws(layer.layer))
    return error(layer, "its parameters are drawn when it is compiled");
  if (layer.sources.size() > 1 && layer.merge == Merge::Product)
    return error(layer, "it multiplies what it reads, which NIR adds up");
  if (joins && linear)
    return addParts(index, *linear);
  if (joins)
    return error(layer, "it joins what it reads, which NIR adds up");
  if (isPassing(layer.layer))
    return;
  ExportContext context{inputShape(layer), shapes.at(layer.name), dt};
  auto node = exportNode(layer.layer, context);
  if (node)
    parts[index].push_back(
        addNode(std::move(*node), layer.name, context.output));
  else
    error(layer, llvm::toString(node.takeError()));
}

/// The time step of the first layer that has one.
static double stepOf(const FlatModel &flat) {
  for (const FlatLayer &layer : flat.layers) {
    double dt = std::visit(
        [](const auto &own) {
          using Class = std::decay_t<decltype(own)>;
          if constexpr (std::is_base_of_v<NirLI, Class> ||
                        std::is_base_of_v<CubaLI, Class> ||
                        std::is_base_of_v<I, Class>)
            return own.rule.dt;
          if constexpr (std::is_same_v<Class, Delay>)
            return own.dt;
          return 0.0;
        },
        layer.layer);
    if (dt > 0)
      return dt;
  }
  return 1.0;
}

void Exporter::addNodes() {
  dt = stepOf(flat);
  parts.resize(flat.layers.size());
  zeroStarts.resize(flat.layers.size());
  for (size_t index = 0; index < flat.layers.size(); ++index) {
    if (!isRead(flat.layers[index]))
      continue;
    checkStart(flat.layers[index]);
    addLayer(index);
  }
}

//===----------------------------------------------------------------------===//
// Edges
//===----------------------------------------------------------------------===//

/// What a source is the sum of.
std::vector<Term> Exporter::termsOf(const FlatSource &source, unsigned depth) {
  if (source.isInput)
    return {{inputs[source.index], source.delay}};
  std::vector<Term> terms;
  for (size_t part : parts[source.index])
    terms.push_back({part, source.delay});
  const FlatLayer &layer = flat.layers[source.index];
  if (!terms.empty() || !isPassing(layer.layer))
    return terms;
  if (depth > flat.layers.size()) {
    error(layer, "it is on a cycle of layers that only pass on what they read");
    return {};
  }
  for (const FlatSource &inner : layer.sources)
    for (Term term : termsOf(inner, depth + 1))
      terms.push_back({term.node, term.delay + source.delay});
  return terms;
}

/// NIR has an edge once: one that is there already goes through a factor of 1.
void Exporter::addEdge(Term term, size_t target) {
  bool isLateSpike = model.convention && isLate(*model.convention) &&
                     givesSpikes(nodes[term.node]) && term.delay > 0;
  Edge edge{term.node, target, term.delay - isLateSpike};
  bool isTaken = llvm::any_of(edges, [&](const Edge &other) {
    return other.source == edge.source && other.target == edge.target;
  });
  if (isTaken) {
    Shape shape = nodeShapes[term.node];
    NirNode scale = makeNode("Scale", {floatField("scale", 1.0f, shape)});
    size_t between =
        addNode(std::move(scale), nodes[term.node].name + "_again", shape);
    edges.push_back({between, target, 0});
    edge.target = between;
  }
  edges.push_back(edge);
}

void Exporter::connect() {
  for (auto [index, layer] : llvm::enumerate(flat.layers)) {
    const std::vector<size_t> &own = parts[index];
    for (auto [number, source] : llvm::enumerate(layer.sources)) {
      if (own.empty())
        break;
      size_t target = own[own.size() > 1 ? number : 0];
      for (Term term : termsOf(source))
        addEdge(term, target);
    }
  }
}

void Exporter::addOutputs() {
  for (const FlatOutput &output : flat.outputs) {
    const FlatLayer &layer = flat.layers[output.layer];
    if (output.reduce != Reduce::None)
      diagnostics.error(output.place, "NIR cannot say the output '" +
                                          output.name +
                                          "': it is reduced over time");
    size_t node = addNode(
        makeNode("Output", {integerField("shape", shapes.at(layer.name))}),
        names.contains(output.name) ? output.name + "_output" : output.name,
        shapes.at(layer.name));
    for (Term term : termsOf({false, output.layer, 0, {}}))
      addEdge(term, node);
  }
}

//===----------------------------------------------------------------------===//
// Delays
//===----------------------------------------------------------------------===//

/// Whether a reader may delay the edge without being told.
bool Exporter::isImplied(const Edge &edge) const {
  bool asNirtorch = model.convention && hasNirtorchBias(*model.convention);
  return edge.delay == 1 &&
         (asNirtorch || roleOf(nodes[edge.source].type) == NirRole::Neuron);
}

/// Whether the reader's rule delays the very edges that are delayed.
bool Exporter::readsAsMeant() const {
  NirNetwork network;
  for (const NirNode &node : nodes)
    network.nodes.push_back({node.name,
                             &node,
                             roleOf(node.type).value_or(NirRole::Stateless),
                             {},
                             {},
                             node.type == "Delay"});
  for (auto [index, edge] : llvm::enumerate(edges)) {
    network.nodes[edge.source].out.push_back(index);
    network.nodes[edge.target].in.push_back(index);
    network.edges.push_back({edge.source, edge.target});
  }
  Diagnostics unheard;
  bool asNirtorch = model.convention && hasNirtorchBias(*model.convention);
  delayEdges(network, {false, asNirtorch}, "", unheard);
  for (auto [read, edge] : llvm::zip(network.edges, edges))
    if (!network.nodes[edge.target].isShortened && read.delay != edge.delay)
      return false;
  return !unheard.hasErrors();
}

/// Writes delays as nodes: all of them, or those that no reader would imply.
void Exporter::addDelays(bool all) {
  std::map<std::pair<size_t, int64_t>, size_t> delays;
  std::vector<Edge> kept;
  for (Edge edge : edges) {
    if (edge.delay == 0 || (!all && isImplied(edge))) {
      kept.push_back(edge);
      continue;
    }
    auto [found, isNew] = delays.try_emplace({edge.source, edge.delay}, 0);
    if (isNew) {
      float seconds = float(double(edge.delay) * dt);
      Shape shape = nodeShapes[edge.source];
      NirField field = floatField("delay", seconds, shape);
      found->second = addNode(makeNode("Delay", {std::move(field)}),
                              nodes[edge.source].name + "_delay", shape);
      kept.push_back({edge.source, found->second, 0});
    }
    kept.push_back({found->second, edge.target, 0});
  }
  edges = std::move(kept);
}

//===----------------------------------------------------------------------===//
// The file
//===----------------------------------------------------------------------===//

std::optional<NirFile> Exporter::run() {
  unsigned errors = diagnostics.errorCount();
  addInputs();
  addNodes();
  if (diagnostics.errorCount() == errors) {
    connect();
    addOutputs();
  }
  if (diagnostics.errorCount() != errors)
    return std::nullopt;
  addDelays(/*all=*/false);
  if (!readsAsMeant())
    addDelays(/*all=*/true);
  NirFile file;
  for (const Edge &edge : edges)
    file.graph.edges.push_back(
        {nodes[edge.source].name, nodes[edge.target].name});
  file.graph.nodes = std::move(nodes);
  std::map<std::string, std::string> metadata = model.metadata;
  if (std::string options = readingOptions(model); !options.empty())
    metadata["snnc"] = options;
  for (const auto &[key, text] : metadata)
    file.metadata.push_back(textField(key, text));
  return file;
}

std::optional<NirFile>
snnc::exportNir(const Model &model, const std::map<std::string, Shape> &shapes,
                Diagnostics &diagnostics) {
  return Exporter(model, shapes, diagnostics).run();
}
