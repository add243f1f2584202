// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// SNNAX's neurons and other layers of its own. docs/Semantics.md, S1..., has
// the equations.

#ifndef SNNC_SNNAXLAYERS_H
#define SNNC_SNNAXLAYERS_H

#include "snnc/Parameter.h"
#include <optional>
#include <vector>

namespace snnc {

/// Row-major, to rank 1.
struct Flatten {};

/// Common to the neurons that spike. Parameters are numbers or have the shape
/// of the state; no `resetVal` means reset by the potential itself.
struct SpikingNeuron {
  SpikingNeuron() = default;
  SpikingNeuron(std::vector<Parameter> decayConstants,
                Parameter threshold = 1.0f,
                std::optional<Parameter> resetVal = std::nullopt)
      : decayConstants(std::move(decayConstants)),
        threshold(std::move(threshold)), resetVal(std::move(resetVal)) {}

  std::vector<Parameter> decayConstants;
  Parameter threshold = 1.0f;
  std::optional<Parameter> resetVal;
  Surrogate spikeFn;
  bool stopResetGrad = true;
  InitFn initFn;
};

/// Two decay constants: membrane potential, synaptic current.
struct LIF : SpikingNeuron {
  using SpikingNeuron::SpikingNeuron;
};
struct LIFSoftReset : SpikingNeuron {
  using SpikingNeuron::SpikingNeuron;
};
/// One decay constant.
struct SimpleLIF : SpikingNeuron {
  using SpikingNeuron::SpikingNeuron;
};

/// A leaky integrator that does not spike; one decay constant.
struct SimpleLI {
  SimpleLI() = default;
  explicit SimpleLI(std::vector<Parameter> decayConstants)
      : decayConstants(std::move(decayConstants)) {}

  std::vector<Parameter> decayConstants;
  InitFn initFn;
};

} // namespace snnc

#endif // SNNC_SNNAXLAYERS_H
