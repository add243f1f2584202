// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// SNNAX's layers, and neurons of one's own. Arguments and defaults are those of
// SNNAX's constructors.

#include "compiler/Spec/LayerTypes.h"
#include "compiler/Spec/Refractory.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>
#include <utility>

using namespace snnc;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// What neurons have in common
//===----------------------------------------------------------------------===//

void snnc::describeSurrogate(LayerFields &fields, Surrogate &spikeFn) {
  fields.surrogate(optional("spike_fn", "what the derivative of a spike is in "
                                        "training"),
                   spikeFn);
}

/// More than any run has steps, and each a float.
static constexpr float mostRefractorySteps = 1 << 24;

static bool isStepCount(float value) {
  return value >= 0.0f && value <= mostRefractorySteps &&
         std::floor(value) == value;
}

static void checkRefractory(LayerCheck &check, const Parameter &steps) {
  const float *number = steps.number();
  const Tensor *tensor = steps.tensor();
  llvm::ArrayRef<float> values;
  if (number)
    values = *number;
  else if (tensor)
    values = {tensor->data.get(), size_t(*countElements(tensor->shape))};
  if (values.empty() || !llvm::all_of(values, isStepCount))
    check.error(steps,
                "'refractory' counts steps: expected whole numbers from "
                "0 to 16777216" +
                    std::string(steps.init() ? ", none that are drawn" : ""));
}

void snnc::describeRefractory(LayerFields &fields, Parameter &steps) {
  fields.perNeuron(
      optional("refractory", "for how many steps a neuron rests after a spike")
          .leftOutIf(!isRefractory(steps)),
      steps);
  fields.check([&](LayerCheck &check) { checkRefractory(check, steps); });
}

static void describeDecays(LayerFields &fields, std::vector<Parameter> &decays,
                           size_t count) {
  static constexpr StringRef docs[] = {
      "one, in [0.5, 1]", "that of the membrane, that of the synapse; in "
                          "[0.5, 1]"};
  fields.perNeuron(required("decay_constants", docs[count - 1]), decays, count);
}

static void describeThreshold(LayerFields &fields, Parameter &threshold) {
  fields.perNeuron(optional("threshold", "from where on a potential spikes"),
                   threshold);
}

static void describeStopResetGrad(LayerFields &fields, bool &stops) {
  fields.boolean(optional("stop_reset_grad", "whether no gradient passes a "
                                             "reset"),
                 stops);
}

static void describeInit(LayerFields &fields, InitFn &init) {
  fields.initFn(optional("init_fn", "where the membrane potential starts"),
                init);
}

template <typename Class, size_t decays>
static void describeSpiking(LayerFields &fields, Class &neuron) {
  if constexpr (decays > 0)
    describeDecays(fields, neuron.decayConstants, decays);
  describeThreshold(fields, neuron.threshold);
  fields.perNeuron(optional("reset_val", "what a spike takes off the "
                                         "potential; for its default see the "
                                         "text"),
                   neuron.resetVal);
  describeSurrogate(fields, neuron.spikeFn);
  describeStopResetGrad(fields, neuron.stopResetGrad);
  describeInit(fields, neuron.initFn);
  describeRefractory(fields, neuron.refractory);
}

//===----------------------------------------------------------------------===//
// SNNAX's neurons
//===----------------------------------------------------------------------===//

static void describeAdaptiveLIF(LayerFields &fields, AdaptiveLIF &neuron) {
  describeSpiking<AdaptiveLIF, 1>(fields, neuron);
  fields.listOfOne(
      optional("ada_decay_constant", "of the current that adapts, in [0.5, 1]"),
      neuron.adaDecayConstant);
  fields.listOfOne(optional("ada_step_val",
                            "what a spike takes off that current, in [0, 2]"),
                   neuron.adaStepVal);
  fields.listOfOne(optional("ada_coupling_var",
                            "how strongly the potential drives it, in "
                            "[-1, 1]"),
                   neuron.adaCouplingVar);
}

/// Integrate-and-fire, with a synapse for each decay constant.
template <typename Class, size_t decays>
static void describeIAF(LayerFields &fields, Class &neuron) {
  describeSpiking<Class, decays>(fields, neuron);
  fields.perNeuron(optional("leak", "what the potential loses in a step"),
                   neuron.leak);
}

static void describeSimpleLI(LayerFields &fields, SimpleLI &neuron) {
  describeDecays(fields, neuron.decayConstants, 1);
  describeInit(fields, neuron.initFn);
}

static void describeSigmaDelta(LayerFields &fields, SigmaDelta &neuron) {
  fields.perNeuron(optional("decay_constants", "of the sum of the input, of "
                                               "the membrane, of the sum of "
                                               "the spikes"),
                   neuron.decayConstants, 3);
  describeThreshold(fields, neuron.threshold);
  describeSurrogate(fields, neuron.spikeFn);
}

static void describeSpikeCounter(LayerFields &, SpikeCounter &) {}

