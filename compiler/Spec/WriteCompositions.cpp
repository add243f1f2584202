// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/LayerWriter.h"
#include "compiler/Spec/ReadLayer.h"
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

/// Whether the layers are still those that an MLP is made of.
static bool isMLP(const Composition &composition) {
  bool isIt = composition.type == Type::MLP && !composition.layers.empty() &&
              composition.layers.size() % 2 == 0;
  for (size_t index = 0; isIt && index < composition.layers.size(); ++index) {
    const LayerClass &layer = composition.layers[index].layer;
    isIt = index % 2 ? std::holds_alternative<Lambda>(layer)
                     : std::holds_alternative<Linear>(layer);
  }
  return isIt;
}

/// An MLP says its sizes and functions, and lists its linear layers.
void LayerWriter::mlp(const Composition &composition) {
  type("MLP");
  std::vector<const Linear *> linears;
  std::vector<const Lambda *> activations;
  for (const Layer &layer : composition.layers)
    if (const auto *linear = std::get_if<Linear>(&layer.layer))
      linears.push_back(linear);
    else if (const auto *lambda = std::get_if<Lambda>(&layer.layer))
      activations.push_back(lambda);
  json.attribute("in_size", linears.front()->inFeatures);
  json.attribute("out_size", linears.back()->outFeatures);
  json.attribute("width_size", linears.front()->outFeatures);
  json.attribute("depth", static_cast<int64_t>(linears.size()) - 1);
  json.attribute("activation", functionName(activations.front()->fn));
  json.attribute("final_activation", functionName(activations.back()->fn));
  json.attribute("use_bias", linears.front()->bias.has_value());
  json.attribute("use_final_bias", linears.back()->bias.has_value());
  json.attributeArray("layers", [&] {
    for (size_t index = 0; index < linears.size(); ++index)
      json.object([&] {
        std::string part = "layers." + std::to_string(index);
        LayerWriter writer(json, tensors, path + "." + part);
        writer.parameter("weight", linears[index]->weight);
        if (linears[index]->bias)
          writer.parameter("bias", *linears[index]->bias);
      });
  });
}

void LayerWriter::operator()(const Composition &composition) {
  if (isMLP(composition))
    return mlp(composition);
  static constexpr llvm::StringRef names[] = {
      "StatefulModel", "Sequential",  "Parallel",
      "CompoundLayer", "ResNetBlock", "SequentialLocalFeedback",
      "Sequential"};
  Type kind = composition.type;
  type(names[static_cast<unsigned>(kind)]);
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
  if (composition.forward == Forward::Delayed)
    json.attribute("forward", "delayed");
  writeLayers(json, tensors, path + ".", composition.layers, [&](size_t layer) {
    if (kind == Type::StatefulModel)
      graph.writeFrom(layer);
  });
}
