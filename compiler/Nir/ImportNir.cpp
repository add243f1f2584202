// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A NIR network as a model: a layer a node, in an order that its edges allow.

#include "compiler/Nir/ImportNir.h"
#include "compiler/Nir/Conventions/Conventions.h"
#include "compiler/Nir/Conventions/Readings.h"
#include "compiler/Nir/File/ReadNirFile.h"
#include "compiler/Nir/Graph/NirShapes.h"
#include "compiler/Nir/Layers/NodeToLayer.h"
#include "compiler/Spec/Broadcast.h"
#include "compiler/Spec/CheckConstants.h"
#include "compiler/Spec/ConventionText.h"
#include "compiler/Spec/Names.h"
#include "compiler/Spec/ObjectReader.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include <algorithm>
#include <map>
#include <utility>

using namespace snnc;
using llvm::StringRef;

namespace {

class Importer {
public:
  Importer(NirImport &result, std::string path,
           const std::optional<Convention> &given, Diagnostics &diagnostics)
      : file(*result.file), network(*result.network), names(result.names),
        path(std::move(path)), given(given),
        convention(given.value_or(Convention())), diagnostics(diagnostics) {}

  std::optional<Model> run();

private:
  Place at(const std::string &node) const { return {path, 0, 0, node}; }
  std::optional<double> stepOf(const NirNetwork::Node &node) const {
    return given ? snnc::stepOf(*given, *node.node) : std::nullopt;
  }
  std::optional<Convention> resolved() const;
  void addMetadata(llvm::ArrayRef<NirField> fields, const std::string &prefix);
  bool isLayer(size_t node) const {
    NirRole role = network.nodes[node].role;
    return role == NirRole::Neuron || role == NirRole::Stateless;
  }
  void markDelays();
  void addInputs();
  void addLayer(size_t node);
  std::optional<Layer> read(size_t node);
  void fit(Layer &layer, const std::optional<Shape> &input);
  void shorten(size_t node, Layer &layer);
  void checkOutputs();
  void addOutput(size_t node);
  int64_t layerForOutput(const NirNetwork::Node &output);
  std::string uniqueName(StringRef wanted);
  int64_t append(Layer layer);
  int64_t keep(size_t source);
  std::vector<bool> inputsBeforeOthers(const NirNetwork::Node &node) const;
  void passInputs();
  void addSource(int64_t reader, size_t source, int64_t delay, bool isPassed);
  void addSources(int64_t reader, const NirNetwork::Node &node);

  const NirFile &file;
  NirNetwork &network;
  std::vector<std::string> &names;
  std::string path;
  const std::optional<Convention> &given;
  Convention convention;
  Diagnostics &diagnostics;
  Model model;
  NirShapes shapes;
  /// By node, which input or layer it is.
  std::vector<int64_t> numbers;
  /// By node without a state, the layer that keeps what comes from it; by
  /// Input, the one that passes it on.
  std::map<size_t, int64_t> keepers, passers;
  llvm::StringSet<> taken, takenByOutputs;
};

} // namespace

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

/// A layer's name that says a node's: its parts, between dots, as identifiers
/// or digits.
static std::string toLayerName(StringRef path) {
  if (isLayerName(path))
    return path.str();
  llvm::SmallVector<StringRef> parts;
  path.split(parts, '.', -1, /*KeepEmpty=*/false);
  std::string name;
  for (StringRef part : parts)
    name += (name.empty() ? "" : ".") +
            (isLayerName(part) ? part.str() : toCIdentifier(part));
  return isLayerName(name) ? name : toCIdentifier(path);
}

static std::string findFree(std::string wanted, llvm::StringSet<> &taken) {
  std::string name = wanted;
  for (unsigned n = 2; !taken.insert(toCIdentifier(name)).second; ++n)
    name = wanted + "_" + std::to_string(n);
  return name;
}

/// Symbols are made of names, so their identifiers must differ.
std::string Importer::uniqueName(StringRef wanted) {
  return findFree(toLayerName(wanted), taken);
}

//===----------------------------------------------------------------------===//
// Nodes
//===----------------------------------------------------------------------===//

/// Delays of a step and more may break cycles.
void Importer::markDelays() {
  for (NirNetwork::Node &node : network.nodes) {
    const NirField *field =
        node.node->type == "Delay" ? node.node->find("delay") : nullptr;
    std::optional<Tensor> delays = field ? field->numbers() : std::nullopt;
    std::optional<double> dt = stepOf(node);
    if (!delays || !dt || field->count() == 0)
      continue;
    node.isDelay =
        llvm::all_of(Constants(Parameter(*delays)).values(),
                     [&](double delay) { return delay >= 0.5 * *dt; });
  }
}

void Importer::addInputs() {
  for (auto [index, node] : llvm::enumerate(network.nodes)) {
    if (node.role != NirRole::Input)
      continue;
    Input input;
    input.name = findFree(toCName(node.path, NameUse::Port), taken);
    input.shape = shapes.out[index].value_or(Shape());
    input.place = at(node.path);
    numbers[index] = model.inputs.size();
    names[index] = input.name;
    model.inputs.push_back(std::move(input));
  }
  if (model.inputs.empty())
    diagnostics.error({path}, "the network has no Input");
}

