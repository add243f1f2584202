// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// NIR's layers. Fields are those of its nodes; beside them stands how the
// neuron steps.

#include "compiler/Spec/ConventionText.h"
#include "compiler/Spec/LayerTypes.h"
#include "compiler/Spec/NirFields.h"
#include "compiler/Spec/Refractory.h"
#include "compiler/Spec/StepConstants.h"

using namespace snnc;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// How a neuron steps
//===----------------------------------------------------------------------===//

/// A part of a convention that one word says.
template <typename Part>
static void describePart(LayerFields &fields, const Key &key, Part &part) {
  fields.text(key, formsOf(part),
              [&](StringRef text) { return parse(text, part); });
}

static void describeTimeStep(LayerFields &fields, double &dt) {
  fields.timeStep(required("dt", "the time step in the unit of the times, or "
                                 "\"steps\" where they count steps"),
                  dt);
}

/// A form that takes the difference to what the potential decays to has its
/// decay from Euler's method.
static void checkForm(LayerCheck &check, const StepRule &rule) {
  bool isEuler = rule.integrator == Integrator::Euler;
  if (isRelaxing(rule.form) && (!isEuler || rule.cuba == CubaOrder::Decayed))
    check.error("the form " + nameOf(rule.form) +
                " needs the integrator euler, and a synaptic current that is "
                "new or old");
}

/// What few conventions have is left out where it says nothing.
static void describeRule(LayerFields &fields, StepRule &rule) {
  describeTimeStep(fields, rule.dt);
  describePart(fields, optional("integrator", "how a potential decays (M1)"),
               rule.integrator);
  describePart(fields,
               optional("gain", "what an input is multiplied with "
                                "(M1)"),
               rule.gain);
  describePart(fields,
               optional("cuba", "how the synaptic current goes into "
                                "the potential (M3)"),
               rule.cuba);
  describePart(fields, optional("leak", "what `v_leak` is (M2)"), rule.leak);
  describePart(fields,
               optional("form", "how the step is written (M2)")
                   .leftOutIf(rule.form == Form::Fused),
               rule.form);
  describePart(fields,
               optional("precision", "in what constants are computed")
                   .leftOutIf(rule.precision == Precision::Double),
               rule.precision);
  fields.number(optional("snap", "how far a product of resistance and weight "
                                 "may be from 1 to count as 1 (M1)")
                    .leftOutIf(rule.snap == 0),
                rule.snap, from0To1);
  fields.check([&](LayerCheck &check) { checkForm(check, rule); });
}

static void describeCompare(LayerFields &fields, Compare &compare) {
  describePart(fields, optional("compare", "when a potential spikes (M5)"),
               compare);
}

static void describeReset(LayerFields &fields, StepRule &rule) {
  fields.text(optional("reset", "what a spike does to the potential, and when "
                                "(M5)"),
              formsOf(rule.reset, rule.resetTime), [&](StringRef text) {
                return parse(text, rule.reset, rule.resetTime);
              });
}

//===----------------------------------------------------------------------===//
// Neurons
//===----------------------------------------------------------------------===//

template <typename Spiking>
static void describeFiring(LayerFields &fields, Spiking &neuron) {
  fields.exactPerNeuron(required("v_threshold", "of the potential"),
                        neuron.vThreshold);
  fields.exactPerNeuron(optional("v_reset", "where a spike sets the potential"),
                        neuron.vReset);
  describeCompare(fields, neuron.rule.compare);
  describeReset(fields, neuron.rule);
  fields.boolean(optional("clamp", "whether a reset leaves no potential below "
                                   "-`v_threshold`"),
                 neuron.rule.clamp);
  describeSurrogate(fields, neuron.spikeFn);
  describeRefractory(fields, neuron.refractory);
  fields.check([&](LayerCheck &check) {
    if (isRefractory(neuron.refractory) &&
        neuron.rule.resetTime == ResetTime::Again)
      check.error(neuron.refractory,
                  "'refractory' has no meaning with a reset that comes again "
                  "in the next step");
  });
}

static void describeR(LayerFields &fields, Parameter &r) {
  fields.exactPerNeuron(optional("r", "resistance, what the input weighs"), r);
}

static void describeLeak(LayerFields &fields, Parameter &leak) {
  fields.exactPerNeuron(optional("v_leak", "the potential of rest"), leak);
}

template <typename Class>
static void describeLeaky(LayerFields &fields, Class &neuron) {
  fields.exactPerNeuron(required("tau", "time constant"), neuron.tau);
  describeR(fields, neuron.r);
  describeLeak(fields, neuron.vLeak);
  describeRule(fields, neuron.rule);
}

