// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What scan-to-loops expects of the memory layout.

#ifndef SNNC_CONVERSION_CHECKPLACES_H
#define SNNC_CONVERSION_CHECKPLACES_H

#include "dialect/SNNDialect.h"

namespace snnc {

/// Checks that all that the groups of `block` read, give or update lies where
/// snn-layout-state would put it. `block` is a scan's body, or the function
/// that computes the states' first values.
llvm::LogicalResult checkPlaces(mlir::snn::ModelOp model, mlir::Block &block);

} // namespace snnc

#endif // SNNC_CONVERSION_CHECKPLACES_H
