// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The manifest of a compiled model: for build systems and other languages.

#include "compiler/Target/ModelText.h"

#include "compiler/Conversion/ABI/EmitABI.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"
#include <snn/abi.h>

using namespace snnc;
using namespace mlir;
using llvm::json::OStream;

StringRef snnc::compilerName() { return "snnc " SNNC_VERSION; }

/// What `snn-emit-abi` noted at the model.
template <typename T> static T noted(snn::ModelOp model, StringRef what) {
  auto notes = model->getAttrOfType<DictionaryAttr>(abiNotes);
  return notes ? notes.getAs<T>(what) : T();
}

static int64_t notedNumber(snn::ModelOp model, StringRef what) {
  auto number = noted<IntegerAttr>(model, what);
  return number ? number.getInt() : 0;
}

int64_t snnc::stateBytes(snn::ModelOp model) {
  return notedNumber(model, "state_bytes");
}

int64_t snnc::weightBytes(snn::ModelOp model) {
  return notedNumber(model, "weight_bytes");
}

ArrayAttr snnc::givenParams(snn::ModelOp model) {
  return model->getAttrOfType<ArrayAttr>(paramsAttr);
}

int64_t snnc::paramBytes(snn::ModelOp model) {
  auto bytes = model->getAttrOfType<IntegerAttr>(paramBytesAttr);
  return bytes ? bytes.getInt() : 0;
}

StringRef snnc::targetName(snn::ModelOp model) {
  auto name = noted<StringAttr>(model, "target");
  return name ? name.getValue() : StringRef();
}

StringRef snnc::interfaceHash(snn::ModelOp model) {
  auto hash = noted<StringAttr>(model, "interface");
  return hash ? hash.getValue() : StringRef();
}

std::vector<CpuVariant> snnc::codeVariants(snn::ModelOp model) {
  return variantsOf(noted<ArrayAttr>(model, "variants"));
}

static void printVariants(OStream &json, snn::ModelOp model) {
  for (const CpuVariant &variant : codeVariants(model))
    json.object([&] {
      json.attribute("cpu", variant.cpu);
      json.attribute("fma", variant.fma);
      json.attributeArray("features", [&] {
        for (const CpuFeature &feature : variant.features)
          json.value(feature.name);
      });
    });
}

static void printShape(OStream &json, ArrayRef<int64_t> shape) {
  json.attributeArray("shape", [&] {
    for (int64_t size : shape)
      json.value(size);
  });
}

static bool isSpikes(RankedTensorType type) {
  return type.getElementType().isInteger(1);
}

static void printPorts(OStream &json, ArrayAttr ports, bool isOutput) {
  for (auto port : ports.getAsRange<snn::PortAttr>())
    json.object([&] {
      json.attribute("name", port.getName());
      printShape(json, port.getType().getShape());
      json.attribute("dtype", snn::stringifyElement(port.getElement()));
      json.attribute("spikes", isSpikes(port.getType()));
      if (isOutput)
        json.attribute("reduce", snn::stringifyReduce(port.getReduce()));
    });
}

static void printParams(OStream &json, ArrayAttr params) {
  for (auto param : params.getAsRange<snn::PortAttr>())
    json.object([&] {
      json.attribute("name", param.getName());
      printShape(json, param.getType().getShape());
      json.attribute("dtype", snn::stringifyElement(param.getElement()));
    });
}

static void printStates(OStream &json, snn::ModelOp model) {
  for (auto slot : model.getStates().getAsRange<snn::SlotAttr>())
    json.object([&] {
      json.attribute("name", slot.getName());
      printShape(json, slot.getType().getShape());
      json.attribute("dtype", snn::stringifyElement(storageOf(slot).element));
      bool isQueue = snn::isQueue(slot.getType());
      json.attribute("slots", isQueue ? storageOf(slot).slots : 0);
      json.attribute("offset", slot.getOffset());
      json.attribute("bytes", storageOf(slot).getBytes());
      json.attribute("pitch", storageOf(slot).getPitch());
      if (isQueue)
        json.attribute("head", slot.getHead());
    });
}

/// A part of a convention.
static void printPart(OStream &json, NamedAttribute part) {
  StringRef name = part.getName();
  if (auto number = dyn_cast<FloatAttr>(part.getValue()))
    json.attribute(name, number.getValueAsDouble());
  else if (auto flag = dyn_cast<BoolAttr>(part.getValue()))
    json.attribute(name, flag.getValue());
  else if (auto text = dyn_cast<StringAttr>(part.getValue()))
    json.attribute(name, text.getValue());
}

static void printEdges(OStream &json, const LayerSummary &layer) {
  for (const EdgeSummary &edge : layer.edges)
    json.object([&] {
      json.attribute("source", edge.source);
      json.attribute("delay", edge.delay);
    });
}

void snnc::printLayers(OStream &json, const Summary &summary) {
  for (const LayerSummary &layer : summary.layers)
    json.object([&] {
      json.attribute("name", layer.name);
      json.attribute("type", layer.type);
      printShape(json, layer.output.getShape());
      json.attribute("spikes", isSpikes(layer.output));
      json.attribute("parameters", layer.parameters);
      json.attribute("state_bytes", layer.stateBytes);
      json.attributeArray("inputs", [&] { printEdges(json, layer); });
      json.attribute("kernel", layer.kernel);
      json.attribute("stepwise", layer.isStepwise);
      if (layer.crossover)
        json.attribute("crossover", *layer.crossover);
    });
}

void snnc::printManifest(llvm::raw_ostream &os, snn::ModelOp model,
                         StringRef source, const Summary &summary) {
  OStream json(os, /*IndentSize=*/2);
  json.object([&] {
    json.attribute("format", "snnc-manifest");
    json.attribute("version", 1);
    json.attribute("name", model.getSymName());
    json.attribute("compiler", compilerName());
    json.attribute("abi_version", SNN_ABI_VERSION);
    json.attribute("source", source);
    json.attribute("target", targetName(model));
    json.attributeArray("variants", [&] { printVariants(json, model); });
    json.attribute("interface", interfaceHash(model));
    if (DictionaryAttr convention = model.getConventionAttr())
      json.attributeObject("convention", [&] {
        for (NamedAttribute part : convention)
          printPart(json, part);
      });
    if (auto metadata = model->getAttrOfType<DictionaryAttr>("snn.metadata"))
      json.attributeObject("metadata", [&] {
        for (NamedAttribute part : metadata)
          printPart(json, part);
      });
    json.attribute("state_bytes", stateBytes(model));
    json.attribute("state_align", snn::kArrayAlignment);
    json.attribute("carried_bytes", int64_t(model.getCarried()));
    json.attribute("scratch_bytes", int64_t(model.getScratch()));
    json.attribute("weight_bytes", weightBytes(model));
    if (ArrayAttr params = givenParams(model)) {
      json.attribute("param_bytes", paramBytes(model));
      json.attributeArray("params", [&] { printParams(json, params); });
    }
    json.attributeArray("inputs",
                        [&] { printPorts(json, model.getInputs(), false); });
    json.attributeArray("outputs",
                        [&] { printPorts(json, model.getOutputs(), true); });
    json.attributeArray("states", [&] { printStates(json, model); });
    json.attributeArray("layers", [&] { printLayers(json, summary); });
  });
  os << '\n';
}
