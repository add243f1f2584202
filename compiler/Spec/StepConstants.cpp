// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/StepConstants.h"
#include "compiler/Spec/ObjectReader.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>
#include <functional>

using namespace snnc;

Constants::Constants(const Parameter &parameter) {
  const Tensor *tensor = parameter.tensor();
  if (!tensor) {
    elements.push_back(*parameter.number());
    return;
  }
  shape = tensor->shape;
  elements.assign(tensor->data.get(),
                  tensor->data.get() + countElements(shape).value_or(0));
}

Constants Constants::map(const Constants &a, const Constants &b,
                         llvm::function_ref<double(double, double)> function) {
  const Constants &larger = a.elements.size() < b.elements.size() ? b : a;
  Constants result(0.0);
  result.shape = larger.shape;
  result.elements.resize(larger.elements.size());
  for (size_t k = 0; k < result.elements.size(); ++k)
    result.elements[k] = function(a.at(k), b.at(k));
  return result;
}

bool Constants::areAll(float number) const {
  return llvm::all_of(elements,
                      [&](double value) { return float(value) == number; });
}

bool Constants::areNear(double number, double tolerance) const {
  return llvm::all_of(elements, [&](double value) {
    return std::abs(value - number) <= tolerance * std::abs(number);
  });
}

Parameter Constants::get() const {
  if (areAll(elements.front()))
    return float(elements.front());
  return Tensor::of(shape,
                    std::vector<float>(elements.begin(), elements.end()));
}

Constants snnc::operator*(const Constants &a, const Constants &b) {
  return Constants::map(a, b, [](double a, double b) {
    return std::isinf(a) && b == 0 ? 1.0 : a * b;
  });
}

Constants snnc::operator/(const Constants &a, const Constants &b) {
  return Constants::map(a, b, std::divides<double>());
}

Constants snnc::operator-(const Constants &a, const Constants &b) {
  return Constants::map(a, b, std::minus<double>());
}

Constants snnc::decayOf(const StepRule &rule, const Constants &tau) {
  return Constants::map(tau, 0.0, [&](double tau, double) {
    return rule.integrator == Integrator::Euler ? 1.0 - rule.dt / tau
                                                : std::exp(-rule.dt / tau);
  });
}

Constants snnc::weightOf(const StepRule &rule, const Constants &tau) {
  if (rule.integrator == Integrator::ExpExact)
    return 1.0 - decayOf(rule, tau);
  return Constants(rule.dt) / tau;
}

Gains snnc::gainsOf(const StepRule &rule, const Constants &weight,
                    const Constants &resistance) {
  switch (rule.gain) {
  case Gain::Resistance:
    return {resistance * weight, 1.0};
  case Gain::Step:
    return {weight, 1.0};
  case Gain::One:
    return {1.0, 1.0};
  case Gain::Fold:
    return {1.0, resistance * weight};
  }
  return {1.0, 1.0};
}

Gains snnc::membraneGains(const NirLI &neuron) {
  return gainsOf(neuron.rule, weightOf(neuron.rule, Constants(neuron.tau)),
                 Constants(neuron.r));
}

Gains snnc::membraneGains(const CubaLI &neuron) {
  return gainsOf(neuron.rule, weightOf(neuron.rule, Constants(neuron.tauMem)),
                 Constants(neuron.r));
}

Gains snnc::membraneGains(const I &neuron) {
  return gainsOf(neuron.rule, neuron.rule.dt, Constants(neuron.r));
}

Gains snnc::synapseGains(const CubaLI &neuron) {
  return gainsOf(neuron.rule, weightOf(neuron.rule, Constants(neuron.tauSyn)),
                 Constants(neuron.wIn));
}
