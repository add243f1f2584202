// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Convolutions and pools.

#include "compiler/Spec/Keywords.h"
#include "compiler/Spec/LayerWriter.h"
#include "compiler/Spec/WriteGraph.h"

using namespace snnc;

void LayerWriter::padding(const Padding &padding) {
  json.attributeArray("padding", [&] {
    for (const auto &sides : padding)
      writeNumbers(json, sides);
  });
}

void LayerWriter::conv(llvm::StringRef name, const Conv &conv) {
  type(name);
  json.attribute("in_channels", conv.inChannels);
  json.attribute("out_channels", conv.outChannels);
  list("kernel_size", conv.kernelSize);
  list("stride", conv.stride);
  if (const auto *same = std::get_if<SamePadding>(&conv.padding))
    json.attribute("padding", same->lower ? "SAME_LOWER" : "SAME");
  else
    padding(std::get<Padding>(conv.padding));
  list("dilation", conv.dilation);
  json.attribute("groups", conv.groups);
  if (conv.paddingMode != PaddingMode::Zeros)
    json.attribute("padding_mode", keyword(paddingModeNames, conv.paddingMode));
  parameter("weight", conv.weight);
  switched("bias", "use_bias", conv.bias);
}

void LayerWriter::operator()(const Conv1d &layer) { conv("Conv1d", layer); }
void LayerWriter::operator()(const Conv2d &layer) { conv("Conv2d", layer); }
void LayerWriter::operator()(const Conv3d &layer) { conv("Conv3d", layer); }

void LayerWriter::operator()(const ConvTranspose2d &layer) {
  conv("ConvTranspose2d", layer);
  list("output_padding", layer.outputPadding);
}

void LayerWriter::pool(llvm::StringRef name, const Pool &pool) {
  type(name);
  list("kernel_size", pool.kernelSize);
  list("stride", pool.stride);
  padding(pool.padding);
  json.attribute("use_ceil", pool.useCeil);
}

void LayerWriter::spikingPool(llvm::StringRef name,
                              const SpikingMaxPool &layer) {
  pool(name, layer);
  parameter("threshold", layer.threshold);
  surrogate(layer.spikeFn);
}

void LayerWriter::adaptivePool(llvm::StringRef name, const AdaptivePool &pool) {
  type(name);
  list("target_shape", pool.targetShape);
}

void LayerWriter::operator()(const AvgPool1d &layer) {
  pool("AvgPool1d", layer);
}
void LayerWriter::operator()(const AvgPool2d &layer) {
  pool("AvgPool2d", layer);
}
void LayerWriter::operator()(const SumPool2d &layer) {
  pool("SumPool2d", layer);
}
void LayerWriter::operator()(const MaxPool1d &layer) {
  pool("MaxPool1d", layer);
}
void LayerWriter::operator()(const MaxPool2d &layer) {
  pool("MaxPool2d", layer);
}
void LayerWriter::operator()(const SpikingMaxPool1d &layer) {
  spikingPool("SpikingMaxPool1d", layer);
}
void LayerWriter::operator()(const SpikingMaxPool2d &layer) {
  spikingPool("SpikingMaxPool2d", layer);
}
void LayerWriter::operator()(const AdaptiveAvgPool1d &layer) {
  adaptivePool("AdaptiveAvgPool1d", layer);
}
void LayerWriter::operator()(const AdaptiveAvgPool2d &layer) {
  adaptivePool("AdaptiveAvgPool2d", layer);
}
void LayerWriter::operator()(const AdaptiveMaxPool1d &layer) {
  adaptivePool("AdaptiveMaxPool1d", layer);
}
void LayerWriter::operator()(const AdaptiveMaxPool2d &layer) {
  adaptivePool("AdaptiveMaxPool2d", layer);
}
