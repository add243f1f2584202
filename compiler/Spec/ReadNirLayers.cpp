// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// NIR's layers. Fields are those of its nodes; beside them stands how the
// neuron steps.

#include "compiler/Spec/ConventionText.h"
#include "compiler/Spec/NirFields.h"
#include "compiler/Spec/ReadConvention.h"
#include "compiler/Spec/ReadLayer.h"
#include "compiler/Spec/Refractory.h"
#include "compiler/Spec/StepConstants.h"
#include <utility>

using namespace snnc;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// How a neuron steps
//===----------------------------------------------------------------------===//

/// A number from 0 to 1, as a double.
static void readFraction(ObjectReader &object, StringRef key, double &number) {
  const JsonValue *value = object.find(key);
  if (!value)
    return;
  if (const int64_t *integer = value->getIf<int64_t>())
    number = static_cast<double>(*integer);
  else if (const double *real = value->getIf<double>())
    number = *real;
  else
    number = -1;
  if (!(number >= 0 && number <= 1))
    object.report().expected(*value, key, "a number from 0 to 1");
}

/// A form that takes the difference to what the potential decays to has its
/// decay from Euler's method.
static void checkForm(ObjectReader &object, const StepRule &rule) {
  bool isEuler = rule.integrator == Integrator::Euler;
  if (isRelaxing(rule.form) && (!isEuler || rule.cuba == CubaOrder::Decayed))
    object.report().diagnostics.error(
        object.place(), "the form " + nameOf(rule.form) +
                            " needs the integrator euler, and a synaptic "
                            "current that is new or old");
}

static StepRule readRule(ObjectReader &object) {
  StepRule rule;
  readStep(object, rule.dt);
  readPart(object, "integrator", rule.integrator);
  readPart(object, "gain", rule.gain);
  readPart(object, "cuba", rule.cuba);
  readPart(object, "leak", rule.leak);
  readPart(object, "form", rule.form);
  readPart(object, "precision", rule.precision);
  readFraction(object, "snap", rule.snap);
  checkForm(object, rule);
  return rule;
}

static void readSpikeRule(ObjectReader &object, StepRule &rule) {
  readPart(object, "compare", rule.compare);
  readPart(object, "reset", rule.reset, rule.resetTime);
  rule.clamp = object.boolean("clamp", false);
}

//===----------------------------------------------------------------------===//
// Fields
//===----------------------------------------------------------------------===//

/// A number, or a value for each neuron; `byDefault`, or an error without one.
static Parameter readField(LayerReader &reader, StringRef key,
                           std::optional<float> byDefault) {
  if (!byDefault && !reader.object.require(key))
    return 1.0f;
  Parameter parameter =
      readExactPerNeuron(reader, key).value_or(byDefault.value_or(1.0f));
  if (!parameter.init())
    return parameter;
  reader.object.report().diagnostics.error(
      parameter.place, "'" + key + "' of a NIR neuron is not drawn");
  return 1.0f;
}

template <typename Spiking>
static void readFiring(LayerReader &reader, Spiking &neuron) {
  neuron.vThreshold = readField(reader, "v_threshold", std::nullopt);
  neuron.vReset = readField(reader, "v_reset", 0.0f);
  readSpikeRule(reader.object, neuron.rule);
  neuron.spikeFn = readSurrogate(reader);
  neuron.refractory = readRefractory(reader);
  if (isRefractory(neuron.refractory) &&
      neuron.rule.resetTime == ResetTime::Again)
    reader.object.report().diagnostics.error(
        neuron.refractory.place, "'refractory' has no meaning with a reset "
                                 "that comes again in the next step");
}

static void readLeaky(LayerReader &reader, NirLI &neuron) {
  neuron.tau = readField(reader, "tau", std::nullopt);
  neuron.r = readField(reader, "r", 1.0f);
  neuron.vLeak = readField(reader, "v_leak", 0.0f);
  neuron.rule = readRule(reader.object);
}

static void readCuba(LayerReader &reader, CubaLI &neuron) {
  neuron.tauMem = readField(reader, "tau_mem", std::nullopt);
  neuron.tauSyn = readField(reader, "tau_syn", std::nullopt);
  neuron.r = readField(reader, "r", 1.0f);
  neuron.vLeak = readField(reader, "v_leak", 0.0f);
  neuron.wIn = readField(reader, "w_in", 1.0f);
  neuron.rule = readRule(reader.object);
}

static void readIntegrator(LayerReader &reader, I &neuron) {
  neuron.r = readField(reader, "r", 1.0f);
  neuron.rule = readRule(reader.object);
  readFraction(reader.object, "decay", neuron.rule.decay);
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

/// A neuron whose fields `parts` read, one after another.
template <typename Neuron, auto... parts>
static LayerClass readParts(LayerReader &reader) {
  Neuron neuron;
  (parts(reader, neuron), ...);
  // One message for the first of what is wrong with the fields together.
  if (std::optional<std::string> problem = findProblem(fieldRules(neuron)))
    reader.object.report().diagnostics.error(reader.object.place(), *problem);
  return neuron;
}

LayerClass snnc::readNirLI(LayerReader &reader) {
  return readParts<NirLI, readLeaky>(reader);
}

LayerClass snnc::readNirLIF(LayerReader &reader) {
  return readParts<NirLIF, readLeaky, readFiring<NirLIF>>(reader);
}

LayerClass snnc::readCubaLI(LayerReader &reader) {
  return readParts<CubaLI, readCuba>(reader);
}

LayerClass snnc::readCubaLIF(LayerReader &reader) {
  return readParts<CubaLIF, readCuba, readFiring<CubaLIF>>(reader);
}

LayerClass snnc::readI(LayerReader &reader) {
  return readParts<I, readIntegrator>(reader);
}

LayerClass snnc::readIF(LayerReader &reader) {
  return readParts<IF, readIntegrator, readFiring<IF>>(reader);
}

LayerClass snnc::readThreshold(LayerReader &reader) {
  Threshold layer;
  layer.threshold = readField(reader, "threshold", std::nullopt);
  readPart(reader.object, "compare", layer.compare);
  layer.spikeFn = readSurrogate(reader);
  return layer;
}

LayerClass snnc::readScale(LayerReader &reader) {
  return Scale{readField(reader, "scale", std::nullopt)};
}

LayerClass snnc::readDelay(LayerReader &reader) {
  ObjectReader &object = reader.object;
  Delay layer;
  layer.delay = readField(reader, "delay", std::nullopt);
  readStep(object, layer.dt);
  const JsonValue *value = object.find("delay");
  if (!value || !(layer.dt > 0))
    return layer;
  if (std::optional<double> wrong = findWrongDelay(layer)) {
    std::string found = formatExact(*wrong);
    if (layer.delay.tensor())
      found += " in " + describe(*value);
    object.report().error(*value,
                          "expected from 0 to " + llvm::Twine(mostDelaySteps) +
                              " whole steps of dt for 'delay', found " + found);
  }
  return layer;
}
