// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "snnc/Model.h"
#include "compiler/Spec/Names.h"
#include "snnc/StatefulModel.h"
#include <algorithm>

using namespace snnc;

int64_t snnc::countInputs(const GraphStructure &graph) {
  int64_t count = 0;
  for (const std::vector<int64_t> &ids : graph.inputLayerIds)
    for (int64_t id : ids)
      count = std::max(count, id + 1);
  return count;
}

bool snnc::isSum(Composition::Type type) {
  return type == Composition::Type::Parallel ||
         type == Composition::Type::ResNetBlock;
}

/// A graph around one layer that reads all of \p inputs.
static GraphStructure graphAround(size_t inputs) {
  GraphStructure graph = genFeedForwardStruct(1);
  graph.inputLayerIds[0].clear();
  for (size_t input = 0; input < inputs; ++input)
    graph.inputLayerIds[0].push_back(input);
  return graph;
}

Model::Model(std::string name, std::vector<Input> inputs,
             const StatefulModel &model, std::vector<Output> outputs)
    : name(std::move(name)), inputs(std::move(inputs)),
      outputs(std::move(outputs)) {
  Composition composition = model.compose();
  problems = std::move(composition.problems);
  if (isSum(composition.type)) {
    graph = graphAround(this->inputs.size());
    layers = {Layer(std::move(composition), "0")};
  } else {
    graph = std::move(composition.graph);
    forward = composition.forward;
    layers = std::move(composition.layers);
  }
  if (!this->outputs.empty())
    return;
  for (int64_t layer : graph.finalLayerIds)
    if (layer >= 0 && layer < static_cast<int64_t>(layers.size()))
      this->outputs.push_back({toCName(layers[layer].name, NameUse::Port)});
}
