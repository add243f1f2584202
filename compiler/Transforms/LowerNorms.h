// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Norms and softmaxes as reductions and maps.

#ifndef SNNC_TRANSFORMS_LOWERNORMS_H
#define SNNC_TRANSFORMS_LOWERNORMS_H

#include "compiler/Transforms/ParamViews.h"

namespace snnc {

/// Replaces a layer by the reductions over its input and the map that its
/// result is made by (docs/Semantics.md, N3, N5 and N7).
void lowerNorm(mlir::snn::LayerNormOp op);
void lowerNorm(mlir::snn::RMSNormOp op);
void lowerNorm(mlir::snn::GroupNormOp op, ParamViews &views);
void lowerNorm(mlir::snn::BatchNormOp op, ParamViews &views);
/// `op` is a softmax or a log-softmax.
void lowerSoftmax(mlir::snn::LambdaOp op);

} // namespace snnc

#endif // SNNC_TRANSFORMS_LOWERNORMS_H
