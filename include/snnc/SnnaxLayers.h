// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// SNNAX's neurons and other layers of its own. docs/Semantics.md, S1..., has
// the equations, `equations` has them as code.

#ifndef SNNC_SNNAXLAYERS_H
#define SNNC_SNNAXLAYERS_H

#include "snnc/Neuron.h"
#include "snnc/Parameter.h"
#include <cstdint>
#include <optional>
#include <vector>

namespace snnc {

/// The axes from `startDim` to `endDim`, which belongs to them, become one,
/// row-major; both count from the back where they are negative.
struct Flatten {
  int64_t startDim = 0;
  int64_t endDim = -1;
};

/// The elements in another shape, in row-major order.
struct Reshape {
  Reshape() = default;
  explicit Reshape(Shape shape) : shape(std::move(shape)) {}

  Shape shape;
};

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
  /// For how many steps after a spike the potential is held and no spike comes
  /// (docs/Semantics.md, S12): a whole number, or one for each neuron. Not of
  /// SRM, which has a filter for it.
  Parameter refractory = 0.0f;
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

/// A current that follows the potential and is set back by spikes pulls at it.
/// One decay constant; those of the adaptation have one value each.
struct AdaptiveLIF : SpikingNeuron {
  using SpikingNeuron::SpikingNeuron;
  /// Limited to [0.5, 1].
  Parameter adaDecayConstant = 0.8f;
  /// What a spike takes off; limited to [0, 2].
  Parameter adaStepVal = 1.0f;
  /// How strongly the potential drives it; limited to [-1, 1].
  Parameter adaCouplingVar = 0.5f;
};

/// Integrate-and-fire: the potential falls by `leak` at each step instead of
/// decaying. One decay constant, that of the synaptic current.
struct IAF : SpikingNeuron {
  using SpikingNeuron::SpikingNeuron;
  Parameter leak = 0.0f;
};
/// Without a synapse; no decay constants.
struct SimpleIAF : SpikingNeuron {
  using SpikingNeuron::SpikingNeuron;
  Parameter leak = 0.0f;
};

/// The part of a sigma-delta neuron that sums up its input and encodes it as
/// spikes again.
struct SigmaDelta {
  /// Of the sum of the input, of the membrane, of the sum of the spikes; not
  /// limited to a range. SNNAX's neuron is the one of 1, 0, 1.
  std::vector<Parameter> decayConstants = {1.0f, 0.0f, 1.0f};
  Parameter threshold = 1.0f;
  Surrogate spikeFn;
};

/// Passes its input on and counts it.
struct SpikeCounter {};

/// A leaky integrator that does not spike; one decay constant.
struct SimpleLI {
  SimpleLI() = default;
  explicit SimpleLI(std::vector<Parameter> decayConstants)
      : decayConstants(std::move(decayConstants)) {}

  std::vector<Parameter> decayConstants;
  InitFn initFn;
};

/// Each neuron in terms of its equations.
Neuron equations(const LIF &neuron);
Neuron equations(const LIFSoftReset &neuron);
Neuron equations(const SimpleLIF &neuron);
Neuron equations(const AdaptiveLIF &neuron);
Neuron equations(const IAF &neuron);
Neuron equations(const SimpleIAF &neuron);
Neuron equations(const SimpleLI &neuron);
Neuron equations(const SigmaDelta &neuron);
Neuron equations(const SpikeCounter &neuron);

} // namespace snnc

#endif // SNNC_SNNAXLAYERS_H
