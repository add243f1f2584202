// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The layers without a state, in plain loops.

#ifndef SNNC_REFERENCE_LAYERS_H
#define SNNC_REFERENCE_LAYERS_H

#include "compiler/Reference/Parameters.h"

namespace snnc {

/// One source of a layer at one step.
struct Source {
  Array value;
  /// The source depends on the layer (docs/Semantics.md, G5).
  bool isOnOwnCycle = false;
};

/// The input that a layer's `merge` makes of `sources` (G4).
Array mergeSources(mlir::snn::LayerOpInterface layer,
                   const std::vector<Source> &sources);

/// The output of a layer without a state (N1 to N7).
Array applyLayer(mlir::snn::LayerOpInterface layer,
                 const std::vector<Source> &sources, Parameters &parameters);

} // namespace snnc

#endif // SNNC_REFERENCE_LAYERS_H
