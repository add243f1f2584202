// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// SNNAX's layers. Arguments and defaults are those of its constructors.

#include "compiler/Spec/Broadcast.h"
#include "compiler/Spec/Keywords.h"
#include "compiler/Spec/ParseExpression.h"
#include "compiler/Spec/ReadLayer.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <cmath>

using namespace snnc;
using llvm::StringRef;

/// "scalar or per neuron": a tensor of one element is a number; another must
/// fit the state's shape, where the layer says it.
static Parameter perNeuron(LayerReader &reader, Parameter parameter,
                           StringRef key) {
  if (parameter.init() && !reader.shape)
    reader.object.report().diagnostics.error(
        parameter.place, "'" + key +
                             "' is drawn for every neuron; this needs "
                             "the key 'shape' in its layer");
  const Tensor *tensor = parameter.tensor();
  if (!tensor)
    return parameter;
  if (countElements(tensor->shape) == 1)
    return {tensor->at(0), parameter.place};
  if (reader.shape && !broadcasts(tensor->shape, *reader.shape))
    reader.object.report().diagnostics.error(
        parameter.place, "'" + key + "' has the shape " +
                             toString(tensor->shape) +
                             ", expected a number or the layer's shape " +
                             toString(*reader.shape));
  return parameter;
}

static std::vector<Parameter> readDecays(LayerReader &reader, size_t count) {
  constexpr StringRef key = "decay_constants";
  std::vector<Parameter> decays;
  if (const JsonValue *value = reader.object.require(key))
    for (Parameter &each : reader.parameters.readList(*value, key, count))
      decays.push_back(perNeuron(reader, std::move(each), key));
  return decays;
}

std::optional<Parameter> snnc::readPerNeuron(LayerReader &reader,
                                             StringRef key) {
  if (const JsonValue *value = reader.object.findNotNull(key))
    if (auto parameter = reader.parameters.read(*value, key))
      return perNeuron(reader, std::move(*parameter), key);
  return std::nullopt;
}

std::optional<Parameter> snnc::readExactPerNeuron(LayerReader &reader,
                                                  StringRef key) {
  if (const JsonValue *value = reader.object.findNotNull(key))
    if (auto parameter = reader.parameters.readExact(*value, key))
      return perNeuron(reader, std::move(*parameter), key);
  return std::nullopt;
}

/// A list of one parameter, as SNNAX has it, or that parameter alone.
static Parameter readListOfOne(LayerReader &reader, StringRef key,
                               float byDefault) {
  const JsonValue *value = reader.object.findNotNull(key);
  if (!value)
    return byDefault;
  if (value->getIf<int64_t>() || value->getIf<double>())
    return reader.parameters.read(*value, key).value_or(byDefault);
  for (Parameter &each : reader.parameters.readList(*value, key, 1))
    return perNeuron(reader, std::move(each), key);
  return byDefault;
}

static InitFn readInit(LayerReader &reader) {
  if (const JsonValue *value = reader.object.findNotNull("init_fn"))
    return readInitFn(reader.object.report(), *value);
  return {};
}

Surrogate snnc::readSurrogate(LayerReader &reader) {
  static constexpr float betas[] = {10.0f, 1.0f, 0.5f};
  const JsonValue *value = reader.object.find("spike_fn");
  if (!value)
    return {};
  const Report &report = reader.object.report();
  ObjectReader object(report, *value, "a spike function");
  unsigned type = object.choice("type", surrogateNames, std::nullopt);
  Surrogate surrogate{static_cast<Surrogate::Type>(type),
                      object.number("beta", betas[type])};
  if (!(surrogate.beta > 0.0f))
    report.expected(*object.find("beta"), "beta", "a positive number");
  object.finish();
  return surrogate;
}

template <typename Neuron>
static Neuron readSpiking(LayerReader &reader, size_t decays) {
  Neuron neuron;
  if (decays > 0)
    neuron.decayConstants = readDecays(reader, decays);
  if (auto threshold = readPerNeuron(reader, "threshold"))
    neuron.threshold = std::move(*threshold);
  neuron.resetVal = readPerNeuron(reader, "reset_val");
  neuron.spikeFn = readSurrogate(reader);
  neuron.stopResetGrad = reader.object.boolean("stop_reset_grad", true);
  neuron.initFn = readInit(reader);
  neuron.refractory = readRefractory(reader);
  return neuron;
}

LayerClass snnc::readFlatten(LayerReader &reader) {
  constexpr Range axes = {-32, 31};
  return Flatten{reader.object.integer("start_dim", axes, 0),
                 reader.object.integer("end_dim", axes, -1)};
}

LayerClass snnc::readReshape(LayerReader &reader) {
  if (!reader.object.require("shape"))
    return Reshape();
  return Reshape(reader.shape.value_or(Shape()));
}

/// More than any run has steps, and each a float.
static constexpr float mostRefractorySteps = 1 << 24;

static bool isStepCount(float value) {
  return value >= 0.0f && value <= mostRefractorySteps &&
         std::floor(value) == value;
}

Parameter snnc::readRefractory(LayerReader &reader) {
  constexpr StringRef key = "refractory";
  std::optional<Parameter> steps = readPerNeuron(reader, key);
  if (!steps)
    return 0.0f;
  const float *number = steps->number();
  const Tensor *tensor = steps->tensor();
  llvm::ArrayRef<float> values;
  if (number)
    values = *number;
  else if (tensor)
    values = {tensor->data.get(), size_t(*countElements(tensor->shape))};
  if (values.empty() || !llvm::all_of(values, isStepCount))
    reader.object.report().diagnostics.error(
        steps->place,
        "'refractory' counts steps: expected whole numbers from "
        "0 to 16777216" +
            std::string(steps->init() ? ", none that are drawn" : ""));
  return *steps;
}

