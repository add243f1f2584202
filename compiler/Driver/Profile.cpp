// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Driver/Profile.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;
namespace json = llvm::json;

static double fraction(uint64_t part, double whole) {
  return whole == 0 ? 0 : part / whole;
}

double Profile::density(const InputProfile &input) const {
  return fraction(input.nonzero, executions() * input.elements);
}

double Profile::density(const LayerProfile &layer) const {
  double elements = executions();
  for (int64_t size : layer.shape)
    elements *= size;
  return fraction(layer.nonzero, elements);
}

double Profile::density(const LayerProfile::Input &input) const {
  return fraction(input.nonzero, executions() * input.elements);
}

double Profile::operations(const LayerProfile &layer) const {
  const OperationCounts &counts = layer.operations;
  return fraction(counts.accumulates + counts.multiplyAccumulates,
                  executions());
}

static void writeOperations(json::OStream &os, const OperationCounts &counts,
                            double executions) {
  os.attribute("accumulates", fraction(counts.accumulates, executions));
  os.attribute("multiply_accumulates",
               fraction(counts.multiplyAccumulates, executions));
  os.attribute("dense_operations", counts.dense);
}

static void writeLayer(json::OStream &os, const Profile &profile,
                       const LayerProfile &layer) {
  os.attribute("name", json::fixUTF8(layer.name));
  os.attribute("type", layer.type);
  os.attribute("shape", json::Array(layer.shape));
  os.attribute("density", profile.density(layer));
  os.attributeArray("input_densities", [&] {
    for (const LayerProfile::Input &input : layer.inputs)
      os.value(profile.density(input));
  });
  writeOperations(os, layer.operations, profile.executions());
}

std::string Profile::toJson() const {
  std::string text;
  llvm::raw_string_ostream stream(text);
  json::OStream os(stream, /*IndentSize=*/2);
  OperationCounts total;
  os.object([&] {
    os.attribute("model", model);
    os.attribute("steps", steps);
    os.attribute("samples", samples);
    os.attributeArray("layers", [&] {
      for (const LayerProfile &layer : layers) {
        os.object([&] { writeLayer(os, *this, layer); });
        total.accumulates += layer.operations.accumulates;
        total.multiplyAccumulates += layer.operations.multiplyAccumulates;
        total.dense += layer.operations.dense;
      }
    });
    os.attributeObject("total",
                       [&] { writeOperations(os, total, executions()); });
  });
  return text + '\n';
}

std::vector<std::string> Profile::silentLayers() const {
  std::vector<std::string> silent;
  for (const LayerProfile &layer : layers)
    if (layer.isSpikes && layer.nonzero == 0)
      silent.push_back(layer.name);
  return silent;
}
