// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/ReadGraph.h"
#include "compiler/Spec/Names.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include <utility>

using namespace snnc;
using llvm::StringRef;
using llvm::Twine;

/// Steps of an edge's delay: the compiled model keeps so many outputs.
static constexpr Range delays = {0, std::numeric_limits<int32_t>::max()};

//===----------------------------------------------------------------------===//
// The form of SNNAX's GraphStructure
//===----------------------------------------------------------------------===//

/// An index into `count` things; nullopt, reported, when it is none.
static std::optional<int64_t> readId(const Report &report,
                                     const JsonValue &value, StringRef key,
                                     size_t count, StringRef what) {
  std::optional<int64_t> id = readInteger(report, value, key, {});
  if (!id || (*id >= 0 && static_cast<size_t>(*id) < count))
    return id;
  report.error(value, "'" + key + "' names " + what + " " + Twine(*id) +
                          ", but there are " + Twine(count) +
                          ", counted from 0");
  return std::nullopt;
}

/// Calls `add(layer, id, value)` for each id in a list of one list a layer.
template <typename Add>
static void readIdLists(ObjectReader &graph, StringRef key, size_t layers,
                        size_t count, StringRef what, Add add) {
  const JsonValue *value = graph.require(key);
  const Report &report = graph.report();
  const auto *lists = value ? readArray(report, *value, key) : nullptr;
  if (!lists)
    return;
  if (lists->size() != layers)
    report.expected(*value, key,
                    "one list for each of the " + Twine(layers) + " layers");
  for (auto [layer, list] : llvm::enumerate(*lists)) {
    const auto *ids = readArray(report, list, key);
    if (!ids || layer >= layers)
      continue;
    for (const JsonValue &item : *ids)
      if (auto id = readId(report, item, key, count, what))
        add(layer, *id, item);
  }
}

static void readFinalLayers(ObjectReader &object, Model &model) {
  constexpr StringRef key = "final_layer_ids";
  GraphStructure &graph = model.graph;
  const JsonValue *value = object.find(key);
  if (!value) {
    graph.finalLayerIds = {graph.numLayers - 1};
    return;
  }
  const Report &report = object.report();
  const auto *ids = readArray(report, *value, key);
  if (!ids)
    return;
  if (ids->empty())
    report.expected(*value, key, "at least one layer");
  for (const JsonValue &item : *ids)
    if (auto id = readId(report, item, key, graph.numLayers, "layer"))
      graph.finalLayerIds.push_back(*id);
}

static void readStructure(const JsonValue &value, const Report &report,
                          Model &model) {
  GraphStructure &graph = model.graph;
  size_t layers = model.layers.size();
  ObjectReader object(report, value, "a graph");
  if (const JsonValue *count = object.require("num_layers")) {
    std::optional<int64_t> said =
        readInteger(report, *count, "num_layers", positive);
    if (said && static_cast<size_t>(*said) != layers)
      report.expected(*count, "num_layers",
                      Twine(layers) + ", the number of layers");
  }
  readIdLists(object, "input_connectivity", layers, layers, "layer",
              [&](size_t layer, int64_t id, const JsonValue &item) {
                graph.inputConnectivity[layer].emplace_back(id, std::nullopt,
                                                            report.at(item));
              });
  readIdLists(object, "input_layer_ids", layers, model.inputs.size(),
              "external input", [&](size_t layer, int64_t id, const auto &) {
                graph.inputLayerIds[layer].push_back(id);
              });
  readFinalLayers(object, model);
  object.finish();
}

//===----------------------------------------------------------------------===//
// The form with names: each layer's `from`
//===----------------------------------------------------------------------===//

namespace {

class FromReader {
public:
  FromReader(const Report &report, Model &model)
      : report(report), model(model) {
    for (auto [id, input] : llvm::enumerate(model.inputs))
      inputs[input.name] = id;
    for (auto [id, layer] : llvm::enumerate(model.layers))
      layers[layer.name] = id;
  }

  void readLayer(size_t layer, const JsonValue &from) {
    const auto *sources = from.getIf<JsonValue::Array>();
    for (const JsonValue &source :
         sources ? llvm::ArrayRef(*sources) : llvm::ArrayRef(from))
      readSource(layer, source);
  }

private:
  void readSource(size_t layer, const JsonValue &value) {
    if (value.getIf<JsonValue::Object>())
      return readDelayed(layer, value);
    const std::string *name = value.getIf<std::string>();
    if (!name) {
      report.expected(value, "from",
                      "the name of a layer or an input, or an object with "
                      "'layer' and 'delay'");
      return;
    }
    if (auto input = inputs.find(*name); input != inputs.end())
      model.graph.inputLayerIds[layer].push_back(input->second);
    else if (auto id = findLayer(value, *name))
      connect(layer, *id, std::nullopt, value);
  }

