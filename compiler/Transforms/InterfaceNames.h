// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Names of a network that become names in C.

#ifndef SNNC_TRANSFORMS_INTERFACENAMES_H
#define SNNC_TRANSFORMS_INTERFACENAMES_H

#include "dialect/SNNDialect.h"

namespace snnc {

/// The macros of a model's header, each behind `<NAME>_`.
constexpr llvm::StringLiteral headerMacros[] = {
    "H", "ABI_VERSION", "STATE_BYTES", "STATE_ALIGN", "ALIGNED"};

/// Fails, with an error, if the network, an input or an output bears a name
/// that cannot be one in the model's header.
mlir::LogicalResult checkInterfaceNames(mlir::snn::NetworkOp network);

} // namespace snnc

#endif // SNNC_TRANSFORMS_INTERFACENAMES_H
