// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The refractory period of a neuron that spikes: docs/Semantics.md, S12.

#ifndef SNNC_COMPILER_SPEC_REFRACTORY_H
#define SNNC_COMPILER_SPEC_REFRACTORY_H

#include "snnc/Neuron.h"

namespace snnc {

/// Whether any neuron rests after a spike.
bool isRefractory(const Parameter &steps);

/// What a period of `steps` adds to a neuron's equations: a state that counts
/// the steps that are left. Without a period the equations stay as they are.
class Refractory {
public:
  /// To be made once the neuron's own states are declared, before its step.
  /// With `countsSpikes`, spikes are numbers.
  Refractory(Neuron &neuron, const Parameter &steps, bool countsSpikes = false);

  /// `next`, but `v` in a neuron that rests.
  Expr unlessHeld(Expr next, Expr v) const;
  /// `s`, but none from a neuron that rests.
  Expr spikes(Expr s) const;
  /// Of `s`, what the potential says of the last step's spikes where the last
  /// step has not reset it: one that is held says so in every step.
  Expr lastSpikes(Expr s) const;
  /// Ends the step, in which the neuron gave out `s`.
  void count(Expr s);

private:
  Expr where(Expr condition, Expr s) const;

  Neuron &neuron;
  bool isOn;
  bool countsSpikes;
  Expr period, left, isHeld;
};

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_REFRACTORY_H
