// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// SNNAX's layers, and neurons of one's own.

#include "compiler/Spec/Keywords.h"
#include "compiler/Spec/LayerWriter.h"
#include "compiler/Spec/Refractory.h"

using namespace snnc;

void LayerWriter::surrogate(const Surrogate &spikeFn) {
  json.attributeObject("spike_fn", [&] {
    json.attribute("type", surrogateNames[static_cast<unsigned>(spikeFn.type)]);
    number("beta", spikeFn.beta);
  });
}

void LayerWriter::spiking(llvm::StringRef name, const SpikingNeuron &neuron) {
  type(name);
  if (!neuron.decayConstants.empty())
    parameters("decay_constants", neuron.decayConstants);
  parameter("threshold", neuron.threshold);
  if (neuron.resetVal)
    parameter("reset_val", *neuron.resetVal);
  surrogate(neuron.spikeFn);
  json.attribute("stop_reset_grad", neuron.stopResetGrad);
  init("init_fn", neuron.initFn);
  refractory(neuron.refractory);
}

void LayerWriter::refractory(const Parameter &steps) {
  if (isRefractory(steps))
    parameter("refractory", steps);
}

void LayerWriter::operator()(const LIF &layer) { spiking("LIF", layer); }

void LayerWriter::operator()(const LIFSoftReset &layer) {
  spiking("LIFSoftReset", layer);
}

void LayerWriter::operator()(const SimpleLIF &layer) {
  spiking("SimpleLIF", layer);
}

void LayerWriter::operator()(const AdaptiveLIF &layer) {
  spiking("AdaptiveLIF", layer);
  parameters("ada_decay_constant", {layer.adaDecayConstant});
  parameters("ada_step_val", {layer.adaStepVal});
  parameters("ada_coupling_var", {layer.adaCouplingVar});
}

void LayerWriter::operator()(const IAF &layer) {
  spiking("IAF", layer);
  parameter("leak", layer.leak);
}

void LayerWriter::operator()(const SimpleIAF &layer) {
  spiking("SimpleIAF", layer);
  parameter("leak", layer.leak);
}

void LayerWriter::operator()(const SimpleLI &layer) {
  type("SimpleLI");
  parameters("decay_constants", layer.decayConstants);
  init("init_fn", layer.initFn);
}

void LayerWriter::operator()(const SigmaDelta &layer) {
  type("SigmaDelta");
  parameters("decay_constants", layer.decayConstants);
  parameter("threshold", layer.threshold);
  surrogate(layer.spikeFn);
}

void LayerWriter::operator()(const SpikeCounter &) { type("SpikeCounter"); }

void LayerWriter::operator()(const SRM &srm) {
  type("SRM");
  parameters("decay_constants", srm.decayConstants);
  parameters("r_decay_constants", {srm.rDecayConstant});
  if (srm.resetVal)
    parameters("reset_val", {*srm.resetVal});
  parameter("threshold", srm.threshold);
  surrogate(srm.spikeFn);
  json.attribute("stop_reset_grad", srm.stopResetGrad);
  for (const Layer &layer : srm.layer)
    json.attributeObject("layer", [&] {
      writeLayer(json, tensors, path + "." + layer.name, layer);
    });
}

void LayerWriter::operator()(const Reshape &layer) {
  type("Reshape");
  list("shape", layer.shape);
}

void LayerWriter::operator()(const Flatten &layer) {
  type("Flatten");
  json.attribute("start_dim", layer.startDim);
  json.attribute("end_dim", layer.endDim);
}

void LayerWriter::operator()(const Neuron &neuron) {
  type("Neuron");
  json.attributeObject("state", [&] {
    for (const Neuron::State &state : neuron.states)
      parameter(state.name, state.init);
  });
  json.attributeObject("params", [&] {
    for (const Neuron::Constant &constant : neuron.parameters)
      parameter(constant.name, constant.value);
  });
  json.attributeArray("step", [&] {
    for (const Neuron::Assignment &assignment : neuron.step)
      json.value(assignment.name + " = " + printExpression(assignment.value));
  });
  json.attribute("output", printExpression(neuron.output));
  surrogate(neuron.spikeFn);
}
