// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A model in NIR's terms, layer by layer and edge by edge.

#include "compiler/Nir/Graph/DraftParts.h"
#include "compiler/Nir/Graph/NirDraft.h"
#include "compiler/Nir/Layers/NodeToLayer.h"
#include "compiler/Spec/StepConstants.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include <utility>

using namespace snnc;

namespace {

/// A node whose output some steps ago is part of a sum.
struct Term {
  size_t node;
  int64_t delay;
};

class Drafter {
public:
  Drafter(const Model &model, const std::map<std::string, Shape> &shapes,
          Diagnostics &diagnostics)
      : model(model), flat(dissolve(model)), shapes(shapes),
        diagnostics(diagnostics) {}

  std::optional<NirDraft> run();

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
  size_t addNode(NirDraft::Node node, const std::string &wanted);
  size_t addSum(const std::string &wanted, const Shape &shape);
  void addInputs();
  void addNodes();
  void addLayer(size_t index);
  void addJoined(size_t index, const Linear &linear);
  void checkStart(const FlatLayer &layer);
  bool startsAtZero(size_t index);
  std::vector<Term> termsOf(const FlatSource &source, bool isFirst,
                            unsigned depth = 0);
  Term sumOf(size_t index, unsigned depth);
  void connect();
  void addOutputs();
  void addEdge(Term term, size_t target);

  const Model &model;
  FlatModel flat;
  const std::map<std::string, Shape> &shapes;
  Diagnostics &diagnostics;
  NirDraft draft;
  llvm::StringSet<> names;
  /// By input and by layer, its node; none of layers that pass on what they
  /// read.
  std::vector<size_t> inputs;
  std::vector<std::optional<size_t>> own;
  /// By layer, the nodes that its sources lead to, where each has one.
  std::vector<std::vector<size_t>> entries;
  /// By layer that passes on a sum, a node for it, once one is needed.
  std::map<size_t, size_t> sums;
  /// By layer, whether out(-1) is zeros, once that is known.
  std::vector<std::optional<bool>> zeroStarts;
};

} // namespace

//===----------------------------------------------------------------------===//
// Before the first step
//===----------------------------------------------------------------------===//

/// Whether out(-1) of a layer is zeros (docs/Semantics.md, G3).
bool Drafter::startsAtZero(size_t index) {
  std::optional<bool> &known = zeroStarts[index];
  if (known)
    return *known;
  const FlatLayer &layer = flat.layers[index];
  // What is kept for later is zeros before anything was.
  if (!stateNames(layer.layer).empty() ||
      std::holds_alternative<Delay>(layer.layer)) {
    known = true;
    return true;
  }
  bool isZero = keepsZeros(layer.layer);
  for (const FlatSource &source : layer.sources)
    if (isZero && !source.isInput && size_t(source.index) < index)
      isZero = startsAtZero(source.index);
  zeroStarts[index] = isZero;
  return isZero;
}

void Drafter::checkStart(const FlatLayer &layer) {
  for (const FlatSource &source : layer.sources)
    if (source.delay > 0 && !source.isInput && !startsAtZero(source.index))
      error(layer, "it reads '" + flat.layers[source.index].name +
                       "' with a delay, which does not start from zeros");
}

//===----------------------------------------------------------------------===//
// Nodes
//===----------------------------------------------------------------------===//

size_t Drafter::addNode(NirDraft::Node node, const std::string &wanted) {
  node.name = wanted;
  for (unsigned n = 2; !names.insert(node.name).second; ++n)
    node.name = wanted + "_" + std::to_string(n);
  draft.nodes.push_back(std::move(node));
  return draft.nodes.size() - 1;
}

/// A node that adds up what leads to it: a factor of 1.
size_t Drafter::addSum(const std::string &wanted, const Shape &shape) {
  return addNode({"", "Scale", Scale{1.0f}, {}, {shape, shape}, {}}, wanted);
}

void Drafter::addInputs() {
  for (const Input &input : flat.inputs)
    inputs.push_back(
        addNode({"", "Input", {}, {}, {input.shape, input.shape}, input.place},
                input.name));
}

