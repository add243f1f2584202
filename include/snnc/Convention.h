// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a NIR file leaves open and decides its numbers: how an equation in
// continuous time becomes a step (docs/NIR.md has the equations).

#ifndef SNNC_CONVENTION_H
#define SNNC_CONVENTION_H

#include <optional>
#include <string>

namespace snnc {

/// e^(-dt/tau) or 1 - dt/tau as the decay of a step, and what a step's input
/// weighs for a resistance of 1.
enum class Integrator {
  Euler,    ///< 1 - dt/tau, dt/tau
  Exp,      ///< e^(-dt/tau), dt/tau
  ExpExact, ///< e^(-dt/tau), 1 - e^(-dt/tau)
  /// As Euler, with a decay of 0 where it were negative and 1 where above that.
  EulerClamped
};

/// What an input is multiplied with.
enum class Gain {
  Resistance, ///< r (w_in) times the integrator's weight
  Step,       ///< the integrator's weight; r (w_in) is ignored
  One,        ///< 1: r (w_in) is ignored
  /// 1, and the threshold is divided by what it would have been; so are the
  /// potentials of rest and reset.
  Fold,
  /// As Fold, by the least of all neurons.
  FoldLeast
};

/// How the equation of a step is written, which decides its last bits.
enum class Form {
  Fused,    ///< fma(decay, v, input)
  Separate, ///< (decay v) + input
  /// v + weight (input - (v - rest)), where inputs weigh as much as the decay;
  /// else (v + weight (rest - v)) + input.
  Relax,
  RelaxSum, ///< As Relax, with ((input + rest) - v).
  Divide    ///< As Relax, with a division by tau/dt.
};

/// In what constants are computed before they are rounded to f32.
enum class Precision {
  Double,
  Single ///< Each operation is rounded to f32.
};

/// When a potential spikes.
enum class Compare { Greater, GreaterEqual };

/// What a spike does to the potential.
enum class Reset {
  Value,    ///< to v_reset
  Zero,     ///< to 0
  Subtract, ///< less the threshold
  /// A step may give n spikes, the thresholds that fit into the potential, and
  /// takes n thresholds off.
  SubtractN,
  None ///< nothing
};

/// When a reset takes place.
enum class ResetTime {
  Same, ///< in the step that spikes
  Next, ///< at the end of the next step's decay and input, before its spike
  /// In the step that spikes; and what is above the threshold even so is reset
  /// once more in the next one, as by Next, whose own reset then makes up for
  /// it.
  Again
};

/// What v_leak is.
enum class Leak {
  Target, ///< what the potential decays to
  Both,   ///< what the potential and the synaptic current decay to
  Bias    ///< added to the potential at each step
};

/// How the synaptic current of CubaLIF and CubaLI goes into the potential. LI
/// has the last of these, too.
enum class CubaOrder {
  New,    ///< after its own step
  Old,    ///< before its own step
  Decayed ///< after its own step, in which the input decays too
};

/// How a neuron steps: what its layer says in a spec.
struct StepRule {
  /// Seconds, or what unit else the time constants have; 1 where they count
  /// steps.
  double dt = 1.0;
  Integrator integrator = Integrator::Euler;
  Gain gain = Gain::Resistance;
  Compare compare = Compare::Greater;
  Reset reset = Reset::Value;
  ResetTime resetTime = ResetTime::Same;
  CubaOrder cuba = CubaOrder::New;
  Leak leak = Leak::Target;
  Form form = Form::Fused;
  Precision precision = Precision::Double;
  /// A product of r (w_in) and weight that is no farther from 1 counts as 1.
  double snap = 0.0;
  /// What I and IF keep of their potential in a step.
  double decay = 1.0;
  /// Whether a reset leaves the potential at -v_threshold or above.
  bool clamp = false;
};

/// A framework whose reading of NIR is followed; Spec is that of the format's
/// own equations.
enum class Preset {
  Spec,
  SnnTorch,
  Norse,
  Sinabs,
  SpikingJelly,
  Rockpool,
  Spyx
};

/// How a NIR file is read: a preset, and what replaces single parts of it.
struct Convention {
  Preset preset = Preset::Spec;
  /// In seconds; 1 where the file's time constants count steps. Unless given,
  /// the preset's, if it has one.
  std::optional<double> dt;
  std::optional<Integrator> integrator;
  std::optional<Gain> gain;
  std::optional<Compare> compare;
  std::optional<Reset> reset;
  std::optional<ResetTime> resetTime;
  /// Whether others read a neuron's spikes a step late.
  std::optional<bool> late;
  std::optional<CubaOrder> cuba;
  /// What reads the last step's output along a recurrent edge gives nothing at
  /// the first step, not even its bias, as nirtorch's executor has it.
  std::optional<bool> nirtorchBias;
  /// Whether IF keeps its potential at -v_threshold or above.
  std::optional<bool> clamp;
  /// Delays that are no whole number of steps become the nearest; else they are
  /// errors.
  bool roundDelays = false;
};

} // namespace snnc

#endif // SNNC_CONVENTION_H
