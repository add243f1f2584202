// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A neuron as its equations: one's own, and what every built-in neuron is.

#ifndef SNNC_NEURON_H
#define SNNC_NEURON_H

#include "snnc/Diagnostics.h"
#include "snnc/Expression.h"
#include "snnc/Parameter.h"
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace snnc {

/// The equations of every neuron of a layer. They read as they run:
///
///     Neuron n;
///     Expr x = n.input();
///     Expr v = n.state("v"), a = n.param("a", 0.9f), th = n.param("th", 1.0f);
///     Expr s = n.state("s");
///     n.let("v", a * v + (1 - a) * x);
///     n.let("s", spike(v - th));
///     n.let("v", select(s, v - th, v));
///     n.setOutput(s);
///
/// Assignments run in order at each step, and a name is read with the value
/// that it has then: before its first assignment, a state has what the step
/// before has left in it. A name that is neither a state nor a parameter is
/// one of the step's own. A model that holds a neuron checks it.
struct Neuron {
  struct State {
    std::string name;
    /// Before the first step: one value, or one for each neuron.
    Parameter init;
    Place place = {};
  };
  struct Constant {
    std::string name;
    /// One value, or one for each neuron.
    Parameter value;
    Place place = {};
  };
  struct Assignment {
    std::string name;
    Expr value;
    Place place = {};
  };

  /// The name of x, the layer's input.
  static constexpr const char *inputName = "x";

  Expr input() const { return Expr::variable(inputName); }
  /// Declares a state; it is there in the order of the declarations.
  Expr state(std::string name, Parameter init = 0.0f);
  /// Declares a parameter.
  Expr param(std::string name, Parameter value);
  /// Appends an assignment and returns the name that it is to.
  Expr let(std::string name, Expr value);
  /// What the layer gives out after the assignments. x itself is given out as
  /// it is: spikes stay spikes.
  void setOutput(Expr value) { output = std::move(value); }

  /// What the equations are called.
  std::string model = "Neuron";
  std::vector<State> states;
  std::vector<Constant> parameters;
  /// Where this is given, a parameter that is no number has one value for each
  /// of so many channels.
  std::optional<int64_t> channels;
  std::vector<Assignment> step;
  Expr output;
  Place outputPlace;
  /// The derivative of every `spike`.
  Surrogate spikeFn;
};

/// Reports what is wrong with the equations: unknown names, names that are
/// taken, a state that no assignment changes, an expression that is too deep.
/// `place` is the neuron's.
void check(const Neuron &neuron, const Place &place, Diagnostics &diagnostics);

/// For each state whether it only ever holds a spike: it starts from 0 or 1,
/// and a comparison, a logical operation or a spike is what a step leaves in
/// it. The neuron has no errors.
std::vector<bool> findSpikes(const Neuron &neuron);

} // namespace snnc

#endif // SNNC_NEURON_H