template <typename Class>
static void describeCuba(LayerFields &fields, Class &neuron) {
  fields.exactPerNeuron(required("tau_mem", "time constant of the membrane"),
                        neuron.tauMem);
  fields.exactPerNeuron(required("tau_syn", "time constant of the synapse"),
                        neuron.tauSyn);
  describeR(fields, neuron.r);
  describeLeak(fields, neuron.vLeak);
  fields.exactPerNeuron(optional("w_in", "what the synapse's input weighs"),
                        neuron.wIn);
  describeRule(fields, neuron.rule);
}

template <typename Class>
static void describeIntegrator(LayerFields &fields, Class &neuron) {
  describeR(fields, neuron.r);
  describeRule(fields, neuron.rule);
  double &decay = neuron.rule.decay;
  fields.number(optional("decay", "what is left of the potential in a step "
                                  "(M4)")
                    .leftOutIf(decay == 1),
                decay, from0To1);
}

/// A neuron whose fields `parts` describe, one after another.
template <typename Class, void (*...parts)(LayerFields &, Class &)>
static void describeParts(LayerFields &fields, Class &neuron) {
  (parts(fields, neuron), ...);
  // One message for the first of what is wrong with the fields together.
  fields.check([&](LayerCheck &check) {
    if (std::optional<std::string> problem = findProblem(fieldRules(neuron)))
      check.error(*problem);
  });
}

//===----------------------------------------------------------------------===//
// Others
//===----------------------------------------------------------------------===//

static void describeThreshold(LayerFields &fields, Threshold &layer) {
  fields.exactPerNeuron(required("threshold", "of the input"), layer.threshold);
  describeCompare(fields, layer.compare);
  describeSurrogate(fields, layer.spikeFn);
}

static void describeScale(LayerFields &fields, Scale &layer) {
  fields.exactPerNeuron(required("scale", "what the input is multiplied with"),
                        layer.scale);
}

static void checkDelay(LayerCheck &check, const Delay &layer) {
  const JsonValue *value = check.find("delay");
  if (!value || !(layer.dt > 0))
    return;
  std::optional<double> wrong = findWrongDelay(layer);
  if (!wrong)
    return;
  std::string found = formatExact(*wrong);
  if (layer.delay.tensor())
    found += " in " + describe(*value);
  check.error("delay", "expected from 0 to " + llvm::Twine(mostDelaySteps) +
                           " whole steps of dt for 'delay', found " + found);
}

static void describeDelay(LayerFields &fields, Delay &layer) {
  fields.exactPerNeuron(required("delay", "a whole number of steps of `dt`"),
                        layer.delay);
  describeTimeStep(fields, layer.dt);
  fields.check([&](LayerCheck &check) { checkDelay(check, layer); });
}

llvm::ArrayRef<LayerType> snnc::nirLayerTypes() {
  static constexpr StringRef nir = "nir";
  static constexpr LayerType types[] = {
      layerType<NirLIF, describeParts<NirLIF, describeLeaky<NirLIF>,
                                      describeFiring<NirLIF>>>(
          "NIR_LIF", nir, "A leaky integrator that spikes (M2)."),
      layerType<NirLI, describeParts<NirLI, describeLeaky<NirLI>>>(
          "NIR_LI", nir, "A leaky integrator (M2)."),
      layerType<CubaLIF, describeParts<CubaLIF, describeCuba<CubaLIF>,
                                       describeFiring<CubaLIF>>>(
          "CubaLIF", nir,
          "A leaky integrator that spikes, behind a synapse "
          "(M3)."),
      layerType<CubaLI, describeParts<CubaLI, describeCuba<CubaLI>>>(
          "CubaLI", nir, "A leaky integrator behind a synapse (M3)."),
      layerType<IF,
                describeParts<IF, describeIntegrator<IF>, describeFiring<IF>>>(
          "IF", nir, "An integrator that spikes (M4)."),
      layerType<I, describeParts<I, describeIntegrator<I>>>(
          "I", nir, "An integrator (M4)."),
      layerType<Threshold, describeThreshold>(
          "Threshold", nir, "A spike where the input is above a threshold."),
      layerType<Scale, describeScale>("Scale", nir,
                                      "The input times a number."),
      layerType<Delay, describeDelay>("Delay", nir,
                                      "The input of some time before (M6)."),
  };
  return types;
}
