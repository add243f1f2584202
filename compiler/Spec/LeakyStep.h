// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A step of what decays and takes an input, in every form (docs/Semantics.md,
// M2).

#ifndef SNNC_COMPILER_SPEC_LEAKYSTEP_H
#define SNNC_COMPILER_SPEC_LEAKYSTEP_H

#include "compiler/Spec/StepConstants.h"
#include <string>

namespace snnc {

/// `value` times a constant; nothing is left of a factor of 1.
Expr scaled(Neuron &n, const std::string &name, const Constants &factor,
            Expr value);

/// What decays and takes an input.
struct Leaky {
  /// Of the state, and the first part of its parameters' names.
  std::string name;
  std::string factorName;
  Constants tau, resistance;
  Gains gains;
  /// What it decays to, and what each step adds.
  Constants rest, bias;
  Form form;
  bool inputDecays;
};

/// What v becomes by an input x.
Expr stepped(Neuron &n, const StepRule &rule, const Leaky &leaky, Expr v,
             Expr x);

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_LEAKYSTEP_H
