// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Fields of a layer that hold layers: SNNAX's compositions.

#include "compiler/Spec/FieldReader.h"
#include "compiler/Spec/LayerTypes.h"
#include "compiler/Spec/Names.h"
#include "compiler/Spec/ReadGraph.h"
#include "compiler/Spec/ReadLayer.h"
#include "snnc/StatefulModel.h"
#include <utility>

using namespace snnc;
using llvm::StringRef;
using llvm::Twine;
using Type = Composition::Type;

/// The layers, which nothing connects yet.
static LayerScope readScope(ObjectReader &object, ParameterReader &parameters,
                            const std::string &path) {
  LayerScope scope(path + ".", object.place());
  scope.countsInputs = false;
  readLayers(object, parameters, scope);
  return scope;
}

//===----------------------------------------------------------------------===//
// Those whose class says the graph
//===----------------------------------------------------------------------===//

/// An entry "from": to, of indices.
static void addFeedback(const Report &report, const JsonMember &entry,
                        LayerScope &scope) {
  constexpr StringRef key = "feedback_layers";
  int64_t number = 0;
  JsonValue source = {entry.line, entry.column};
  source.value = entry.key;
  if (!StringRef(entry.key).getAsInteger(10, number))
    source.value = number;
  size_t layers = scope.layers.size();
  auto from = readId(report, source, key, layers, "layer");
  auto to = readId(report, entry.value, key, layers, "layer");
  if (from && to)
    scope.graph.inputConnectivity[*to].emplace_back(*from, std::nullopt,
                                                    report.at(source));
}

static void readFeedback(ObjectReader &object, LayerScope &scope) {
  const JsonValue *value = object.findNotNull("feedback_layers");
  const auto *entries = value ? value->getIf<JsonValue::Object>() : nullptr;
  const Report &report = object.report();
  if (entries)
    for (const JsonMember &entry : *entries)
      addFeedback(report, entry, scope);
  else if (value)
    report.expected(*value, "feedback_layers",
                    "an object with the index of a layer for each index");
  else
    scope.graph = SequentialLocalFeedback(scope.layers).graphStructure;
}

/// The graph that the class stands for; whether nothing is wrong with it.
static bool connectAs(const LayerType &type, Type kind, ObjectReader &object,
                      LayerScope &scope) {
  if (const JsonValue *from = scope.firstFrom())
    object.report().error(
        *from, "a layer has 'from', but " + type.name +
                   " says what its layers read; a StatefulModel leaves it to "
                   "'from'");
  scope.graph = genFeedForwardStruct(scope.layers.size());
  if (kind == Type::Parallel)
    scope.graph = Parallel(scope.layers).graphStructure;
  if (kind == Type::SequentialLocalFeedback)
    readFeedback(object, scope);
  return !scope.layers.empty() && checkSources(object.report(), scope);
}

//===----------------------------------------------------------------------===//
// StatefulModel
//===----------------------------------------------------------------------===//

/// Names for `from`; without them there is one input, "x".
static void readInputNames(ObjectReader &object, LayerScope &scope) {
  const JsonValue *value = object.find("inputs");
  const Report &report = object.report();
  const auto *names = value ? readArray(report, *value, "inputs") : nullptr;
  if (names && names->empty())
    report.expected(*value, "inputs", "at least one name");
  scope.countsInputs = value || scope.firstFrom();
  if (!value && scope.firstFrom())
    scope.addInput(report, "x", scope.place);
  for (const JsonValue &name :
       names ? llvm::ArrayRef(*names) : llvm::ArrayRef<JsonValue>()) {
    std::string text = readString(report, name, "inputs").value_or("");
    if (name.getIf<std::string>() && !isIdentifier(text))
      report.expected(name, "inputs", "an identifier");
    scope.addInput(report, std::move(text), report.at(name));
  }
}

/// One final layer: a graph says it, else `output` does.
static void readOutput(ObjectReader &object, const JsonValue *graph,
                       LayerScope &scope) {
  const JsonValue *output = object.find("output");
  const Report &report = object.report();
  std::vector<int64_t> &finals = scope.graph.finalLayerIds;
  if (!graph)
    finals = {scope.finalLayer(report, output, "output")};
  else if (output)
    report.error(*output, "the model has 'output' and 'graph', whose "
                          "'final_layer_ids' says it");
  if (finals.size() > 1)
    report.error(*graph, "expected one final layer of '" + scope.path() +
                             "', a model inside a model, found " +
                             Twine(finals.size()));
}

/// The graph that the model says; whether nothing is wrong with it.
static bool connect(ObjectReader &object, LayerScope &scope) {
  const Report &report = object.report();
  unsigned errorsBefore = report.diagnostics.errorCount();
  readInputNames(object, scope);
  const JsonValue *graph = object.find("graph");
  if (!scope.layers.empty())
    readGraph(graph, report, scope);
  readOutput(object, graph, scope);
  return !scope.layers.empty() &&
         report.diagnostics.errorCount() == errorsBefore;
}

//===----------------------------------------------------------------------===//
// Fields that hold layers
//===----------------------------------------------------------------------===//

void FieldReader::layers(Composition &composition) {
  LayerScope scope = readScope(object, parameters, path);
  bool isSound =
      composition.type == Type::StatefulModel
          ? connect(object, scope)
          : connectAs(typeOf(composition), composition.type, object, scope);
  // A graph with errors connects nothing: nothing more is said of it.
  if (isSound)
    composition.graph = std::move(scope.graph);
  composition.layers = std::move(scope.layers);
}

/// Its name is the key unless it has one.
void FieldReader::layer(const Key &key, std::vector<Layer> &layer) {
  const JsonValue *value = find(key);
  if (!value)
    return;
  const JsonValue *from = nullptr;
  layer = {readLayer(*value, report(), parameters, path + ".", key.name.str(),
                     from)};
  if (from)
    report().error(*from, "a layer inside of an SRM has no 'from'");
}
