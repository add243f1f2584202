// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/WriteModel.h"
#include "compiler/Spec/ConventionText.h"
#include "compiler/Spec/FieldWriter.h"
#include "compiler/Spec/Json.h"
#include "compiler/Spec/Keywords.h"
#include "compiler/Spec/WriteFile.h"
#include "compiler/Spec/WriteGraph.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;
using llvm::StringRef;

static void writeElement(llvm::json::OStream &json, Element element) {
  if (element != Element::F32)
    json.attribute("dtype", keyword(elementNames, element));
}

static void writeInputs(llvm::json::OStream &json, const Model &model) {
  json.attributeArray("inputs", [&] {
    for (const Input &input : model.inputs)
      json.object([&] {
        json.attribute("name", input.name);
        json.attributeBegin("shape");
        writeNumbers(json, input.shape);
        json.attributeEnd();
        if (input.spikes)
          json.attribute("spikes", true);
        writeElement(json, input.element);
      });
  });
}

static void writeConvention(llvm::json::OStream &json,
                            const Convention &convention) {
  json.attributeObject("convention", [&] {
    for (const auto &[key, value] : describe(convention))
      if (key == "dt" || value == "true" || value == "false")
        json.attribute(key, llvm::cantFail(llvm::json::parse(value)));
      else
        json.attribute(key, value);
  });
}

/// Without `graph`, an output says its layer.
static void writeOutputs(llvm::json::OStream &json, const Model &model,
                         bool withLayers) {
  int64_t layers = model.layers.size();
  json.attributeArray("outputs", [&] {
    for (size_t index = 0; index < model.outputs.size(); ++index)
      json.object([&] {
        const Output &output = model.outputs[index];
        json.attribute("name", output.name);
        json.attribute("reduce",
                       reduceNames[static_cast<unsigned>(output.reduce)]);
        writeElement(json, output.element);
        if (!withLayers || index >= model.graph.finalLayerIds.size())
          return;
        int64_t layer = model.graph.finalLayerIds[index];
        if (layer >= 0 && layer < layers)
          json.attribute("layer", model.layers[layer].name);
      });
  });
}

/// What is wrong with the compositions among \p layers, and in no spec of them.
static void reportProblems(llvm::ArrayRef<Layer> layers,
                           const std::string &prefix,
                           Diagnostics &diagnostics) {
  for (const Layer &layer : layers) {
    std::string path = prefix + layer.name;
    if (const auto *srm = std::get_if<SRM>(&layer.layer))
      reportProblems(srm->layer, path + ".", diagnostics);
    const auto *composition = std::get_if<Composition>(&layer.layer);
    if (!composition)
      continue;
    for (const std::string &problem : composition->problems)
      diagnostics.error(layer.place, "layer '" + path + "': " + problem);
    size_t finals = composition->graph.finalLayerIds.size();
    if (!isSum(composition->type) && finals != 1)
      diagnostics.error(layer.place, "expected one final layer of '" + path +
                                         "', a model inside a model, found " +
                                         std::to_string(finals));
    reportProblems(composition->layers, path + ".", diagnostics);
  }
}

ModelText snnc::writeModel(const Model &model, StringRef weights,
                           Diagnostics &diagnostics) {
  for (const std::string &problem : model.problems)
    diagnostics.error(model.place, problem);
  reportProblems(model.layers, "", diagnostics);
  ModelText text;
  if (diagnostics.hasErrors())
    return text;
  TensorNames tensors;
  llvm::raw_string_ostream os(text.json);
  llvm::json::OStream json(os, 2);
  std::vector<std::string> inputs;
  for (const Input &input : model.inputs)
    inputs.push_back(input.name);
  GraphWriter graph(json, model.graph, model.layers, std::move(inputs));
  json.object([&] {
    json.attribute("format", "snnc");
    json.attribute("version", 1);
    json.attribute("name", model.name);
    if (model.convention)
      writeConvention(json, *model.convention);
    if (!model.metadata.empty())
      json.attributeObject("metadata", [&] {
        for (const auto &[key, text] : model.metadata)
          json.attribute(jsonText(key), jsonText(text));
      });
    writeInputs(json, model);
    graph.writeGraph();
    json.attribute("forward",
                   model.forward == Forward::Delayed ? "delayed" : "default");
    writeOutputs(json, model, graph.usesFrom());
    writeLayers(json, tensors, "", model.layers,
                [&](size_t layer) { graph.writeFrom(layer); });
    if (!weights.empty() && !tensors.tensors.empty())
      json.attribute("weights", weights);
  });
  os << '\n';
  text.tensors = std::move(tensors.tensors);
  return text;
}

std::string snnc::weightsPathFor(StringRef jsonPath) {
  llvm::SmallString<128> weights = jsonPath;
  llvm::sys::path::replace_extension(weights, "safetensors");
  return weights.str().str();
}

llvm::Error snnc::writeModelFiles(const Model &model, StringRef jsonPath,
                                  Diagnostics &diagnostics,
                                  std::string &weightsPath) {
  std::string weights = weightsPathFor(jsonPath);
  unsigned errors = diagnostics.errorCount();
  ModelText text =
      writeModel(model, llvm::sys::path::filename(weights), diagnostics);
  if (diagnostics.errorCount() != errors)
    return llvm::Error::success();
  if (!text.tensors.empty()) {
    weightsPath = weights;
    if (llvm::Error problem = writeSafetensors(weights, text.tensors))
      return problem;
  }
  return writeFile(jsonPath, text.json);
}