int64_t Importer::append(Layer layer) {
  model.layers.push_back(std::move(layer));
  model.graph.inputLayerIds.emplace_back();
  model.graph.inputConnectivity.emplace_back();
  return model.layers.size() - 1;
}

/// Takes the step off a Delay that its edges have already.
void Importer::shorten(size_t node, Layer &layer) {
  if (!network.nodes[node].isShortened)
    return;
  auto &delay = std::get<Delay>(layer.layer);
  delay = later(delay, -1);
}

std::optional<Layer> Importer::read(size_t index) {
  const NirNetwork::Node &node = network.nodes[index];
  NodeFields reader(*node.node, at(node.path), diagnostics);
  NodeContext context = contextOf(network, index, convention, shapes.in[index]);
  context.dt = stepOf(node).value_or(1.0);
  // Whether a delay fits a step is open where the step is.
  if (node.node->type == "Delay" && !stepOf(node))
    return std::nullopt;
  std::optional<Layer> layer = readNode(reader, context);
  if (layer)
    fit(*layer, shapes.in[index]);
  return layer;
}

/// Gives a layer whose numbers have a shape that of what it reads.
void Importer::fit(Layer &layer, const std::optional<Shape> &input) {
  if (!layer.shape)
    return;
  if (input && !broadcasts(*layer.shape, *input))
    diagnostics.error(layer.place, "its numbers have the shape " +
                                       toString(*layer.shape) +
                                       ", but it reads " + toString(*input));
  layer.shape = input;
}

void Importer::addLayer(size_t index) {
  const NirNetwork::Node &node = network.nodes[index];
  if (node.in.empty())
    diagnostics.error(at(node.path), "no edge leads to this node");
  std::optional<Layer> layer = read(index);
  if (!layer)
    return;
  shorten(index, *layer);
  layer->name = uniqueName(node.path);
  layer->merge = Merge::Sum;
  names[index] = layer->name;
  numbers[index] = append(std::move(*layer));
}

//===----------------------------------------------------------------------===//
// Edges
//===----------------------------------------------------------------------===//

/// A layer that keeps what comes from a node without a state, which before the
/// first step is zeros.
int64_t Importer::keep(size_t source) {
  auto [found, isNew] = keepers.try_emplace(source, 0);
  if (!isNew)
    return found->second;
  const NirNetwork::Node &node = network.nodes[source];
  Layer keeper(passing(), uniqueName(node.path + "_last"));
  keeper.place = at(node.path);
  found->second = append(std::move(keeper));
  addSource(found->second, source, 0, false);
  return found->second;
}

/// By edge into a node, whether it comes from an Input and another that does
/// not comes behind it. A layer adds up its inputs last (docs/Semantics.md,
/// G1), a node as its edges are (M7); of two terms that is the same.
std::vector<bool>
Importer::inputsBeforeOthers(const NirNetwork::Node &node) const {
  std::vector<bool> found(node.in.size());
  bool hasOther = false;
  for (size_t k = node.in.size(); k-- > 0 && node.in.size() > 2;) {
    const NirNetwork::Edge &edge = network.edges[node.in[k]];
    bool isInput =
        network.nodes[edge.source].role == NirRole::Input && edge.delay == 0;
    found[k] = isInput && hasOther;
    hasOther |= !isInput;
  }
  return found;
}

/// Layers that pass on Inputs, for nodes that add them up before others.
void Importer::passInputs() {
  for (const NirNetwork::Node &node : network.nodes) {
    std::vector<bool> isBefore = inputsBeforeOthers(node);
    for (auto [index, edge] : llvm::enumerate(node.in)) {
      size_t source = network.edges[edge].source;
      if (!isBefore[index] || passers.count(source))
        continue;
      const NirNetwork::Node &input = network.nodes[source];
      Layer passer(Identity(), uniqueName(input.path + "_passed"));
      passer.place = at(input.path);
      passers[source] = append(std::move(passer));
      addSource(passers[source], source, 0, false);
    }
  }
}

/// `reader` reads a node, `delay` steps late.
void Importer::addSource(int64_t reader, size_t source, int64_t delay,
                         bool isPassed) {
  const NirNetwork::Node &node = network.nodes[source];
  if (isPassed) {
    model.graph.inputConnectivity[reader].push_back(
        {passers.at(source), std::nullopt, at(node.path)});
    return;
  }
  if (node.role == NirRole::Input && delay == 0) {
    model.graph.inputLayerIds[reader].push_back(numbers[source]);
    return;
  }
  bool isKept = delay > 0 && node.role != NirRole::Neuron;
  int64_t layer = isKept ? keep(source) : numbers[source];
  bool isImplied = delay == (layer >= reader ? 1 : 0);
  model.graph.inputConnectivity[reader].push_back(
      {layer, isImplied ? std::nullopt : std::optional(delay), at(node.path)});
}

void Importer::addSources(int64_t reader, const NirNetwork::Node &node) {
  std::vector<bool> isBefore = inputsBeforeOthers(node);
  for (auto [index, edge] : llvm::enumerate(node.in))
    addSource(reader, network.edges[edge].source, network.edges[edge].delay,
              isBefore[index]);
}

