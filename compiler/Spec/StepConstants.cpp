// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/StepConstants.h"
#include "compiler/Spec/Broadcast.h"
#include "compiler/Spec/ObjectReader.h"
#include "compiler/Spec/RoundedExp.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <cmath>
#include <functional>

using namespace snnc;

Constants::Constants(const Parameter &parameter) {
  const Tensor *tensor = parameter.tensor();
  if (!tensor) {
    elements.push_back(parameter.real());
    return;
  }
  shape = tensor->shape;
  for (int64_t k = 0, count = countElements(shape).value_or(0); k < count; ++k)
    elements.push_back(tensor->at(k));
}

Constants Constants::map(const Constants &a, const Constants &b,
                         llvm::function_ref<double(double, double)> function) {
  Constants result(0.0);
  // Shapes that do not go together are reported where fields are checked.
  const Shape &larger =
      a.elements.size() < b.elements.size() ? b.shape : a.shape;
  result.shape = commonShape(a.shape, b.shape).value_or(larger);
  result.elements.resize(countElements(result.shape).value_or(0));
  for (size_t k = 0; k < result.elements.size(); ++k)
    result.elements[k] = function(a.at(result.shape, k), b.at(result.shape, k));
  return result;
}

double Constants::at(const Shape &larger, size_t k) const {
  if (elements.size() == 1 || shape == larger)
    return elements[elements.size() == 1 ? 0 : k];
  return elements[broadcastIndex(shape, larger, k)];
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

Parameter Constants::exact() const {
  if (llvm::all_equal(elements))
    return elements.front();
  return Tensor::ofDoubles(shape, elements);
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

//===----------------------------------------------------------------------===//
// A step's constants
//===----------------------------------------------------------------------===//

/// A result of one operation, as the rule rounds it.
static double rounded(const StepRule &rule, double value) {
  return rule.precision == Precision::Single ? float(value) : value;
}

/// The function of each value, rounded.
static Constants computed(const StepRule &rule, const Constants &values,
                          llvm::function_ref<double(double)> function) {
  return Constants::map(values, 0.0, [&](double value, double) {
    return rounded(rule, function(rounded(rule, value)));
  });
}

static Constants stepsOf(const StepRule &rule, const Constants &tau,
                         bool areInverse) {
  double dt = rounded(rule, rule.dt);
  return computed(rule, tau,
                  [=](double tau) { return areInverse ? dt / tau : tau / dt; });
}

bool snnc::isRelaxing(Form form) {
  return form != Form::Fused && form != Form::Separate;
}

bool snnc::isFolded(Gain gain) {
  return gain == Gain::Fold || gain == Gain::FoldLeast;
}

Constants snnc::constantOf(const StepRule &rule, const Constants &tau) {
  return stepsOf(rule, tau, false);
}

Constants snnc::decayOf(const StepRule &rule, const Constants &tau) {
  Constants weight = stepsOf(rule, tau, true);
  return computed(rule, weight, [&](double weight) {
    switch (rule.integrator) {
    case Integrator::Euler:
      return 1.0 - weight;
    case Integrator::EulerClamped:
      return std::clamp(1.0 - weight, 0.0, 1.0);
    case Integrator::Exp:
    case Integrator::ExpExact:
      return roundedExp(-weight);
    }
    return 1.0;
  });
}

Constants snnc::pullOf(const StepRule &rule, const Constants &decay,
                       const Constants &rest) {
  return computed(rule, decay, [](double decay) { return 1.0 - decay; }) * rest;
}

Constants snnc::weightOf(const StepRule &rule, const Constants &tau) {
  if (rule.integrator == Integrator::ExpExact)
    return computed(rule, decayOf(rule, tau),
                    [](double decay) { return 1.0 - decay; });
  if (rule.form != Form::Relax && rule.form != Form::RelaxSum)
    return stepsOf(rule, tau, true);
  double dt = rounded(rule, rule.dt);
  return computed(rule,
                  computed(rule, tau, [](double tau) { return 1.0 / tau; }),
                  [=](double inverse) { return dt * inverse; });
}

/// 1 where the values are that, as nearly as the rule wants it.
static Constants snapped(const StepRule &rule, const Constants &values) {
  return values.areNear(1.0, rule.snap) ? Constants(1.0) : values;
}

/// The weight of an input to a membrane with that time constant, if it has any.
static Constants inputWeight(const StepRule &rule,
                             const std::optional<Constants> &tau) {
  return tau ? weightOf(rule, *tau) : Constants(rule.dt);
}

/// r W, in the order in which snnTorch multiplies where it folds the least.
static Constants productOf(const StepRule &rule,
                           const std::optional<Constants> &tau,
                           const Constants &resistance) {
  Constants r = computed(rule, resistance, [](double r) { return r; });
  bool isExact = rule.integrator == Integrator::ExpExact;
  if (rule.gain != Gain::FoldLeast || !tau || isExact)
    return computed(rule, r * inputWeight(rule, tau),
                    [](double product) { return product; });
  double dt = rounded(rule, rule.dt);
  return Constants::map(r, *tau, [&](double r, double tau) {
    bool areInfinite = std::isinf(r) && std::isinf(tau);
    return areInfinite ? 1.0 : rounded(rule, rounded(rule, r * dt) / tau);
  });
}

Gains snnc::gainsOf(const StepRule &rule, const std::optional<Constants> &tau,
                    const Constants &resistance) {
  Constants whole = snapped(rule, productOf(rule, tau, resistance));
  switch (rule.gain) {
  case Gain::Resistance:
    return {whole, 1.0};
  case Gain::Step:
    return {inputWeight(rule, tau), 1.0};
  case Gain::One:
    return {1.0, 1.0};
  case Gain::Fold:
    return {1.0, whole};
  case Gain::FoldLeast:
    return {1.0, *llvm::min_element(whole.values())};
  }
  return {1.0, 1.0};
}

Drive snnc::driveOf(const StepRule &rule, const Gains &gains,
                    const Constants &resistance) {
  if (rule.gain == Gain::Step)
    return {true, 1.0};
  bool isWhole = rule.snap > 0 && gains.factor.areAll(1.0f);
  if (rule.gain != Gain::Resistance || isWhole)
    return {false, 1.0};
  return {true, snapped(rule, resistance)};
}

Gains snnc::membraneGains(const NirLI &neuron) {
  return gainsOf(neuron.rule, Constants(neuron.tau), Constants(neuron.r));
}

Gains snnc::membraneGains(const CubaLI &neuron) {
  return gainsOf(neuron.rule, Constants(neuron.tauMem), Constants(neuron.r));
}

Gains snnc::membraneGains(const I &neuron) {
  return gainsOf(neuron.rule, std::nullopt, Constants(neuron.r));
}

Gains snnc::synapseGains(const CubaLI &neuron) {
  return gainsOf(neuron.rule, Constants(neuron.tauSyn), Constants(neuron.wIn));
}
