// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// NIR's Delay in terms of edges with delays (docs/Semantics.md, M6).

#include "compiler/Spec/StepConstants.h"
#include "snnc/Model.h"
#include <cmath>
#include <limits>
#include <set>
#include <utility>

using namespace snnc;

std::optional<std::vector<int64_t>> snnc::delaySteps(const Delay &delay) {
  std::vector<int64_t> steps;
  Constants delays(delay.delay);
  for (double seconds : delays.values()) {
    double exact = seconds / delay.dt, whole = std::round(exact);
    bool isWhole = std::abs(exact - whole) <= 1e-3;
    if (!isWhole || whole < 0 || whole > std::numeric_limits<int32_t>::max())
      return std::nullopt;
    steps.push_back(static_cast<int64_t>(whole));
  }
  return steps;
}

Neuron snnc::passing() {
  Neuron n;
  n.model = "Passing";
  n.state("last");
  n.let("last", n.input());
  n.setOutput(n.input());
  return n;
}

static bool isInput(const Expr &value) {
  return value.kind() == Expr::Kind::Variable &&
         value.name() == Neuron::inputName;
}

bool snnc::isPassing(const Neuron &n) {
  if (n.states.size() != 1 || n.step.size() != 1 || !isInput(n.output))
    return false;
  const float *init = n.states[0].init.number();
  return init && *init == 0.0f && n.step[0].name == n.states[0].name &&
         isInput(n.step[0].value);
}

/// 1 for the elements that have the delay `wanted`, else 0.
static Parameter maskOf(const Shape &shape, const std::vector<int64_t> &steps,
                        int64_t wanted) {
  std::vector<float> mask;
  for (int64_t each : steps)
    mask.push_back(each == wanted ? 1.0f : 0.0f);
  return Tensor::of(shape, std::move(mask));
}

/// The input, the parts that have one delay each, and their sum.
Composition snnc::compositionOf(const Delay &delay) {
  std::vector<int64_t> steps = delaySteps(delay).value();
  std::set<int64_t> different(steps.begin(), steps.end());
  Composition composition;
  composition.layers = {passing()};
  composition.graph.inputLayerIds = {{0}};
  composition.graph.inputConnectivity = {{}};
  auto add = [&](Layer layer, std::vector<Connection> sources) {
    composition.layers.push_back(std::move(layer));
    composition.graph.inputLayerIds.emplace_back();
    composition.graph.inputConnectivity.push_back(std::move(sources));
  };
  std::vector<Connection> parts;
  for (int64_t each : different) {
    if (different.size() == 1) {
      parts.emplace_back(0, each);
      continue;
    }
    parts.emplace_back(composition.layers.size(), 0);
    add(Scale{maskOf(delay.delay.tensor()->shape, steps, each)}, {{0, each}});
  }
  Layer sum = Identity();
  sum.merge = Merge::Sum;
  add(std::move(sum), std::move(parts));
  composition.graph.numLayers = composition.layers.size();
  composition.graph.finalLayerIds = {composition.graph.numLayers - 1};
  return composition;
}
