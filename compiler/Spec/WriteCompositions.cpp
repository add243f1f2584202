// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Fields of a layer that hold layers.

#include "compiler/Spec/FieldWriter.h"
#include "compiler/Spec/WriteGraph.h"
#include "llvm/ADT/STLExtras.h"

using namespace snnc;
using Type = Composition::Type;

/// Names for the inputs of a composition, unlike those of its layers.
static std::vector<std::string> nameInputs(const Composition &composition) {
  int64_t count = std::max<int64_t>(countInputs(composition.graph), 1);
  std::vector<std::string> names;
  for (int64_t input = 0; input < count; ++input) {
    std::string name = "x" + std::to_string(input);
    while (llvm::any_of(composition.layers,
                        [&](const Layer &layer) { return layer.name == name; }))
      name += "_";
    names.push_back(name);
  }
  return names;
}

/// The edges of a SequentialLocalFeedback that are not its chain's.
static void writeFeedback(llvm::json::OStream &json,
                          const GraphStructure &graph) {
  json.attributeObject("feedback_layers", [&] {
    for (auto [to, edges] : llvm::enumerate(graph.inputConnectivity))
      for (const Connection &edge :
           llvm::ArrayRef(edges).drop_front(to == 0 ? 0 : 1))
        json.attribute(std::to_string(edge.source), static_cast<int64_t>(to));
  });
}

void FieldWriter::layers(Composition &composition) {
  Type kind = composition.type;
  std::vector<std::string> inputs = nameInputs(composition);
  GraphWriter graph(json, composition.graph, composition.layers, inputs);
  if (kind == Type::StatefulModel) {
    graph.writeGraph();
    if (graph.usesFrom()) {
      json.attribute("inputs", llvm::json::Array(inputs));
      json.attribute(
          "output",
          composition.layers[composition.graph.finalLayerIds.front()].name);
    }
  }
  if (kind == Type::SequentialLocalFeedback)
    writeFeedback(json, composition.graph);
  writeLayers(json, tensors, path + ".", composition.layers, [&](size_t layer) {
    if (kind == Type::StatefulModel)
      graph.writeFrom(layer);
  });
}

void FieldWriter::layer(const Key &key, std::vector<Layer> &layer) {
  for (const Layer &each : layer)
    json.attributeObject(key.name, [&] {
      writeLayer(json, tensors, path + "." + each.name, each);
    });
}

void FieldWriter::parts(
    const Key &key, int64_t count, llvm::StringRef, llvm::StringRef,
    llvm::function_ref<void(LayerFields &, int64_t)> describePart) {
  json.attributeArray(key.name, [&] {
    for (int64_t index = 0; index < count; ++index)
      json.object([&] {
        FieldWriter part(json, tensors,
                         path + "." + key.name.str() + "." +
                             std::to_string(index));
        describePart(part, index);
      });
  });
}