/// The one layer that an Output reads as it is, or a layer that makes it so.
int64_t Importer::layerForOutput(const NirNetwork::Node &output) {
  const NirNetwork::Edge &first = network.edges[output.in.front()];
  bool isPlain = output.in.size() == 1 && first.delay == 0 &&
                 network.nodes[first.source].role != NirRole::Input;
  int64_t layer = isPlain ? numbers[first.source] : -1;
  if (isPlain && !llvm::is_contained(model.graph.finalLayerIds, layer))
    return layer;
  Layer joining(Identity(), uniqueName(output.path));
  joining.place = at(output.path);
  joining.merge = Merge::Sum;
  layer = append(std::move(joining));
  addSources(layer, output);
  return layer;
}

void Importer::checkOutputs() {
  bool hasOutput = false;
  for (const NirNetwork::Node &node : network.nodes) {
    hasOutput |= node.role == NirRole::Output;
    if (node.role == NirRole::Output && node.in.empty())
      diagnostics.error(at(node.path), "no edge leads to this Output");
  }
  if (!hasOutput)
    diagnostics.error({path}, "the network has no Output");
}

void Importer::addOutput(size_t index) {
  const NirNetwork::Node &node = network.nodes[index];
  model.graph.finalLayerIds.push_back(layerForOutput(node));
  std::string name =
      findFree(toCName(node.path, NameUse::Port), takenByOutputs);
  names[index] = name;
  Output &output = model.outputs.emplace_back();
  output.name = name;
  output.place = at(node.path);
}

//===----------------------------------------------------------------------===//
// The network
//===----------------------------------------------------------------------===//

/// Short texts and single numbers: what a person wrote.
void Importer::addMetadata(llvm::ArrayRef<NirField> fields,
                           const std::string &prefix) {
  for (const NirField &field : fields) {
    std::optional<Tensor> number = field.numbers();
    if (field.text())
      model.metadata[prefix + field.name] = *field.text();
    else if (number && field.count() == 1)
      model.metadata[prefix + field.name] = formatNumber(*number->data);
  }
}

/// What was given, with what it leaves to its preset.
std::optional<Convention> Importer::resolved() const {
  if (!given)
    return std::nullopt;
  Convention whole = *given;
  if (!whole.dt && given->preset != Preset::Rockpool)
    for (const NirNetwork::Node &node : network.nodes)
      if (needsStep(*node.node))
        whole.dt = stepOf(node);
  if (hasNirtorchBias(*given))
    whole.nirtorchBias = true;
  if (isLate(*given))
    whole.late = true;
  return whole;
}

/// With what options exportNir wrote the file; "" where something else did.
static std::string recordedOptions(const NirFile &file) {
  for (const NirField &field : file.metadata)
    if (field.name == "snnc" && field.text())
      return *field.text();
  return "";
}

std::optional<Model> Importer::run() {
  unsigned errors = diagnostics.errorCount();
  names.resize(network.nodes.size());
  numbers.assign(network.nodes.size(), -1);
  checkReadings(network, given, recordedOptions(file), path, diagnostics);
  shapes = inferShapes(network, convention, path, diagnostics);
  addInputs();
  markDelays();
  delayEdges(network, {isLate(convention), hasNirtorchBias(convention)}, path,
             diagnostics);
  std::vector<size_t> order = sortNodes(network);
  passInputs();
  for (size_t node : order)
    if (isLayer(node))
      addLayer(node);
  checkOutputs();
  if (diagnostics.errorCount() != errors)
    return std::nullopt;
  for (size_t node : order)
    if (isLayer(node))
      addSources(numbers[node], network.nodes[node]);
    else if (network.nodes[node].role == NirRole::Output)
      addOutput(node);
  model.name = modelNameFor(path);
  model.place = {path};
  model.convention = resolved();
  addMetadata(file.metadata, "");
  for (auto [index, node] : llvm::enumerate(network.nodes))
    if (!names[index].empty())
      addMetadata(node.node->metadata, names[index] + ".");
  model.graph.numLayers = model.layers.size();
  checkConstants(model, diagnostics);
  return std::move(model);
}

NirImport snnc::importNir(NirFile file, StringRef path,
                          const std::optional<Convention> &convention,
                          Diagnostics &diagnostics) {
  NirImport result;
  result.file = std::move(file);
  bool isSpyx = convention && convention->preset == Preset::Spyx;
  result.network = flatten(
      *result.file, isSpyx ? NestedInput::IntoNeuron : NestedInput::AsWritten,
      path.str(), diagnostics);
  if (result.network)
    result.model = Importer(result, path.str(), convention, diagnostics).run();
  return result;
}

NirImport snnc::importNir(StringRef path,
                          const std::optional<Convention> &convention,
                          Diagnostics &diagnostics) {
  std::optional<NirFile> file = readNirFile(path, diagnostics);
  if (!file)
    return {};
  NirImport result = importNir(std::move(*file), path, convention, diagnostics);
  if (result.model)
    result.model->files = {path.str()};
  return result;
}
