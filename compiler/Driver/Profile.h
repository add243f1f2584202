// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the layers of a model did in a run (docs/Profile.md).

#ifndef SNNC_COMPILER_DRIVER_PROFILE_H
#define SNNC_COMPILER_DRIVER_PROFILE_H

#include <cstdint>
#include <string>
#include <vector>

namespace snnc {

/// Synaptic operations.
struct OperationCounts {
  uint64_t accumulates = 0;         ///< Effective ones: all steps and samples.
  uint64_t multiplyAccumulates = 0; ///< Likewise.
  uint64_t dense = 0;               ///< Of one step of one sample.
};

struct LayerProfile {
  std::string name;
  std::string type; ///< The operation: "linear", "lif".
  std::vector<int64_t> shape;
  bool isSpikes = false;
  uint64_t nonzero = 0; ///< Elements of the result, over steps and samples.
  OperationCounts operations;
  /// What the layer's weights meet: one entry for each source, in the order of
  /// its sum.
  struct Input {
    uint64_t nonzero = 0;  ///< Elements, over steps and samples.
    uint64_t elements = 0; ///< Of one step.
  };
  std::vector<Input> inputs;
};

struct InputProfile {
  std::string name;
  uint64_t nonzero = 0;  ///< Elements, over steps and samples.
  uint64_t elements = 0; ///< Of one step.
};

struct Profile {
  std::string model;
  size_t steps = 0, samples = 0;
  std::vector<InputProfile> inputs; ///< What comes from outside.
  std::vector<LayerProfile> layers;

  /// As JSON: fractions, and averages over steps and samples; 0 where there
  /// were none.
  std::string toJson() const;

  /// What toJson says: the part that is not zero, and effective synaptic
  /// operations of a step.
  double density(const InputProfile &input) const;
  double density(const LayerProfile &layer) const;
  double density(const LayerProfile::Input &input) const;
  double operations(const LayerProfile &layer) const;
  double executions() const { return double(steps) * samples; }

  /// The layers of spikes that have not spiked once.
  std::vector<std::string> silentLayers() const;
};

} // namespace snnc

#endif // SNNC_COMPILER_DRIVER_PROFILE_H
