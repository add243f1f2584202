// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Equinox's MLP (0.13): linear layers with activations between.

#include "compiler/Spec/ReadLayer.h"
#include "snnc/StatefulModel.h"

using namespace snnc;
using llvm::StringRef;

namespace {
/// The sizes and switches of an MLP.
struct MLPSettings {
  int64_t in, out, width, depth;
  bool useBias, useFinalBias;
};
} // namespace

/// Linear layer `index` of `depth` + 1.
static Linear readPart(LayerReader &reader, const JsonValue &value,
                       int64_t index, const MLPSettings &mlp) {
  const Report &report = reader.object.report();
  ObjectReader object(report, value, "a layer of an MLP");
  LayerReader part{object, reader.parameters, std::nullopt};
  Linear linear;
  linear.inFeatures = index == 0 ? mlp.in : mlp.width;
  linear.outFeatures = index == mlp.depth ? mlp.out : mlp.width;
  linear.weight = part.parameter(
      "weight", {linear.outFeatures, linear.inFeatures}, "out, in");
  bool useBias = index == mlp.depth ? mlp.useFinalBias : mlp.useBias;
  if (useBias)
    linear.bias = part.parameter("bias", {linear.outFeatures}, "out");
  object.finish();
  return linear;
}

LayerClass snnc::readMLP(LayerReader &reader) {
  ObjectReader &object = reader.object;
  const Report &report = object.report();
  MLPSettings mlp;
  mlp.in = readFeatures(reader, "in_size");
  mlp.out = readFeatures(reader, "out_size");
  mlp.width = object.integer("width_size", positive);
  mlp.depth = object.integer("depth", notNegative32);
  mlp.useBias = object.boolean("use_bias", true);
  mlp.useFinalBias = object.boolean("use_final_bias", true);
  Lambda activation(readFunction(object, "activation", Lambda::Fn::Relu));
  Lambda last(readFunction(object, "final_activation", Lambda::Fn::Identity));
  Composition composition;
  composition.type = Composition::Type::MLP;
  const JsonValue *value = object.require("layers");
  const auto *parts = value ? readArray(report, *value, "layers") : nullptr;
  if (!parts)
    return composition;
  if (static_cast<int64_t>(parts->size()) != mlp.depth + 1) {
    report.expected(*value, "layers",
                    "a list of depth + 1 = " + std::to_string(mlp.depth + 1));
    return composition;
  }
  for (int64_t index = 0; index <= mlp.depth; ++index) {
    std::string number = std::to_string(index);
    composition.layers.emplace_back(
        readPart(reader, (*parts)[index], index, mlp), "layers." + number);
    if (index < mlp.depth)
      composition.layers.emplace_back(activation, "activation." + number);
  }
  composition.layers.emplace_back(last, "final_activation");
  composition.graph = genFeedForwardStruct(composition.layers.size());
  return composition;
}
