// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Nir/Layers/NodeToLayer.h"
#include "compiler/Nir/Conventions/CheckImporter.h"
#include "compiler/Nir/Conventions/Conventions.h"
#include "compiler/Nir/Layers/ShapedNodeToLayer.h"
#include "compiler/Spec/ConventionText.h"
#include "compiler/Spec/NirFields.h"
#include "compiler/Spec/ObjectReader.h"
#include "compiler/Spec/StepConstants.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>
#include <cmath>
#include <utility>

using namespace snnc;
using llvm::StringRef;

using Context = NodeContext;

//===----------------------------------------------------------------------===//
// Neurons
//===----------------------------------------------------------------------===//

template <typename Neuron>
static void readLeaky(NodeFields &node, const Context &context,
                      Neuron &neuron) {
  neuron.rule = ruleOf(context.convention, node.read(), context.dt);
  neuron.tau = node.parameter("tau", std::nullopt, Finite::No);
  neuron.r = node.parameter("r", std::nullopt, Finite::No);
  neuron.vLeak = node.parameter("v_leak", 0.0f);
}

template <typename Neuron>
static void readCuba(NodeFields &node, const Context &context, Neuron &neuron) {
  neuron.rule = ruleOf(context.convention, node.read(), context.dt);
  neuron.tauMem = node.parameter("tau_mem", std::nullopt, Finite::No);
  neuron.tauSyn = node.parameter("tau_syn", std::nullopt, Finite::No);
  neuron.r = node.parameter("r", std::nullopt, Finite::No);
  neuron.vLeak = node.parameter("v_leak", 0.0f);
  neuron.wIn = node.parameter("w_in", 1.0f, Finite::No);
}

template <typename Neuron>
static void readIntegrator(NodeFields &node, const Context &context,
                           Neuron &neuron) {
  neuron.rule = ruleOf(context.convention, node.read(), context.dt);
  neuron.r = node.parameter("r", std::nullopt);
}

template <typename Neuron>
static void readFiring(NodeFields &node, const Context &, Neuron &neuron) {
  neuron.vThreshold = node.parameter("v_threshold", std::nullopt);
  neuron.vReset = node.parameter("v_reset", 0.0f);
  if (neuron.rule.reset != Reset::Value &&
      !Constants(neuron.vReset).areAll(0.0f))
    node.warning("'v_reset' is ignored: the convention's reset is not to it");
}

/// A neuron whose fields `parts` read, one after another.
template <typename Neuron, auto... parts>
static LayerClass readParts(NodeFields &node, const Context &context) {
  Neuron neuron;
  (parts(node, context, neuron), ...);
  checkImporter(node, neuron, context.convention);
  if (std::optional<std::string> problem = findProblem(fieldRules(neuron)))
    node.error(*problem);
  return neuron;
}

//===----------------------------------------------------------------------===//
// Other nodes
//===----------------------------------------------------------------------===//

static LayerClass readThreshold(NodeFields &node, const Context &context) {
  Threshold layer;
  layer.threshold = node.parameter("threshold", std::nullopt);
  layer.compare = ruleOf(context.convention, node.type(), 1.0).compare;
  return layer;
}

static LayerClass readScale(NodeFields &node, const Context &) {
  return Scale{node.parameter("scale", std::nullopt)};
}

/// The delay in whole steps, in the node's unit of time.
static Parameter rounded(const Parameter &delay, double dt) {
  return Constants::map(Constants(delay), 0.0,
                        [dt](double seconds, double) {
                          return std::round(seconds / dt) * dt;
                        })
      .exact();
}

static LayerClass readDelay(NodeFields &node, const Context &context) {
  Delay layer;
  layer.delay = node.parameter("delay", std::nullopt);
  layer.dt = context.dt;
  if (context.convention.roundDelays)
    layer.delay = rounded(layer.delay, layer.dt);
  std::optional<double> wrong = findWrongDelay(layer);
  if (wrong && *wrong / layer.dt > mostDelaySteps)
    node.error("'delay' of " + formatNumber(*wrong) + ": expected at most " +
               std::to_string(mostDelaySteps) + " steps of " +
               formatNumber(layer.dt));
  else if (wrong)
    node.error("'delay' of " + formatNumber(*wrong) +
               (*wrong < 0 ? ": expected none below 0"
                           : " is no whole number of steps of " +
                                 formatNumber(layer.dt) +
                                 "; --round-delays takes the nearest"));
  return layer;
}

static LayerClass readIdentity(NodeFields &, const Context &) {
  return Identity();
}

//===----------------------------------------------------------------------===//
// All types
//===----------------------------------------------------------------------===//

namespace {
struct NodeType {
  StringRef name, operation;
  NirRole role;
  LayerClass (*read)(NodeFields &, const Context &) = nullptr;
  bool needsStep = false, givesSpikes = false;
};
} // namespace

