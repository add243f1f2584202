// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/LayerWriter.h"
#include "compiler/Spec/WriteGraph.h"

using namespace snnc;

void LayerWriter::operator()(const Linear &layer) {
  type("Linear");
  json.attribute("in_features", layer.inFeatures);
  json.attribute("out_features", layer.outFeatures);
  parameter("weight", layer.weight);
  switched("bias", "use_bias", layer.bias);
}

void LayerWriter::operator()(const LayerNorm &layer) {
  type("LayerNorm");
  list("shape", layer.shape);
  json.attribute("eps", double(layer.eps));
  switched("weight", "use_weight", layer.weight);
  switched("bias", "use_bias", layer.bias);
}

void LayerWriter::operator()(const Identity &) { type("Identity"); }

// TEMP until layers lands
void LayerWriter::operator()(const Conv2d &) {}
void LayerWriter::operator()(const AvgPool2d &) {}
void LayerWriter::operator()(const MaxPool2d &) {}
void LayerWriter::operator()(const Lambda &) {}