Shape Drafter::shapeOf(const FlatSource &source) const {
  if (source.isInput)
    return flat.inputs[source.index].shape;
  auto found = shapes.find(flat.layers[source.index].name);
  return found == shapes.end() ? Shape() : found->second;
}

Shape Drafter::inputShape(const FlatLayer &layer) const {
  return layer.sources.empty() ? Shape() : shapeOf(layer.sources.front());
}

/// What NIR adds up, it does not join. So each source gets a matrix that puts
/// it in its place, and the sum of these is the joined input, in the order in
/// which the layer adds up its columns (docs/Semantics.md, G5).
void Drafter::addJoined(size_t index, const Linear &linear) {
  const FlatLayer &layer = flat.layers[index];
  std::vector<bool> isBehind = layersBehind(flat, index);
  std::vector<int64_t> columns, places(layer.sources.size()), firsts;
  int64_t next = 0;
  for (const FlatSource &source : layer.sources) {
    firsts.push_back(next);
    next += shapeOf(source).front();
  }
  for (bool isOwn : {false, true})
    for (auto [number, source] : llvm::enumerate(layer.sources)) {
      if (isOwn != (!source.isInput && isBehind[source.index]))
        continue;
      places[number] = columns.size();
      for (int64_t k = 0; k < shapeOf(source).front(); ++k)
        columns.push_back(firsts[number] + k);
    }
  Linear whole = linear;
  whole.weight = reorderedColumns(linear, columns);
  Shape joined = {next};
  own[index] = addNode({"",
                        linear.bias ? "Affine" : "Linear",
                        whole,
                        {},
                        {joined, {linear.outFeatures}},
                        layer.place},
                       layer.name);
  for (auto [number, source] : llvm::enumerate(layer.sources)) {
    Linear part = placing(places[number], shapeOf(source).front(), next);
    entries[index].push_back(
        addNode({"", "Linear", part, {}, {shapeOf(source), joined}, {}},
                layer.name + "_part"));
    draft.edges.push_back({entries[index].back(), *own[index], 0});
  }
}

void Drafter::addLayer(size_t index) {
  const FlatLayer &layer = flat.layers[index];
  bool joins = layer.sources.size() > 1 && layer.merge == Merge::Concat;
  const auto *linear = std::get_if<Linear>(&layer.layer);
  if (hasDraws(layer.layer))
    return error(layer, "its parameters are drawn when it is compiled");
  if (layer.sources.size() > 1 && layer.merge == Merge::Product)
    return error(layer, "it multiplies what it reads, which NIR adds up");
  if (joins && linear && inputShape(layer).size() == 1)
    return addJoined(index, *linear);
  if (joins)
    return error(layer, "it joins what it reads, which NIR adds up");
  if (passesOn(layer.layer) && !layer.initState.empty())
    return error(layer, "it has an init_state");
  if (passesOn(layer.layer))
    return;
  ExportContext context{inputShape(layer), shapes.at(layer.name)};
  auto form = formOf(layer.layer, context, draft.dt);
  if (!form)
    return error(layer, llvm::toString(form.takeError()));
  auto node = exportNode(*form, context);
  if (!node)
    return error(layer, llvm::toString(node.takeError()));
  own[index] = addNode(
      {"", node->type, std::move(*form), layer.initState, context, layer.place},
      layer.name);
}

/// The time step of the first layer that has one: of neurons, then of Delays.
static std::optional<double> stepOf(const FlatModel &flat) {
  std::optional<double> step, delayStep;
  for (const FlatLayer &layer : flat.layers)
    std::visit(
        [&](const auto &own) {
          using Class = std::decay_t<decltype(own)>;
          if constexpr (std::is_base_of_v<NirLI, Class> ||
                        std::is_base_of_v<CubaLI, Class> ||
                        std::is_base_of_v<I, Class>)
            step = step.value_or(own.rule.dt);
          if constexpr (std::is_same_v<Class, Delay>)
            delayStep = delayStep.value_or(own.dt);
        },
        layer.layer);
  return step ? step : delayStep;
}

