// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/WriteGraph.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;

void snnc::writeNumbers(llvm::json::OStream &json,
                        llvm::ArrayRef<int64_t> values) {
  json.rawValue([&](llvm::raw_ostream &os) {
    os << '[';
    llvm::interleaveComma(values, os);
    os << ']';
  });
}

/// Whether every edge has a name to be written by, and one of them a delay.
static bool hasDelays(const GraphStructure &graph, size_t layers) {
  bool found = false;
  if (graph.inputConnectivity.size() != layers ||
      graph.inputLayerIds.size() != layers)
    return false;
  for (const std::vector<Connection> &edges : graph.inputConnectivity)
    for (const Connection &edge : edges) {
      found |= edge.delay.has_value();
      if (edge.source < 0 || edge.source >= static_cast<int64_t>(layers))
        return false;
    }
  return found;
}

GraphWriter::GraphWriter(llvm::json::OStream &json, const GraphStructure &graph,
                         llvm::ArrayRef<Layer> layers,
                         std::vector<std::string> inputs)
    : json(json), graph(graph), layers(layers), inputs(std::move(inputs)),
      isFrom(hasDelays(graph, layers.size())) {}

static std::vector<int64_t> sourcesOf(const std::vector<Connection> &edges) {
  std::vector<int64_t> sources;
  for (const Connection &edge : edges)
    sources.push_back(edge.source);
  return sources;
}

void GraphWriter::writeGraph() {
  if (isFrom)
    return;
  json.attributeObject("graph", [&] {
    json.attribute("num_layers", graph.numLayers);
    json.attributeArray("input_layer_ids", [&] {
      for (const std::vector<int64_t> &ids : graph.inputLayerIds)
        writeNumbers(json, ids);
    });
    json.attributeBegin("final_layer_ids");
    writeNumbers(json, graph.finalLayerIds);
    json.attributeEnd();
    json.attributeArray("input_connectivity", [&] {
      for (const std::vector<Connection> &edges : graph.inputConnectivity)
        writeNumbers(json, sourcesOf(edges));
    });
  });
}

void GraphWriter::writeFrom(size_t layer) {
  if (!isFrom)
    return;
  json.attributeArray("from", [&] {
    for (const Connection &edge : graph.inputConnectivity[layer]) {
      const std::string &source = layers[edge.source].name;
      if (!edge.delay) {
        json.value(source);
        continue;
      }
      json.object([&] {
        json.attribute("layer", source);
        json.attribute("delay", *edge.delay);
      });
    }
    for (int64_t id : graph.inputLayerIds[layer])
      json.value(id >= 0 && id < static_cast<int64_t>(inputs.size())
                     ? inputs[id]
                     : "input " + std::to_string(id));
  });
}
