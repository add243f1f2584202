// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Norms and softmaxes as reductions and maps.

#ifndef SNNC_TRANSFORMS_LOWERNORMS_H
#define SNNC_TRANSFORMS_LOWERNORMS_H

#include "dialect/SNNDialect.h"

namespace snnc {

/// Replaces a layer by the reductions over its input and the map that its
/// result is made by (docs/Semantics.md, N3 and N5).
void lower(mlir::snn::LayerNormOp op);
void lower(mlir::snn::RMSNormOp op);
void lower(mlir::snn::GroupNormOp op);
/// `op` is a softmax or a log-softmax.
void lowerSoftmax(mlir::snn::LambdaOp op);

} // namespace snnc

#endif // SNNC_TRANSFORMS_LOWERNORMS_H
