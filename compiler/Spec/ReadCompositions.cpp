// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// SNNAX's compositions: layers that are made of layers.

#include "compiler/Spec/Names.h"
#include "compiler/Spec/ReadGraph.h"
#include "compiler/Spec/ReadLayer.h"
#include "snnc/StatefulModel.h"
#include <utility>

using namespace snnc;
using llvm::StringRef;
using llvm::Twine;
using Type = Composition::Type;

/// A graph with errors connects nothing: nothing more is said of it.
static LayerClass compose(Type type, LayerScope scope, bool isSound,
                          Forward forward = Forward::Default) {
  if (!isSound)
    scope.graph = {};
  return Composition{
      type, std::move(scope.graph), forward, std::move(scope.layers), {}};
}

static LayerScope readScope(LayerReader &reader) {
  LayerScope scope(reader.path + ".", reader.object.place());
  scope.countsInputs = false;
  readLayers(reader.object, reader.parameters, scope);
  return scope;
}

//===----------------------------------------------------------------------===//
// Those whose class says the graph
//===----------------------------------------------------------------------===//

/// The layers of `type`, as a chain.
static LayerScope readChainOf(LayerReader &reader, StringRef type) {
  LayerScope scope = readScope(reader);
  scope.graph = genFeedForwardStruct(scope.layers.size());
  if (const JsonValue *from = scope.firstFrom())
    reader.object.report().error(
        *from, "a layer has 'from', but " + type +
                   " says what its layers read; a StatefulModel leaves it to "
                   "'from'");
  return scope;
}

static LayerClass composeChecked(LayerReader &reader, Type type,
                                 LayerScope scope,
                                 Forward forward = Forward::Default) {
  bool isSound =
      !scope.layers.empty() && checkSources(reader.object.report(), scope);
  return compose(type, std::move(scope), isSound, forward);
}

LayerClass snnc::readSequential(LayerReader &reader) {
  return composeChecked(reader, Type::Sequential,
                        readChainOf(reader, "Sequential"),
                        readForward(reader.object));
}

LayerClass snnc::readCompoundLayer(LayerReader &reader) {
  return composeChecked(reader, Type::CompoundLayer,
                        readChainOf(reader, "CompoundLayer"));
}

LayerClass snnc::readResNetBlock(LayerReader &reader) {
  return composeChecked(reader, Type::ResNetBlock,
                        readChainOf(reader, "ResNetBlock"));
}

LayerClass snnc::readParallel(LayerReader &reader) {
  LayerScope scope = readChainOf(reader, "Parallel");
  scope.graph = Parallel(scope.layers).graphStructure;
  return composeChecked(reader, Type::Parallel, std::move(scope));
}

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

static void readFeedback(LayerReader &reader, LayerScope &scope) {
  const JsonValue *value = reader.object.findNotNull("feedback_layers");
  const auto *entries = value ? value->getIf<JsonValue::Object>() : nullptr;
  const Report &report = reader.object.report();
  if (entries)
    for (const JsonMember &entry : *entries)
      addFeedback(report, entry, scope);
  else if (value)
    report.expected(*value, "feedback_layers",
                    "an object with the index of a layer for each index");
  else
    scope.graph = SequentialLocalFeedback(scope.layers).graphStructure;
}

LayerClass snnc::readSequentialLocalFeedback(LayerReader &reader) {
  LayerScope scope = readChainOf(reader, "SequentialLocalFeedback");
  readFeedback(reader, scope);
  return composeChecked(reader, Type::SequentialLocalFeedback, std::move(scope),
                        readForward(reader.object));
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

LayerClass snnc::readStatefulModel(LayerReader &reader) {
  ObjectReader &object = reader.object;
  const Report &report = object.report();
  LayerScope scope = readScope(reader);
  unsigned errorsBefore = report.diagnostics.errorCount();
  readInputNames(object, scope);
  const JsonValue *graph = object.find("graph");
  if (!scope.layers.empty())
    readGraph(graph, report, scope);
  readOutput(object, graph, scope);
  bool isSound =
      !scope.layers.empty() && report.diagnostics.errorCount() == errorsBefore;
  return compose(Type::StatefulModel, std::move(scope), isSound,
                 readForward(object));
}
