// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Nir/DescribeNir.h"
#include "compiler/Nir/Conventions/Conventions.h"
#include "compiler/Nir/Layers/NodeFields.h"
#include "compiler/Nir/Layers/NodeToLayer.h"
#include "compiler/Spec/ConventionText.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <map>
#include <tuple>

using namespace snnc;

using Node = NirNetwork::Node;

//===----------------------------------------------------------------------===//
// Nodes
//===----------------------------------------------------------------------===//

static std::string readsText(const NirNetwork &network, const Node &node) {
  std::string text;
  for (size_t index : node.in) {
    const NirNetwork::Edge &edge = network.edges[index];
    text += (text.empty() ? "" : ", ") + network.nodes[edge.source].path;
    if (edge.delay)
      text += " t-" + std::to_string(edge.delay);
  }
  return text;
}

/// How a neuron steps: "euler, gain r dt/tau, >, reset zero".
static std::string ruleText(const NirNode &node, const Convention &convention) {
  StepRule rule = ruleOf(convention, node, 1.0);
  std::string text = nameOf(rule.integrator).str();
  if (node.type == "I" || node.type == "IF")
    text = "sum";
  text += ", gain " + nameOf(rule.gain).str();
  if (!givesSpikes(node))
    return text;
  text += ", " + nameOf(rule.compare).str() + ", reset ";
  return text + (leavesResetOpen(convention, node.type)
                     ? "open"
                     : nameOf(rule.reset, rule.resetTime));
}

static std::string becomesText(const NirNode &node,
                               const std::optional<Convention> &convention) {
  std::string text = operationOf(node).str();
  if (convention && roleOf(node.type) == NirRole::Neuron)
    text += ": " + ruleText(node, *convention);
  return text;
}

std::vector<NodeDescription>
snnc::describeNodes(const NirImport &import,
                    const std::optional<Convention> &convention) {
  std::vector<NodeDescription> nodes;
  for (const Node &node : import.network->nodes)
    nodes.push_back({node.path, node.node->type,
                     becomesText(*node.node, convention),
                     readsText(*import.network, node)});
  // Files have them in the order of their letters: n10 before n2.
  llvm::stable_sort(
      nodes, [](const NodeDescription &a, const NodeDescription &b) {
        return llvm::StringRef(a.path).compare_numeric(b.path) < 0;
      });
  return nodes;
}

//===----------------------------------------------------------------------===//
// Time constants
//===----------------------------------------------------------------------===//

/// "0.9", or "0.8..0.95" of values that differ.
static std::string rangeText(const Constants &constants) {
  auto [least, most] =
      std::minmax_element(constants.values().begin(), constants.values().end());
  std::string text = formatShort(*least);
  if (formatShort(*most) != text)
    text += ".." + formatShort(*most);
  return text;
}

/// What `name` holds, or a number where the node has no such field.
static Constants fieldOr(const NirNode &node, llvm::StringRef name,
                         double byDefault) {
  return constantsOf(node, name).value_or(byDefault);
}

static StepDescription describeStep(const NirNode &node,
                                    Convention convention) {
  StepDescription step;
  step.preset = nameOf(convention.preset).str();
  std::optional<double> dt = stepOf(convention, node);
  step.dt = dt ? formatShort(*dt) : "needs --dt";
  if (!dt)
    return step;
  StepRule rule = ruleOf(convention, node, *dt);
  std::optional<Constants> tau =
      constantsOf(node, node.find("tau") ? "tau" : "tau_mem");
  if (tau)
    step.vDecay = rangeText(decayOf(rule, *tau));
  Gains gains = gainsOf(rule, tau, fieldOr(node, "r", 1.0));
  step.vGain = rangeText(gains.factor);
  Constants fold = gains.fold;
  if (auto tau = constantsOf(node, "tau_syn")) {
    Constants decay = decayOf(rule, *tau);
    Gains input = gainsOf(rule, tau, fieldOr(node, "w_in", 1.0));
    step.iDecay = rangeText(decay);
    step.iGain = rangeText(
        rule.cuba == CubaOrder::Decayed ? decay * input.factor : input.factor);
    fold = fold * input.fold;
  }
  if (auto threshold = constantsOf(node, "v_threshold"))
    step.threshold = rangeText(*threshold / fold);
  return step;
}

/// By every preset, with the time step that the user gave, if any.
static std::vector<StepDescription>
describePresets(const NirNode &node,
                const std::optional<Convention> &convention) {
  std::vector<StepDescription> steps;
  for (unsigned preset = 0; preset < presetNames().size(); ++preset) {
    Convention own;
    own.preset = static_cast<Preset>(preset);
    own.dt = convention ? convention->dt : std::nullopt;
    steps.push_back(describeStep(node, own));
  }
  return steps;
}

static std::string textOf(const std::vector<StepDescription> &steps) {
  std::string text;
  for (const StepDescription &step : steps)
    for (const std::string &part : {step.dt, step.vDecay, step.vGain,
                                    step.iDecay, step.iGain, step.threshold})
      text += part + "|";
  return text;
}

std::vector<NeuronDescription>
snnc::describeSteps(const NirImport &import,
                    const std::optional<Convention> &convention) {
  std::vector<NeuronDescription> neurons;
  std::map<std::pair<std::string, std::string>, size_t> known;
  for (const Node &node : import.network->nodes) {
    if (node.role != NirRole::Neuron)
      continue;
    std::vector<StepDescription> steps =
        describePresets(*node.node, convention);
    auto [found, isNew] =
        known.try_emplace({node.node->type, textOf(steps)}, neurons.size());
    if (isNew)
      neurons.push_back({{}, node.node->type, std::move(steps)});
    neurons[found->second].paths.push_back(node.path);
  }
  return neurons;
}
