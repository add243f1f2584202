// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/ConventionText.h"
#include "compiler/Spec/LayerWriter.h"

using namespace snnc;

void LayerWriter::rule(const StepRule &rule) {
  json.attribute("dt", rule.dt);
  json.attribute("integrator", nameOf(rule.integrator));
  json.attribute("gain", nameOf(rule.gain));
  json.attribute("cuba", nameOf(rule.cuba));
  json.attribute("leak", nameOf(rule.leak));
  // What few conventions have is left out where it says nothing.
  if (rule.form != Form::Fused)
    json.attribute("form", nameOf(rule.form));
  if (rule.precision != Precision::Double)
    json.attribute("precision", nameOf(rule.precision));
  if (rule.snap != 0)
    json.attribute("snap", rule.snap);
  if (rule.decay != 1)
    json.attribute("decay", rule.decay);
}

template <typename Spiking> void LayerWriter::firing(const Spiking &neuron) {
  exactParameter("v_threshold", neuron.vThreshold);
  exactParameter("v_reset", neuron.vReset);
  json.attribute("compare", nameOf(neuron.rule.compare));
  json.attribute("reset", nameOf(neuron.rule.reset, neuron.rule.resetTime));
  json.attribute("clamp", neuron.rule.clamp);
  surrogate(neuron.spikeFn);
  refractory(neuron.refractory);
}

void LayerWriter::leaky(llvm::StringRef name, const NirLI &neuron) {
  type(name);
  exactParameter("tau", neuron.tau);
  exactParameter("r", neuron.r);
  exactParameter("v_leak", neuron.vLeak);
  rule(neuron.rule);
}

void LayerWriter::operator()(const NirLI &layer) { leaky("NIR_LI", layer); }

void LayerWriter::operator()(const NirLIF &layer) {
  leaky("NIR_LIF", layer);
  firing(layer);
}

void LayerWriter::cuba(llvm::StringRef name, const CubaLI &neuron) {
  type(name);
  exactParameter("tau_mem", neuron.tauMem);
  exactParameter("tau_syn", neuron.tauSyn);
  exactParameter("r", neuron.r);
  exactParameter("v_leak", neuron.vLeak);
  exactParameter("w_in", neuron.wIn);
  rule(neuron.rule);
}

void LayerWriter::operator()(const CubaLI &layer) { cuba("CubaLI", layer); }

void LayerWriter::operator()(const CubaLIF &layer) {
  cuba("CubaLIF", layer);
  firing(layer);
}

void LayerWriter::operator()(const I &layer) {
  type("I");
  exactParameter("r", layer.r);
  rule(layer.rule);
}

void LayerWriter::operator()(const IF &layer) {
  type("IF");
  exactParameter("r", layer.r);
  rule(layer.rule);
  firing(layer);
}

void LayerWriter::operator()(const Threshold &layer) {
  type("Threshold");
  exactParameter("threshold", layer.threshold);
  json.attribute("compare", nameOf(layer.compare));
  surrogate(layer.spikeFn);
}

void LayerWriter::operator()(const Scale &layer) {
  type("Scale");
  exactParameter("scale", layer.scale);
}

void LayerWriter::operator()(const Delay &layer) {
  type("Delay");
  exactParameter("delay", layer.delay);
  json.attribute("dt", layer.dt);
}
