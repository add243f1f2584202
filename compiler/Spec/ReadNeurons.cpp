// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// SNNAX's layers. Arguments and defaults are those of its constructors.

#include "compiler/Spec/ReadLayer.h"
#include <algorithm>

using namespace snnc;
using llvm::StringRef;

/// True if a parameter of `from` can be read at every element of `to`: shapes
/// agree from the last axis on, or have 1 there.
static bool broadcasts(const Shape &from, const Shape &to) {
  return from.size() <= to.size() &&
         std::equal(from.rbegin(), from.rend(), to.rbegin(),
                    [](int64_t a, int64_t b) { return a == 1 || a == b; });
}

/// "scalar or per neuron": a tensor of one element is a number; another must
/// fit the state's shape, where the layer says it.
static Parameter perNeuron(LayerReader &reader, Parameter parameter,
                           StringRef key) {
  const Tensor *tensor = parameter.tensor();
  if (!tensor)
    return parameter;
  if (countElements(tensor->shape) == 1)
    return {*tensor->data, parameter.place};
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

static std::optional<Parameter> readOptional(LayerReader &reader,
                                             StringRef key) {
  if (const JsonValue *value = reader.object.findNotNull(key))
    if (auto parameter = reader.parameters.read(*value, key))
      return perNeuron(reader, std::move(*parameter), key);
  return std::nullopt;
}

static InitFn readInit(LayerReader &reader) {
  if (const JsonValue *value = reader.object.findNotNull("init_fn"))
    return readInitFn(reader.object.report(), *value);
  return {};
}

static Surrogate readSurrogate(LayerReader &reader) {
  static constexpr StringRef types[] = {"superspike", "sigmoid", "piecewise"};
  static constexpr float betas[] = {10.0f, 1.0f, 0.5f};
  const JsonValue *value = reader.object.find("spike_fn");
  if (!value)
    return {};
  const Report &report = reader.object.report();
  ObjectReader object(report, *value, "a spike function");
  unsigned type = object.choice("type", types, std::nullopt);
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
  neuron.decayConstants = readDecays(reader, decays);
  if (auto threshold = readOptional(reader, "threshold"))
    neuron.threshold = std::move(*threshold);
  neuron.resetVal = readOptional(reader, "reset_val");
  neuron.spikeFn = readSurrogate(reader);
  neuron.stopResetGrad = reader.object.boolean("stop_reset_grad", true);
  neuron.initFn = readInit(reader);
  return neuron;
}

LayerClass snnc::readFlatten(LayerReader &) { return Flatten(); }

LayerClass snnc::readLIF(LayerReader &reader) {
  return readSpiking<LIF>(reader, 2);
}

LayerClass snnc::readLIFSoftReset(LayerReader &reader) {
  return readSpiking<LIFSoftReset>(reader, 2);
}

LayerClass snnc::readSimpleLIF(LayerReader &reader) {
  return readSpiking<SimpleLIF>(reader, 1);
}

LayerClass snnc::readSimpleLI(LayerReader &reader) {
  SimpleLI neuron(readDecays(reader, 1));
  neuron.initFn = readInit(reader);
  return neuron;
}
