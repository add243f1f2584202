// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The type that a layer reads, from those of its sources.

#ifndef SNN_JOIN_TYPES_H
#define SNN_JOIN_TYPES_H

#include "dialect/SNNDialect.h"
#include "dialect/ShapeRules.h"

namespace mlir::snn {

/// The value's type where all of its sizes are known, or null.
RankedTensorType getKnownType(Value value);

/// The type of `layer`'s sources, joined as its `merge` says
/// (docs/Semantics.md, G4). Null where too little is known: a concatenation
/// needs all sources, a sum or a convolution one of them. Reports an error
/// through `emitError` where they do not fit.
InferredType joinSourceTypes(LayerOpInterface layer, EmitError emitError);

} // namespace mlir::snn

#endif // SNN_JOIN_TYPES_H