// A new node's line goes here.
static constexpr NodeType types[] = {
    {"Input", "snn.input", NirRole::Input},
    {"Output", "snn.output", NirRole::Output},
    {"Affine", "snn.linear", NirRole::Stateless, readAffine},
    {"Linear", "snn.linear", NirRole::Stateless, readLinear},
    {"Scale", "snn.scale", NirRole::Stateless, readScale},
    {"Conv1d", "snn.conv", NirRole::Stateless, readConv1d},
    {"Conv2d", "snn.conv", NirRole::Stateless, readConv2d},
    {"SumPool2d", "snn.sum_pool", NirRole::Stateless, readSumPool2d},
    {"AvgPool2d", "snn.avg_pool", NirRole::Stateless, readAvgPool2d},
    {"Flatten", "snn.flatten", NirRole::Stateless, readFlatten},
    {"Delay", "snn.delay_line", NirRole::Stateless, readDelay, true},
    {"I", "snn.equations", NirRole::Neuron, readParts<I, readIntegrator<I>>,
     true},
    {"IF", "snn.equations", NirRole::Neuron,
     readParts<IF, readIntegrator<IF>, readFiring<IF>>, true, true},
    {"LI", "snn.equations", NirRole::Neuron, readParts<NirLI, readLeaky<NirLI>>,
     true},
    {"LIF", "snn.equations", NirRole::Neuron,
     readParts<NirLIF, readLeaky<NirLIF>, readFiring<NirLIF>>, true, true},
    {"CubaLI", "snn.equations", NirRole::Neuron,
     readParts<CubaLI, readCuba<CubaLI>>, true},
    {"CubaLIF", "snn.equations", NirRole::Neuron,
     readParts<CubaLIF, readCuba<CubaLIF>, readFiring<CubaLIF>>, true, true},
    {"Threshold", "snn.equations", NirRole::Stateless, readThreshold},
    {"Identity", "snn.identity", NirRole::Stateless, readIdentity},
};

static const NodeType *findType(StringRef name) {
  const NodeType *found = llvm::find_if(
      types, [&](const NodeType &type) { return type.name == name; });
  return found == std::end(types) ? nullptr : found;
}

std::optional<NirRole> snnc::roleOf(StringRef type) {
  const NodeType *found = findType(type);
  return found ? std::optional(found->role) : std::nullopt;
}

bool snnc::givesSpikes(const NirNode &node) {
  const NodeType *found = findType(node.type);
  return found && found->givesSpikes;
}

bool snnc::needsStep(const NirNode &node) {
  const NodeType *found = findType(node.type);
  return found && found->needsStep;
}

llvm::StringRef snnc::operationOf(const NirNode &node) {
  const NodeType *found = findType(node.type);
  return found ? found->operation : "";
}

std::string snnc::knownTypes() {
  std::string text;
  for (const NodeType &type : types)
    text += (text.empty() ? "" : ", ") + type.name.str();
  return text + ", NIRGraph";
}

/// What the gain divides the potential by (docs/Semantics.md, M1 to M4).
static Constants foldOf(const NirLI &neuron) {
  return membraneGains(neuron).fold;
}
static Constants foldOf(const I &neuron) { return membraneGains(neuron).fold; }
static Constants foldOf(const CubaLI &neuron) {
  return synapseGains(neuron).fold * membraneGains(neuron).fold;
}

/// Where the potential starts, if not from 0 (docs/Semantics.md, M8).
static std::map<std::string, Parameter> startsOf(const LayerClass &layer,
                                                 const Convention &convention) {
  std::map<std::string, Parameter> starts;
  auto start = [&](const char *state, const Parameter &value,
                   const Constants &fold) {
    Constants folded = Constants(value) / fold;
    if (!folded.areAll(0.0f))
      starts[state] = folded.get();
  };
  std::visit(
      [&](const auto &neuron) {
        using Class = std::decay_t<decltype(neuron)>;
        constexpr bool isCuba = std::is_base_of_v<CubaLI, Class>;
        if constexpr (isCuba || std::is_base_of_v<NirLI, Class>) {
          if (startOf(convention) == Start::Leak)
            start("v", neuron.vLeak, foldOf(neuron));
        }
        if constexpr (isCuba) {
          if (startOf(convention) == Start::Leak)
            start("i", neuron.vLeak, synapseGains(neuron).fold);
        }
        if constexpr (std::is_same_v<Class, NirLIF> ||
                      std::is_same_v<Class, CubaLIF> ||
                      std::is_same_v<Class, IF>) {
          if (startOf(convention) == Start::Reset)
            start("v", neuron.vReset, foldOf(neuron));
        }
      },
      layer);
  return starts;
}

std::optional<Layer> snnc::readNode(NodeFields &node, const Context &context) {
  unsigned errors = node.errorCount();
  Layer layer = findType(node.type())->read(node, context);
  if (node.errorCount() != errors)
    return std::nullopt;
  layer.place = node.where();
  layer.shape = node.neuronShape;
  layer.initState = startsOf(layer.layer, context.convention);
  return layer;
}
