// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Joins the sources of a layer into one.

#ifndef SNNC_TRANSFORMS_JOINSOURCES_H
#define SNNC_TRANSFORMS_JOINSOURCES_H

#include "dialect/SNNDialect.h"
#include "mlir/IR/Builders.h"

namespace snnc {

/// The order in which the sources of `layer`, in the network as it was written,
/// enter a sum: those outside of the layer's own cycle, then those inside, each
/// group in its listed order (docs/Semantics.md, G5).
llvm::SmallVector<unsigned> getSumOrder(mlir::snn::LayerOpInterface layer);

/// Builds `layer` on `sources` (one for each of its own, already delayed) out
/// of layers that have one source each, and returns its result.
mlir::Value joinSources(mlir::snn::LayerOpInterface layer,
                        llvm::ArrayRef<mlir::Value> sources,
                        llvm::ArrayRef<unsigned> sumOrder,
                        mlir::OpBuilder &builder);

} // namespace snnc

#endif // SNNC_TRANSFORMS_JOINSOURCES_H
