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

/// A part of what a sum runs over, and the first of the weight's columns (or
/// channels) that it has.
struct SumPart {
  const Array *value;
  size_t begin;
};

/// Sums over `parts`, one after the other (N1, N2). They begin with the bias,
/// or with `init`.
Array applyLinear(mlir::snn::WeightedSumOpInterface op,
                  llvm::ArrayRef<SumPart> parts, Parameters &parameters,
                  const Array *init = nullptr);
Array applyConv(mlir::snn::ConvOp op, llvm::ArrayRef<SumPart> parts,
                Parameters &parameters, const Array *init = nullptr);
Array applyConv(mlir::snn::ConvolveOp op, llvm::ArrayRef<SumPart> parts,
                Parameters &parameters, const Array *init = nullptr);

} // namespace snnc

#endif // SNNC_REFERENCE_LAYERS_H