  void readDelayed(size_t layer, const JsonValue &value) {
    ObjectReader object(report, value, "a source");
    const JsonValue *source = object.require("layer");
    const JsonValue *steps = object.find("delay");
    object.finish();
    std::optional<std::string> name =
        source ? readString(report, *source, "layer") : std::nullopt;
    std::optional<int64_t> delay =
        steps ? readInteger(report, *steps, "delay", delays) : std::nullopt;
    if (!name || (steps && !delay))
      return;
    if (inputs.count(*name)) {
      report.error(*source, "'" + *name +
                                "' is an external input; only a layer "
                                "can be read with a delay");
      return;
    }
    std::optional<int64_t> id = findLayer(*source, *name);
    if (id && delay == 0 && static_cast<size_t>(*id) >= layer)
      report.error(*steps, "layer '" + *name + "' runs after '" +
                               model.layers[layer].name +
                               "' or is the same, so its output can be read "
                               "with a delay of at least 1, not 0");
    else if (id)
      connect(layer, *id, delay, value);
  }

  std::optional<int64_t> findLayer(const JsonValue &value,
                                   const std::string &name) {
    if (auto found = layers.find(name); found != layers.end())
      return found->second;
    llvm::SmallVector<StringRef> names = llvm::to_vector(layers.keys());
    llvm::append_range(names, inputs.keys());
    report.error(value, "no layer and no input is named '" + name +
                            "'; the nearest name is '" +
                            nearestName(name, names) + "'");
    return std::nullopt;
  }

  void connect(size_t layer, int64_t source, std::optional<int64_t> delay,
               const JsonValue &value) {
    model.graph.inputConnectivity[layer].emplace_back(source, delay,
                                                      report.at(value));
  }

  const Report &report;
  Model &model;
  llvm::StringMap<int64_t> inputs, layers;
};

} // namespace

static void readSources(llvm::ArrayRef<const JsonValue *> from,
                        const Report &report, Model &model) {
  FromReader reader(report, model);
  const JsonValue *first = *llvm::find_if(
      from, [](const JsonValue *value) { return value != nullptr; });
  for (auto [layer, value] : llvm::enumerate(from)) {
    if (value)
      reader.readLayer(layer, *value);
    else
      report.diagnostics
          .error(model.layers[layer].place,
                 "layer '" + model.layers[layer].name +
                     "' needs the key 'from', as another layer has it")
          .note(report.at(*first), "it stands here");
  }
}

//===----------------------------------------------------------------------===//
// A chain, and what holds for all forms
//===----------------------------------------------------------------------===//

/// As SNNAX's gen_feed_forward_struct.
static void makeChain(const Report &report, Model &model) {
  GraphStructure &graph = model.graph;
  if (!model.inputs.empty())
    graph.inputLayerIds[0] = {0};
  for (int64_t layer = 1; layer < graph.numLayers; ++layer)
    graph.inputConnectivity[layer].emplace_back(layer - 1);
  if (model.inputs.size() > 1)
    report.diagnostics.error(
        model.inputs[1].place,
        "a chain has one input, found " + Twine(model.inputs.size()) +
            "; 'graph', or 'from' in every layer, says which layer gets which");
}

/// Every layer reads something; an input that none reads is suspicious.
static void checkSources(const Report &report, const Model &model) {
  std::vector<bool> read(model.inputs.size());
  for (auto [layer, inputs, sources] :
       llvm::zip(model.layers, model.graph.inputLayerIds,
                 model.graph.inputConnectivity)) {
    if (inputs.empty() && sources.empty())
      report.diagnostics.error(layer.place,
                               "layer '" + layer.name + "' has no input");
    for (int64_t input : inputs)
      read[input] = true;
  }
  for (auto [input, isRead] : llvm::zip(model.inputs, read))
    if (!isRead)
      report.diagnostics.warning(input.place, "no layer reads the input '" +
                                                  input.name + "'");
}

void snnc::readGraph(const JsonValue *graph,
                     llvm::ArrayRef<const JsonValue *> from,
                     const Report &report, Model &model) {
  size_t layers = model.layers.size();
  model.graph.numLayers = layers;
  model.graph.inputLayerIds.resize(layers);
  model.graph.inputConnectivity.resize(layers);
  auto isGiven = [](const JsonValue *value) { return value != nullptr; };
  const JsonValue *const *first = llvm::find_if(from, isGiven);
  unsigned errorsBefore = report.diagnostics.errorCount();
  if (graph && first != from.end())
    report
        .error(**first, "a layer has 'from', but the model has 'graph'; "
                        "expected one of the two")
        .note(report.at(*graph), "the graph stands here");
  if (graph)
    readStructure(*graph, report, model);
  else if (first != from.end())
    readSources(from, report, model);
  else
    makeChain(report, model);
  // A source that could not be read is no missing one.
  if (report.diagnostics.errorCount() == errorsBefore)
    checkSources(report, model);
}
