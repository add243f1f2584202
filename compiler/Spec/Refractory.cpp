// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/Refractory.h"
#include "compiler/Spec/StepConstants.h"
#include <utility>

using namespace snnc;

bool snnc::isRefractory(const Parameter &steps) {
  return !Constants(steps).areAll(0.0f);
}

Refractory::Refractory(Neuron &neuron, const Parameter &steps,
                       bool countsSpikes)
    : neuron(neuron), isOn(isRefractory(steps)), countsSpikes(countsSpikes) {
  if (!isOn)
    return;
  left = neuron.state("rest");
  period = neuron.param("refractory", steps);
  isHeld = neuron.let("is_held", left > 0.0f);
}

Expr Refractory::unlessHeld(Expr next, Expr v) const {
  return isOn ? select(isHeld, std::move(v), std::move(next)) : next;
}

Expr Refractory::where(Expr condition, Expr s) const {
  return countsSpikes ? select(std::move(condition), std::move(s), 0.0f)
                      : std::move(condition) && std::move(s);
}

Expr Refractory::spikes(Expr s) const {
  return isOn ? where(!isHeld, std::move(s)) : s;
}

Expr Refractory::lastSpikes(Expr s) const {
  return isOn ? where(!isHeld || left == period, std::move(s)) : s;
}

void Refractory::count(Expr s) {
  if (isOn)
    neuron.let("rest", select(std::move(s), period, max(left - 1.0f, 0.0f)));
}