void Drafter::addNodes() {
  std::optional<double> recorded =
      model.convention ? model.convention->dt : std::nullopt;
  draft.dt = recorded ? *recorded : stepOf(flat).value_or(1.0);
  own.resize(flat.layers.size());
  entries.resize(flat.layers.size());
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

/// A layer that passes on a sum, as a node.
Term Drafter::sumOf(size_t index, unsigned depth) {
  const FlatLayer &layer = flat.layers[index];
  auto [found, isNew] = sums.try_emplace(index, 0);
  if (isNew) {
    size_t node = addSum(layer.name, shapes.at(layer.name));
    found->second = node;
    for (auto [number, source] : llvm::enumerate(layer.sources))
      for (Term term : termsOf(source, number == 0, depth + 1))
        addEdge(term, node);
  }
  return {sums.at(index), 0};
}

/// What a source is the sum of. A sum that is not the first of what is added up
/// stays one: (a + (b + c)) is not ((a + b) + c).
std::vector<Term> Drafter::termsOf(const FlatSource &source, bool isFirst,
                                   unsigned depth) {
  if (source.isInput)
    return {{inputs[source.index], source.delay}};
  if (own[source.index])
    return {{*own[source.index], source.delay}};
  const FlatLayer &layer = flat.layers[source.index];
  if (!passesOn(layer.layer))
    return {};
  if (depth > flat.layers.size()) {
    error(layer, "it is on a cycle of layers that only pass on what they read");
    return {};
  }
  std::vector<Term> terms;
  if (!isFirst && layer.sources.size() > 1)
    terms = {sumOf(source.index, depth)};
  else
    for (auto [number, inner] : llvm::enumerate(layer.sources))
      for (Term term : termsOf(inner, isFirst && number == 0, depth + 1))
        terms.push_back(term);
  for (Term &term : terms)
    term.delay += source.delay;
  return terms;
}

/// NIR has an edge once: one that is there already goes through a factor of 1.
void Drafter::addEdge(Term term, size_t target) {
  bool isTaken = llvm::any_of(draft.edges, [&](const NirDraft::Edge &other) {
    return other.source == term.node && other.target == target;
  });
  if (isTaken) {
    size_t between = addSum(draft.nodes[term.node].name + "_again",
                            draft.nodes[term.node].context.output);
    draft.edges.push_back({between, target, 0});
    target = between;
  }
  draft.edges.push_back({term.node, target, term.delay});
}

void Drafter::connect() {
  for (auto [index, layer] : llvm::enumerate(flat.layers))
    for (auto [number, source] : llvm::enumerate(layer.sources)) {
      if (!own[index])
        break;
      bool isApart = !entries[index].empty();
      size_t target = isApart ? entries[index][number] : *own[index];
      for (Term term : termsOf(source, isApart || number == 0))
        addEdge(term, target);
    }
}

void Drafter::addOutputs() {
  for (const FlatOutput &output : flat.outputs) {
    const FlatLayer &layer = flat.layers[output.layer];
    if (output.reduce != Reduce::None)
      diagnostics.error(output.place, "NIR cannot say the output '" +
                                          output.name +
                                          "': it is reduced over time");
    const Shape &shape = shapes.at(layer.name);
    size_t node = addNode({"", "Output", {}, {}, {shape, shape}, output.place},
                          names.contains(output.name) ? output.name + "_output"
                                                      : output.name);
    for (Term term : termsOf({false, output.layer, 0, {}}, true))
      addEdge(term, node);
  }
}

std::optional<NirDraft> Drafter::run() {
  unsigned errors = diagnostics.errorCount();
  addInputs();
  addNodes();
  if (diagnostics.errorCount() == errors) {
    connect();
    addOutputs();
  }
  if (diagnostics.errorCount() != errors)
    return std::nullopt;
  return std::move(draft);
}

std::optional<NirDraft>
snnc::draftNir(const Model &model, const std::map<std::string, Shape> &shapes,
               Diagnostics &diagnostics) {
  return Drafter(model, shapes, diagnostics).run();
}
