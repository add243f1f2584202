// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/ReadGraph.h"
#include "compiler/Spec/Keywords.h"
#include "snnc/StatefulModel.h"
#include "llvm/ADT/STLExtras.h"
#include <set>

using namespace snnc;
using llvm::StringRef;
using llvm::Twine;

//===----------------------------------------------------------------------===//
// The form of SNNAX's GraphStructure
//===----------------------------------------------------------------------===//

/// Of a composition that does not name them.
static constexpr size_t mostInputs = std::numeric_limits<int32_t>::max();

Forward snnc::readForward(ObjectReader &object) {
  return static_cast<Forward>(object.choice("forward", forwardNames, 0));
}

std::optional<int64_t> snnc::readId(const Report &report,
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

static void readFinalLayers(ObjectReader &object, LayerScope &scope) {
  constexpr StringRef key = "final_layer_ids";
  GraphStructure &graph = scope.graph;
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
                          LayerScope &scope) {
  GraphStructure &graph = scope.graph;
  size_t layers = scope.layers.size();
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
  size_t inputs = scope.countsInputs ? scope.inputs.size() : mostInputs;
  readIdLists(object, "input_layer_ids", layers, inputs, "external input",
              [&](size_t layer, int64_t id, const auto &) {
                graph.inputLayerIds[layer].push_back(id);
              });
  readFinalLayers(object, scope);
  object.finish();
}

//===----------------------------------------------------------------------===//
// A chain, and what holds for all forms
//===----------------------------------------------------------------------===//

/// Neither `graph` nor `from`.
static void readChain(const Report &report, LayerScope &scope) {
  scope.graph = genFeedForwardStruct(scope.layers.size());
  scope.graph.finalLayerIds.clear();
  if (scope.countsInputs && scope.inputs.empty())
    scope.graph.inputLayerIds[0].clear();
  if (scope.inputs.size() > 1)
    report.diagnostics.error(
        scope.inputs[1].place,
        "a chain has one input, found " + Twine(scope.inputs.size()) +
            "; 'graph', or 'from' in every layer, says which layer gets which");
}

/// A composition that reads several inputs gets them apart.
static void checkSeparate(const Report &report, const LayerScope &scope,
                          size_t id) {
  const Layer &layer = scope.layers[id];
  const auto *composition = std::get_if<Composition>(&layer.layer);
  if (!composition)
    return;
  int64_t needed = countInputs(composition->graph);
  bool isParallel = composition->type == Composition::Type::Parallel;
  int64_t found = scope.graph.inputConnectivity[id].size() +
                  scope.graph.inputLayerIds[id].size();
  if (needed > 1 && layer.merge != Merge::Concat)
    report.diagnostics.error(layer.place,
                             "'" + scope.pathOf(layer) +
                                 "' reads its sources apart, so 'merge' "
                                 "cannot be \"" +
                                 keyword(mergeNames, layer.merge) + "\"");
  // A composition that reads nothing has been reported.
  if (needed && (needed > 1 || isParallel) && found != needed)
    report.diagnostics.error(
        layer.place, "expected " + Twine(needed) + " sources of '" +
                         scope.pathOf(layer) + "', one for each of its " +
                         (isParallel ? "layers" : "inputs") + ", found " +
                         Twine(found));
}

/// An input that none reads is suspicious. A composition's is an error: whether
/// it gets its sources apart depends on what it reads.
static void checkInputs(const Report &report, const LayerScope &scope) {
  std::set<int64_t> read;
  for (const std::vector<int64_t> &ids : scope.graph.inputLayerIds)
    read.insert(ids.begin(), ids.end());
  for (auto [id, input] : llvm::enumerate(scope.inputs)) {
    std::string message = "no layer reads the input '" + input.name + "'";
    if (read.count(id))
      continue;
    if (scope.isNested())
      report.diagnostics.error(input.place, message);
    else
      report.diagnostics.warning(input.place, message);
  }
  int64_t next = 0;
  while (read.count(next))
    ++next;
  if (!scope.countsInputs && (read.empty() || next < *read.rbegin()))
    report.diagnostics.error(scope.place, "no layer of '" + scope.path() +
                                              "' reads input " + Twine(next));
}

bool snnc::checkSources(const Report &report, const LayerScope &scope) {
  unsigned errorsBefore = report.diagnostics.errorCount();
  for (auto [id, layer] : llvm::enumerate(scope.layers)) {
    if (scope.graph.inputLayerIds[id].empty() &&
        scope.graph.inputConnectivity[id].empty())
      report.diagnostics.error(layer.place, "layer '" + scope.pathOf(layer) +
                                                "' has no input");
    else
      checkSeparate(report, scope, id);
  }
  checkInputs(report, scope);
  return report.diagnostics.errorCount() == errorsBefore;
}

void snnc::readGraph(const JsonValue *graph, const Report &report,
                     LayerScope &scope) {
  size_t layers = scope.layers.size();
  scope.graph.numLayers = layers;
  scope.graph.inputLayerIds.resize(layers);
  scope.graph.inputConnectivity.resize(layers);
  unsigned errorsBefore = report.diagnostics.errorCount();
  const JsonValue *from = scope.firstFrom();
  if (graph && from)
    report
        .error(*from, "a layer has 'from', but the model has 'graph'; "
                      "expected one of the two")
        .note(report.at(*graph), "the graph stands here");
  if (graph)
    readStructure(*graph, report, scope);
  else if (from)
    readFrom(report, scope);
  else
    readChain(report, scope);
  // A source that could not be read is no missing one.
  if (report.diagnostics.errorCount() == errorsBefore)
    checkSources(report, scope);
}
