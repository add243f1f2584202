// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The type that a layer reads, from those of its sources.

#ifndef SNNC_TRANSFORMS_JOINTYPES_H
#define SNNC_TRANSFORMS_JOINTYPES_H

#include "dialect/SNNDialect.h"

namespace snnc {

/// The value's type where all of its sizes are known, or null.
mlir::RankedTensorType getKnownType(mlir::Value value);

/// The type of `layer`'s sources, joined as its `merge` says
/// (docs/Semantics.md, G4). Null where too little is known: a concatenation
/// needs all sources, a sum or a convolution one of them. Reports an error
/// through `emitError` where they do not fit.
llvm::FailureOr<mlir::RankedTensorType>
joinSourceTypes(mlir::snn::LayerOpInterface layer,
                llvm::function_ref<mlir::InFlightDiagnostic()> emitError);

} // namespace snnc

#endif // SNNC_TRANSFORMS_JOINTYPES_H
