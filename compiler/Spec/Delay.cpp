// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// NIR's Delay in whole steps, and a layer that passes its input on
// (docs/Semantics.md, M6).

#include "compiler/Spec/StepConstants.h"
#include "snnc/Model.h"
#include <cmath>
#include <limits>

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