LayerClass snnc::readLIF(LayerReader &reader) {
  return readSpiking<LIF>(reader, 2);
}

LayerClass snnc::readLIFSoftReset(LayerReader &reader) {
  return readSpiking<LIFSoftReset>(reader, 2);
}

LayerClass snnc::readSimpleLIF(LayerReader &reader) {
  return readSpiking<SimpleLIF>(reader, 1);
}

LayerClass snnc::readAdaptiveLIF(LayerReader &reader) {
  auto neuron = readSpiking<AdaptiveLIF>(reader, 1);
  neuron.adaDecayConstant = readListOfOne(reader, "ada_decay_constant", 0.8f);
  neuron.adaStepVal = readListOfOne(reader, "ada_step_val", 1.0f);
  neuron.adaCouplingVar = readListOfOne(reader, "ada_coupling_var", 0.5f);
  return neuron;
}

LayerClass snnc::readIAF(LayerReader &reader) {
  auto neuron = readSpiking<IAF>(reader, 1);
  neuron.leak = readPerNeuron(reader, "leak").value_or(0.0f);
  return neuron;
}

LayerClass snnc::readSimpleIAF(LayerReader &reader) {
  auto neuron = readSpiking<SimpleIAF>(reader, 0);
  neuron.leak = readPerNeuron(reader, "leak").value_or(0.0f);
  return neuron;
}

LayerClass snnc::readSigmaDelta(LayerReader &reader) {
  SigmaDelta neuron;
  if (reader.object.findNotNull("decay_constants"))
    neuron.decayConstants = readDecays(reader, 3);
  neuron.threshold = readPerNeuron(reader, "threshold").value_or(1.0f);
  neuron.spikeFn = readSurrogate(reader);
  return neuron;
}

LayerClass snnc::readSpikeCounter(LayerReader &) { return SpikeCounter(); }

LayerClass snnc::readSimpleLI(LayerReader &reader) {
  SimpleLI neuron(readDecays(reader, 1));
  neuron.initFn = readInit(reader);
  return neuron;
}

/// The layer that an SRM holds; its name is `layer` unless it has one.
static std::vector<Layer> readInnerLayer(LayerReader &reader) {
  const JsonValue *value = reader.object.require("layer");
  if (!value)
    return {};
  const Report &report = reader.object.report();
  const JsonValue *from = nullptr;
  Layer layer = readLayer(*value, report, reader.parameters, reader.path + ".",
                          "layer", from);
  if (from)
    report.error(*from, "a layer inside of an SRM has no 'from'");
  return {std::move(layer)};
}

LayerClass snnc::readSRM(LayerReader &reader) {
  SRM srm;
  srm.decayConstants = readDecays(reader, 2);
  srm.rDecayConstant = readListOfOne(reader, "r_decay_constants", 0.9f);
  srm.resetVal = readListOfOne(reader, "reset_val", 0.0f);
  srm.threshold = readPerNeuron(reader, "threshold").value_or(1.0f);
  srm.spikeFn = readSurrogate(reader);
  srm.stopResetGrad = reader.object.boolean("stop_reset_grad", true);
  srm.layer = readInnerLayer(reader);
  return srm;
}

//===----------------------------------------------------------------------===//
// Neurons of one's own
//===----------------------------------------------------------------------===//

/// Calls `read` with the members of the object `key`, and their places.
template <typename Read>
static void forEachMember(LayerReader &reader, StringRef key, Read read) {
  const JsonValue *value = reader.object.findNotNull(key);
  if (!value)
    return;
  const Report &report = reader.object.report();
  const auto *members = value->getIf<JsonValue::Object>();
  if (!members)
    report.expected(*value, key, "an object of names and values");
  else
    for (const JsonMember &member : *members)
      if (auto parameter = reader.parameters.read(member.value, member.key))
        read(member.key, perNeuron(reader, std::move(*parameter), member.key),
             Place{report.file, member.line, member.column});
}

LayerClass snnc::readNeuron(LayerReader &reader) {
  const Report &report = reader.object.report();
  unsigned errors = report.diagnostics.errorCount();
  Neuron neuron;
  forEachMember(reader, "state", [&](auto name, auto init, Place place) {
    neuron.states.push_back({name, init, place});
  });
  forEachMember(reader, "params", [&](auto name, auto value, Place place) {
    neuron.parameters.push_back({name, value, place});
  });
  neuron.spikeFn = readSurrogate(reader);
  if (const JsonValue *step = reader.object.findNotNull("step"))
    if (const auto *list = readArray(report, *step, "step"))
      for (const JsonValue &each : *list)
        if (auto assignment = parseAssignment(report, each))
          neuron.step.push_back(std::move(*assignment));
  if (const JsonValue *output = reader.object.require("output")) {
    neuron.outputPlace = report.at(*output);
    if (auto expression = parseExpression(report, *output))
      neuron.output = *expression;
  }
  // What follows from a broken equation is no error of its own.
  if (report.diagnostics.errorCount() == errors)
    check(neuron, reader.object.place(), report.diagnostics);
  return neuron;
}
