// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What norms do element by element.

#ifndef SNNC_CONVERSION_NORMS_H
#define SNNC_CONVERSION_NORMS_H

#include "compiler/Conversion/PackedWeights.h"

namespace snnc {

/// A panel times `weight`, plus `bias`, as far as given, which have the shape
/// of `type`.
mlir::Value emitAffine(Emitter &, WeightPacker &,
                       mlir::FlatSymbolRefAttr weight,
                       mlir::FlatSymbolRefAttr bias,
                       mlir::RankedTensorType type, mlir::Value y,
                       const Panel &);

/// The type of a parameter with one value for each channel of `tensor`.
mlir::RankedTensorType channelType(mlir::Value tensor);

/// A panel of a norm whose statistics are known (docs/Semantics.md, N7).
mlir::Value emitBatchNorm(Emitter &, WeightPacker &, mlir::snn::BatchNormOp,
                          mlir::Value x, const Panel &);

} // namespace snnc

#endif // SNNC_CONVERSION_NORMS_H
