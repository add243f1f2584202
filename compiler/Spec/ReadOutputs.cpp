// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/Keywords.h"
#include "compiler/Spec/ReadGraph.h"
#include "compiler/Spec/ReadName.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include <utility>

using namespace snnc;
using llvm::Twine;

/// Reads `layer` of an output where no graph says the final layers.
static void readFinalLayer(ObjectReader &object, bool hasGraph,
                           LayerScope &scope) {
  const JsonValue *value = object.find("layer");
  const Report &report = object.report();
  if (!hasGraph)
    scope.graph.finalLayerIds.push_back(
        scope.finalLayer(report, value, "layer"));
  else if (value)
    report.error(*value, "an output has 'layer', but the model has 'graph', "
                         "whose 'final_layer_ids' says it");
}

static Output readOutput(const JsonValue &value, bool hasGraph,
                         const Report &report, LayerScope &scope) {
  ObjectReader object(report, value, "an output");
  Output output;
  output.place = report.at(value);
  if (const JsonValue *name = object.find("name"))
    output.name = readCName(report, *name, NameUse::Port);
  output.reduce = static_cast<Reduce>(object.choice("reduce", reduceNames, 0));
  output.element =
      static_cast<Element>(object.choice("dtype", elementNames, 0));
  readFinalLayer(object, hasGraph, scope);
  object.finish();
  return output;
}

/// Gives names to outputs that have none, and finds names given twice.
static void nameOutputs(const Report &report, const LayerScope &scope,
                        std::vector<Output> &outputs) {
  llvm::StringMap<Place> names;
  for (auto [output, layer] : llvm::zip(outputs, scope.graph.finalLayerIds)) {
    if (output.name.empty())
      output.name = toCName(scope.layers[layer].name, NameUse::Port);
    auto [first, isNew] = names.try_emplace(output.name, output.place);
    if (!isNew)
      report.diagnostics
          .error(output.place, "two outputs have the name '" + output.name +
                                   "'; 'name' in 'outputs' tells them apart")
          .note(first->second, "the first is here");
  }
}

void snnc::readOutputs(const JsonValue *outputs, bool hasGraph,
                       const Report &report, LayerScope &scope,
                       std::vector<Output> &result) {
  std::vector<int64_t> &finals = scope.graph.finalLayerIds;
  const auto *list = outputs ? readArray(report, *outputs, "outputs") : nullptr;
  if (list && list->empty() && !hasGraph)
    report.expected(*outputs, "outputs", "at least one output");
  for (const JsonValue &value :
       list ? llvm::ArrayRef(*list) : llvm::ArrayRef<JsonValue>())
    result.push_back(readOutput(value, hasGraph, report, scope));
  if (!hasGraph && finals.empty())
    finals = {scope.graph.numLayers - 1};
  if (list && hasGraph && list->size() != finals.size())
    report.expected(*outputs, "outputs",
                    "one output for each of the " + Twine(finals.size()) +
                        " final layers");
  while (result.size() < finals.size())
    result.emplace_back().place = scope.layers[finals[result.size()]].place;
  nameOutputs(report, scope, result);
}
