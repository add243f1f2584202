// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What does not change from step to step in a NIR neuron, in doubles or as its
// rule rounds it.

#ifndef SNNC_COMPILER_SPEC_STEPCONSTANTS_H
#define SNNC_COMPILER_SPEC_STEPCONSTANTS_H

#include "snnc/NirLayers.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <optional>
#include <vector>

namespace snnc {

/// One value, or one for each neuron.
class Constants {
public:
  Constants(double number) : elements{number} {}
  /// Of a parameter that is not drawn.
  explicit Constants(const Parameter &parameter);

  /// The function of each element; their shapes broadcast.
  static Constants map(const Constants &a, const Constants &b,
                       llvm::function_ref<double(double, double)> function);

  llvm::ArrayRef<double> values() const { return elements; }
  bool areAll(float number) const;
  /// Whether no value differs from \p number by more than \p tolerance of it.
  bool areNear(double number, double tolerance) const;

  /// Equal values become a number, which is cheaper than a tensor. The first
  /// rounds to f32, which ends what is computed here.
  Parameter get() const;
  Parameter exact() const;

private:
  /// Element \p k of a shape that this broadcasts to.
  double at(const Shape &larger, size_t k) const;

  Shape shape;
  std::vector<double> elements;
};

/// Where time constants are infinite, exporters have written r = tau/dt, whose
/// product with dt/tau is 1.
Constants operator*(const Constants &a, const Constants &b);
Constants operator/(const Constants &a, const Constants &b);
Constants operator-(const Constants &a, const Constants &b);

/// Whether a form takes the difference to what the potential decays to.
bool isRelaxing(Form form);
/// Whether potentials are divided by a gain.
bool isFolded(Gain gain);

/// The time constant in steps (docs/Semantics.md, M1).
Constants constantOf(const StepRule &rule, const Constants &tau);
/// What is left of a value after a step (M1).
Constants decayOf(const StepRule &rule, const Constants &tau);
/// What a step adds of \p rest to what decays to it (M2).
Constants pullOf(const StepRule &rule, const Constants &decay,
                 const Constants &rest);
/// What a step's input weighs where the resistance is 1 (M1).
Constants weightOf(const StepRule &rule, const Constants &tau);

/// The same, so many steps later, or earlier where \p steps is negative.
Delay later(const Delay &delay, int64_t steps);

/// An input's factor, and what the potentials are divided by instead of it.
struct Gains {
  Constants factor, fold;
};
/// Those of an input with that resistance; an integrator has no \p tau.
Gains gainsOf(const StepRule &rule, const std::optional<Constants> &tau,
              const Constants &resistance);

/// Where a relaxing form has the input: in the difference, and by which factor;
/// or added to what the step gives.
struct Drive {
  bool isInside;
  Constants factor;
};
Drive driveOf(const StepRule &rule, const Gains &gains,
              const Constants &resistance);

/// Those of a neuron's membrane, and of the synapse before it.
Gains membraneGains(const NirLI &neuron);
Gains membraneGains(const CubaLI &neuron);
Gains membraneGains(const I &neuron);
Gains synapseGains(const CubaLI &neuron);

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_STEPCONSTANTS_H