static void describeSRM(LayerFields &fields, SRM &srm) {
  describeDecays(fields, srm.decayConstants, 2);
  fields.listOfOne(optional("r_decay_constants", "of the refractory filter"),
                   srm.rDecayConstant);
  Parameter reset = srm.resetVal.value_or(0.0f);
  fields.listOfOne(optional("reset_val", "how much that filter counts, in "
                                         "[0, 2]")
                       .leftOutIf(!srm.resetVal),
                   reset);
  srm.resetVal = std::move(reset);
  describeThreshold(fields, srm.threshold);
  describeSurrogate(fields, srm.spikeFn);
  describeStopResetGrad(fields, srm.stopResetGrad);
  fields.layer(required("layer", "between the filters, of any type"),
               srm.layer);
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

static void describeFlatten(LayerFields &fields, Flatten &flatten) {
  constexpr Range axes = {-32, 31};
  fields.integer(optional("start_dim", "first of the axes that become one"),
                 flatten.startDim, axes);
  fields.integer(optional("end_dim", "last of them; negative ones count from "
                                     "the back"),
                 flatten.endDim, axes);
}

static void describeReshape(LayerFields &fields, Reshape &reshape) {
  fields.ownShape(required("shape", "of the output, row-major"), reshape.shape);
}

//===----------------------------------------------------------------------===//
// Neurons of one's own
//===----------------------------------------------------------------------===//

/// The members of an object as what a neuron has of them.
template <typename Member, typename GetValue>
static void describeMembers(LayerFields &fields, const Key &key,
                            std::vector<Member> &members, GetValue valueOf) {
  std::vector<NamedParameter> named;
  for (Member &member : members)
    named.push_back({member.name, valueOf(member), member.place});
  fields.members(key, named);
  members.clear();
  for (NamedParameter &each : named)
    members.push_back({each.name, each.value, each.place});
}

static void describeNeuron(LayerFields &fields, Neuron &neuron) {
  describeMembers(
      fields, optional("state", "what is remembered, with its first value"),
      neuron.states, [](const Neuron::State &state) { return state.init; });
  describeMembers(
      fields, optional("params", "names of numbers, one or one a neuron"),
      neuron.parameters,
      [](const Neuron::Constant &constant) { return constant.value; });
  fields.assignments(optional("step", "what every step does, from top to "
                                      "bottom"),
                     neuron.step);
  fields.expression(required("output", "the layer's value after them"),
                    neuron.output, neuron.outputPlace);
  describeSurrogate(fields, neuron.spikeFn);
  // What follows from a broken equation is no error of its own.
  fields.check([&](LayerCheck &check) {
    if (check.isSound())
      snnc::check(neuron, check.place(), check.report().diagnostics);
  });
}

llvm::ArrayRef<LayerType> snnc::snnaxLayerTypes() {
  static constexpr StringRef snnax = "snnax", own = "snnc";
  static constexpr StringRef li =
      "A leaky integrator that does not spike (S4).";
  static constexpr LayerType types[] = {
      layerType<Flatten, describeFlatten>("Flatten", snnax,
                                          "Several axes as one."),
      layerType<Reshape, describeReshape>("Reshape", own,
                                          "The elements in another shape."),
      layerType<LIF, describeSpiking<LIF, 2>>(
          "LIF", snnax, "A leaky neuron behind a synapse that spikes (S2)."),
      layerType<LIFSoftReset, describeSpiking<LIFSoftReset, 2>>(
          "LIFSoftReset", snnax, "A LIF that a spike sets back by 1 (S3)."),
      layerType<SimpleLIF, describeSpiking<SimpleLIF, 1>>(
          "SimpleLIF", snnax, "A LIF without a synapse (S1)."),
      layerType<AdaptiveLIF, describeAdaptiveLIF>(
          "AdaptiveLIF", snnax, "A LIF with a current that adapts (S6)."),
      layerType<IAF, describeIAF<IAF, 1>>(
          "IAF", snnax, "Integrate-and-fire behind a synapse (S7)."),
      layerType<SimpleIAF, describeIAF<SimpleIAF, 0>>(
          "SimpleIAF", snnax, "Integrate-and-fire (S8)."),
      layerType<SimpleLI, describeSimpleLI>("SimpleLI", snnax, li),
      layerType<SimpleLI, describeSimpleLI>("LI", snnax, li),
      layerType<SigmaDelta, describeSigmaDelta>(
          "SigmaDelta", snnax,
          "Sums up its input and encodes the sum as spikes (S9)."),
      layerType<SpikeCounter, describeSpikeCounter>(
          "SpikeCounter", snnax, "Passes its input on and counts it (S10)."),
      layerType<SRM, describeSRM>("SRM", snnax,
                                  "The spike response model (S11)."),
      layerType<Neuron, describeNeuron>("Neuron", own,
                                        "A neuron by its equations."),
  };
  return types;
}
