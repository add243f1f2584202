// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What `snnc check` says of a NIR file: its nodes, and what each preset would
// make of its time constants.

#ifndef SNNC_COMPILER_NIR_DESCRIBENIR_H
#define SNNC_COMPILER_NIR_DESCRIBENIR_H

#include "compiler/Nir/ImportNir.h"
#include "snnc/Convention.h"
#include <string>
#include <vector>

namespace snnc {

/// A node of the network as it was read.
struct NodeDescription {
  std::string path, type;
  /// The operation, and how it steps: "snn.equations: euler, ...".
  std::string becomes;
  /// "a, b t-1": what leads to it.
  std::string reads;
};
std::vector<NodeDescription>
describeNodes(const NirImport &import,
              const std::optional<Convention> &convention);

/// The constants of a neuron's step by one preset; of many values, the least
/// and the largest. Texts are empty where the neuron has no such constant.
struct StepDescription {
  std::string preset;
  /// "needs --dt" where the preset has no time step of its own; then nothing
  /// else is known.
  std::string dt;
  std::string vDecay, vGain, iDecay, iGain, threshold;
};
struct NeuronDescription {
  /// All neurons of which the same is to be said.
  std::vector<std::string> paths;
  std::string type;
  std::vector<StepDescription> steps;
};
std::vector<NeuronDescription>
describeSteps(const NirImport &import,
              const std::optional<Convention> &convention);

} // namespace snnc

#endif // SNNC_COMPILER_NIR_DESCRIBENIR_H
