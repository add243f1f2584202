// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Tools/Profile.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;
namespace json = llvm::json;

static double fraction(uint64_t part, double whole) {
  return whole == 0 ? 0 : part / whole;
}

static void writeOperations(json::OStream &os, const OperationCounts &counts,
                            double executions) {
  os.attribute("accumulates", fraction(counts.accumulates, executions));
  os.attribute("multiply_accumulates",
               fraction(counts.multiplyAccumulates, executions));
  os.attribute("dense_operations", counts.dense);
}

static void writeLayer(json::OStream &os, const LayerProfile &layer,
                       double executions) {
  double elements = executions;
  for (int64_t size : layer.shape)
    elements *= size;
  os.attribute("name", json::fixUTF8(layer.name));
  os.attribute("type", layer.type);
  os.attribute("shape", json::Array(layer.shape));
  os.attribute("density", fraction(layer.nonzero, elements));
  os.attributeArray("input_densities", [&] {
    for (const LayerProfile::Input &input : layer.inputs)
      os.value(fraction(input.nonzero, executions * input.elements));
  });
  writeOperations(os, layer.operations, executions);
}

std::string Profile::toJson() const {
  double executions = double(steps) * samples;
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
        os.object([&] { writeLayer(os, layer, executions); });
        total.accumulates += layer.operations.accumulates;
        total.multiplyAccumulates += layer.operations.multiplyAccumulates;
        total.dense += layer.operations.dense;
      }
    });
    os.attributeObject("total",
                       [&] { writeOperations(os, total, executions); });
  });
  return text + '\n';
}
