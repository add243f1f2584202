// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What an earlier run's profile says about a model's inputs.

#ifndef SNNC_COMPILER_DRIVER_DENSITIES_H
#define SNNC_COMPILER_DRIVER_DENSITIES_H

#include "compiler/Driver/Profile.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <vector>

namespace snnc {

/// What a profile says of one layer (docs/Profile.md).
struct LayerDensities {
  std::vector<int64_t> shape; ///< Of the result, at one step.
  double result = 0;          ///< The part of the result that is not zero.
  std::vector<double> inputs; ///< The same for what its weights meet.
  double operations = 0;      ///< Effective synaptic ones, a step.
};

/// A profile, as far as compiling and showing a model needs it.
class Densities {
public:
  /// Reads what `snnc run --profile` has written. Errors name the file and what
  /// is wrong with it.
  static llvm::Expected<Densities> read(llvm::StringRef path);

  /// What was measured just now.
  static Densities of(const Profile &profile);

  /// Notes the densities in a module after the phase `resolve-connectivity`.
  /// Errors: a layer with weights that the profile lacks, or whose shape or
  /// number of inputs differs; then the profile is another model's.
  llvm::Error apply(mlir::ModuleOp module) const;

  /// Null for a layer that the profile does not have.
  const LayerDensities *find(llvm::StringRef layer) const {
    auto found = layers.find(layer);
    return found == layers.end() ? nullptr : &found->second;
  }

  /// The part of an external input that is not zero; nothing where it was not
  /// measured just now: files do not have it.
  std::optional<double> findInput(llvm::StringRef input) const {
    auto found = inputs.find(input);
    return found == inputs.end() ? std::nullopt : std::optional(found->second);
  }

private:
  std::string path;
  llvm::StringMap<LayerDensities> layers;
  llvm::StringMap<double> inputs;
};

} // namespace snnc

#endif // SNNC_COMPILER_DRIVER_DENSITIES_H
