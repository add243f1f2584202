// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/LayerWriter.h"

using namespace snnc;

void LayerWriter::surrogate(const Surrogate &spikeFn) {
  static constexpr llvm::StringRef types[] = {"superspike", "sigmoid",
                                              "piecewise"};
  json.attributeObject("spike_fn", [&] {
    json.attribute("type", types[static_cast<unsigned>(spikeFn.type)]);
    json.attribute("beta", double(spikeFn.beta));
  });
}

void LayerWriter::spiking(const SpikingNeuron &neuron) {
  parameters("decay_constants", neuron.decayConstants);
  parameter("threshold", neuron.threshold);
  if (neuron.resetVal)
    parameter("reset_val", *neuron.resetVal);
  surrogate(neuron.spikeFn);
  json.attribute("stop_reset_grad", neuron.stopResetGrad);
  init("init_fn", neuron.initFn);
}

void LayerWriter::operator()(const LIF &layer) {
  type("LIF");
  spiking(layer);
}

void LayerWriter::operator()(const LIFSoftReset &layer) {
  type("LIFSoftReset");
  spiking(layer);
}

void LayerWriter::operator()(const SimpleLIF &layer) {
  type("SimpleLIF");
  spiking(layer);
}

void LayerWriter::operator()(const SimpleLI &layer) {
  type("SimpleLI");
  parameters("decay_constants", layer.decayConstants);
  init("init_fn", layer.initFn);
}

void LayerWriter::operator()(const Flatten &) { type("Flatten"); }
