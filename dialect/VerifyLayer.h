// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Verifies layers whose types are known against their sources and parameters.

#ifndef SNN_VERIFY_LAYER_H
#define SNN_VERIFY_LAYER_H

#include "dialect/SNNDialect.h"

namespace mlir::snn {

/// Verifies a layer of a resolved network or of a step: one source, parameters
/// that exist and fit it, and the type of the result.
LogicalResult verifyLayer(LayerOpInterface layer);

/// The same of a layer with any number of sources, all of known types.
LogicalResult verifyTypes(LayerOpInterface layer);

/// What a sum over inputs says of its sum and of its input: `density` and
/// `crossover` are parts of the input.
LogicalResult verifyWeightedSum(WeightedSumOpInterface op);

/// Verifies the numbers for each axis of a convolution.
LogicalResult verifyConvolution(ConvOp op);
LogicalResult verifyConvolution(ConvolveOp op);

/// The type of a convolution's result for an input of that type.
FailureOr<RankedTensorType>
inferConvolution(ConvolveOp op, RankedTensorType input,
                 llvm::function_ref<InFlightDiagnostic()> emitError);

/// Verifies that the parameters of a neuron or a map exist and broadcast to its
/// shape.
LogicalResult verifyParams(PointwiseOpInterface op);

} // namespace mlir::snn

#endif // SNN_VERIFY_LAYER_H
