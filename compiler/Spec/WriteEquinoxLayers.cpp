// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Equinox's layers but those of windows.

#include "compiler/Spec/LayerWriter.h"
#include "compiler/Spec/ReadLayer.h"

using namespace snnc;

void LayerWriter::operator()(const Linear &layer) {
  type("Linear");
  json.attribute("in_features", layer.inFeatures);
  json.attribute("out_features", layer.outFeatures);
  parameter("weight", layer.weight);
  switched("bias", "use_bias", layer.bias);
}

template <typename Norm> void LayerWriter::norm(const Norm &layer) {
  list("shape", layer.shape);
  number("eps", layer.eps);
  switched("weight", "use_weight", layer.weight);
  switched("bias", "use_bias", layer.bias);
}

void LayerWriter::operator()(const LayerNorm &layer) {
  type("LayerNorm");
  norm(layer);
}

void LayerWriter::operator()(const RMSNorm &layer) {
  type("RMSNorm");
  norm(layer);
}

/// Weight and bias share a switch; one without the other is ones or zeros.
template <typename Norm> void LayerWriter::channelwise(const Norm &layer) {
  number("eps", layer.eps);
  json.attribute("channelwise_affine", layer.weight || layer.bias);
  if (layer.weight)
    parameter("weight", *layer.weight);
  if (layer.bias)
    parameter("bias", *layer.bias);
}

void LayerWriter::operator()(const GroupNorm &layer) {
  type("GroupNorm");
  json.attribute("groups", layer.groups);
  if (layer.channels)
    json.attribute("channels", *layer.channels);
  channelwise(layer);
}

void LayerWriter::operator()(const BatchNorm &layer) {
  type("BatchNorm");
  json.attribute("input_size", layer.inputSize);
  parameter("mean", layer.mean);
  parameter("var", layer.var);
  channelwise(layer);
}

void LayerWriter::operator()(const Dropout &layer) {
  type("Dropout");
  number("p", layer.p);
}

void LayerWriter::operator()(const Identity &) { type("Identity"); }

void LayerWriter::operator()(const Lambda &layer) {
  type("Lambda");
  json.attribute("fn", functionName(layer.fn));
}
