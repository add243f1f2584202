// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Nir/Conventions/CheckImporter.h"
#include "compiler/Nir/Conventions/Conventions.h"
#include "compiler/Spec/ConventionText.h"
#include "compiler/Spec/StepConstants.h"
#include "llvm/ADT/STLExtras.h"

using namespace snnc;
using llvm::StringRef;

/// What snnTorch's Synaptic can say: a resistance that undoes the gain.
static void checkFoldedResistance(NodeFields &node, const CubaLI &neuron,
                                  const Convention &convention) {
  const StepRule &rule = neuron.rule;
  if (convention.preset != Preset::SnnTorch || rule.gain != Gain::Fold)
    return;
  Constants gain = Constants(neuron.r) * (rule.dt / Constants(neuron.tauMem));
  if (!gain.areNear(1.0, rule.snap))
    node.error("expected 'r' to be tau_mem/dt, as snnTorch writes it (dt is " +
               llvm::Twine(formatNumber(rule.dt)) + ")");
}

/// SpikingJelly divides by a number of steps that is above 1; or takes time
/// constants that are at least one behind a synapse. It compares doubles, so
/// that a step of 1e-4, rounded to f32, is none.
static void checkTimeConstant(NodeFields &node, StringRef field,
                              const Parameter &tau, const StepRule &rule,
                              const Convention &convention, bool isCuba) {
  if (convention.preset != Preset::SpikingJelly || convention.integrator)
    return;
  bool isLong = llvm::all_of(Constants(tau).values(), [&](double tau) {
    return isCuba ? tau >= rule.dt : tau / rule.dt > 1;
  });
  if (!isLong)
    node.error("expected '" + field + "' to be " +
               (isCuba ? "at least" : "more than") +
               " dt, as SpikingJelly's importer wants it (dt is " +
               formatNumber(rule.dt) + ")");
}

/// Spikes that come a step late come from what was there before the first one.
static void checkThreshold(NodeFields &node, const Parameter &threshold,
                           const Convention &convention) {
  if (isLate(convention) &&
      llvm::any_of(Constants(threshold).values(),
                   [](double threshold) { return threshold < 0; }))
    node.error("'v_threshold' must not be negative: spikes are a step late, "
               "and none is there at the first");
}

void snnc::checkImporter(NodeFields &node, const NirLI &neuron,
                         const Convention &convention) {
  checkTimeConstant(node, "tau", neuron.tau, neuron.rule, convention, false);
}

void snnc::checkImporter(NodeFields &node, const NirLIF &neuron,
                         const Convention &convention) {
  checkImporter(node, static_cast<const NirLI &>(neuron), convention);
  checkThreshold(node, neuron.vThreshold, convention);
}

void snnc::checkImporter(NodeFields &node, const CubaLI &neuron,
                         const Convention &convention) {
  checkFoldedResistance(node, neuron, convention);
  checkTimeConstant(node, "tau_mem", neuron.tauMem, neuron.rule, convention,
                    true);
  checkTimeConstant(node, "tau_syn", neuron.tauSyn, neuron.rule, convention,
                    true);
}

void snnc::checkImporter(NodeFields &node, const CubaLIF &neuron,
                         const Convention &convention) {
  checkImporter(node, static_cast<const CubaLI &>(neuron), convention);
  checkThreshold(node, neuron.vThreshold, convention);
}

void snnc::checkImporter(NodeFields &, const I &, const Convention &) {}

/// Of an IF, snnTorch's importer takes no resistance but 1.
void snnc::checkImporter(NodeFields &node, const IF &neuron,
                         const Convention &convention) {
  if (convention.preset == Preset::SnnTorch && !convention.gain &&
      !Constants(neuron.r).areAll(1.0f))
    node.error("expected 'r' to be 1, as snnTorch's importer wants it of IF");
  checkThreshold(node, neuron.vThreshold, convention);
}
