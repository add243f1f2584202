// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Equinox's MLP (0.13): linear layers with activations between.

#include "compiler/Spec/ReadLayer.h"
#include "snnc/StatefulModel.h"

using namespace snnc;

/// Weight and bias of one linear layer, whose sizes are known.
static void readPart(LayerReader &reader, const JsonValue &value,
                     Linear &linear) {
  ObjectReader object(reader.object.report(), value, "a layer of an MLP");
  LayerReader part{object, reader.parameters, std::nullopt, reader.path};
  part.uniform = equinoxInit(linear.inFeatures);
  linear.weight = part.parameter(
      "weight", {linear.outFeatures, linear.inFeatures}, "out, in");
  if (linear.bias)
    linear.bias = part.parameter("bias", {linear.outFeatures}, "out");
  object.finish();
}

/// The sizes, switches and activations; `depth` only as far as the list of
/// layers confirms it.
static MLP readSettings(LayerReader &reader, int64_t depth) {
  ObjectReader &object = reader.object;
  int64_t in = readFeatures(reader, "in_size");
  int64_t out = readFeatures(reader, "out_size");
  int64_t width = object.integer("width_size", positive);
  bool useBias = object.boolean("use_bias", true);
  bool useFinalBias = object.boolean("use_final_bias", true);
  Lambda activation(readFunction(object, "activation", Lambda::Fn::Relu));
  Lambda last(readFunction(object, "final_activation", Lambda::Fn::Identity));
  return MLP(in, out, width, depth, activation, last, useBias, useFinalBias);
}

LayerClass snnc::readMLP(LayerReader &reader) {
  ObjectReader &object = reader.object;
  const Report &report = object.report();
  int64_t depth = object.integer("depth", notNegative32);
  const JsonValue *value = object.require("layers");
  const auto *parts = value ? readArray(report, *value, "layers") : nullptr;
  bool fits = parts && static_cast<int64_t>(parts->size()) == depth + 1;
  if (parts && !fits)
    report.expected(*value, "layers",
                    "a list of depth + 1 = " + std::to_string(depth + 1));
  MLP mlp = readSettings(reader, fits ? depth : 0);
  if (fits)
    for (int64_t index = 0; index <= depth; ++index)
      readPart(reader, (*parts)[index], mlp.linear(index));
  return mlp.compose();
}
