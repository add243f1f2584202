// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// NIR's nodes that no layer of Equinox or SNNAX is, with NIR's fields
// (https://neuroir.org/docs/primitives.html). docs/Semantics.md, M1..., has the
// equations, `equations` has them as code.

#ifndef SNNC_NIRLAYERS_H
#define SNNC_NIRLAYERS_H

#include "snnc/Convention.h"
#include "snnc/Neuron.h"
#include "snnc/Parameter.h"
#include "snnc/WindowLayers.h"
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace snnc {

/// Fields are numbers or broadcast to the shape of the layer; none is drawn,
/// and none is rounded to f32 before the constants of a step are computed. Time
/// constants have the unit of `rule.dt`.
struct NirLI {
  Parameter tau;
  Parameter r = 1.0f;
  Parameter vLeak = 0.0f;
  StepRule rule;
};

/// What the neurons that spike have besides.
struct NirSpiking {
  Parameter vThreshold = 1.0f;
  Parameter vReset = 0.0f;
  Surrogate spikeFn;
  /// Steps after a spike, as in SpikingNeuron; NIR has no field for them.
  Parameter refractory = 0.0f;
};

struct NirLIF : NirLI, NirSpiking {};

/// A leaky integrator behind a synapse.
struct CubaLI {
  Parameter tauMem;
  Parameter tauSyn;
  Parameter r = 1.0f;
  Parameter vLeak = 0.0f;
  Parameter wIn = 1.0f;
  StepRule rule;
};

struct CubaLIF : CubaLI, NirSpiking {};

/// An integrator.
struct I {
  Parameter r = 1.0f;
  StepRule rule;
};

struct IF : I, NirSpiking {};

/// A spike wherever the input reaches the threshold.
struct Threshold {
  Parameter threshold = 1.0f;
  Compare compare = Compare::Greater;
  Surrogate spikeFn;
};

/// The input times a factor.
struct Scale {
  Parameter scale = 1.0f;
};

/// The input of some time before, zeros at first: one delay for all elements,
/// or delays that broadcast to its shape.
struct Delay {
  /// In the unit of `dt`; whole numbers of steps (`delaySteps`).
  Parameter delay;
  double dt = 1.0;
};

/// The delays of each element, or of all: whole numbers of steps, within a
/// thousandth of one, and within what f32 leaves of numbers that may have been
/// rounded to it (docs/Semantics.md, M6). Nothing where one of them is no such
/// number, or negative, or beyond 32 bits.
std::optional<std::vector<int64_t>> delaySteps(const Delay &delay);
/// The first delay that is no whole number of steps from 0 to `mostDelaySteps`.
std::optional<double> findWrongDelay(const Delay &delay);
constexpr int64_t mostDelaySteps = std::numeric_limits<int32_t>::max();

/// A layer that passes its input on. Who reads it with a delay reads zeros at
/// first, as it keeps what it has passed on in a state; of a layer without a
/// state that would be what it makes of zeros (docs/Semantics.md, G3).
Neuron passing();
/// Whether these are its equations, whatever they are called.
bool isPassing(const Neuron &neuron);

/// Padding counts as zeros.
struct SumPool : Pool {};
using SumPool2d = PoolOn<SumPool, 2>;

Neuron equations(const NirLI &neuron);
Neuron equations(const NirLIF &neuron);
Neuron equations(const CubaLI &neuron);
Neuron equations(const CubaLIF &neuron);
Neuron equations(const I &neuron);
Neuron equations(const IF &neuron);
Neuron equations(const Threshold &neuron);

} // namespace snnc

#endif // SNNC_NIRLAYERS_H
