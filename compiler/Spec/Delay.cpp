// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// NIR's Delay in whole steps, and a layer that passes its input on
// (docs/Semantics.md, M6).

#include "compiler/Spec/StepConstants.h"
#include "snnc/Model.h"
#include <algorithm>
#include <cmath>

using namespace snnc;

/// How far from a whole number a delay of so many steps may be: as far as f32
/// leaves it, unless it is no number of f32.
static double toleranceOf(double seconds, double steps) {
  bool mayBeRounded = double(float(seconds)) == seconds;
  return std::max(1e-3, steps * (mayBeRounded ? 0x1p-23 : 1e-9));
}

static std::optional<int64_t> stepsOf(double seconds, double dt) {
  double exact = seconds / dt, whole = std::round(exact);
  if (!(std::abs(exact - whole) <= toleranceOf(seconds, whole)) || whole < 0 ||
      whole > mostDelaySteps)
    return std::nullopt;
  return static_cast<int64_t>(whole);
}

std::optional<std::vector<int64_t>> snnc::delaySteps(const Delay &delay) {
  std::vector<int64_t> steps;
  Constants delays(delay.delay);
  for (double seconds : delays.values()) {
    std::optional<int64_t> whole = stepsOf(seconds, delay.dt);
    if (!whole)
      return std::nullopt;
    steps.push_back(*whole);
  }
  return steps;
}

std::optional<double> snnc::findWrongDelay(const Delay &delay) {
  Constants delays(delay.delay);
  for (double seconds : delays.values())
    if (!stepsOf(seconds, delay.dt))
      return seconds;
  return std::nullopt;
}

Delay snnc::later(const Delay &delay, int64_t steps) {
  std::vector<int64_t> whole = delaySteps(delay).value();
  std::vector<double> delays;
  for (int64_t each : whole)
    delays.push_back(double(each + steps) * delay.dt);
  const Tensor *tensor = delay.delay.tensor();
  return {tensor ? Parameter(Tensor::ofDoubles(tensor->shape, delays))
                 : Parameter(delays.front()),
          delay.dt};
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
