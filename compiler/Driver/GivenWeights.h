// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// --weights=runtime: which parameters the program gives.

#ifndef SNNC_COMPILER_DRIVER_GIVENWEIGHTS_H
#define SNNC_COMPILER_DRIVER_GIVENWEIGHTS_H

#include "dialect/SNNDialect.h"

namespace snnc {

/// Numbers that are given, and that stay constants.
struct GivenCount {
  int64_t given = 0, constant = 0;
};

/// Marks what the program gives at run time: weights and biases of linear and
/// convolutional layers and of norms other than BatchNorm, that nothing else
/// reads and that are finite. All other parameters stay constants: of neurons
/// and BatchNorm, and what states start from.
GivenCount markGivenWeights(mlir::snn::NetworkOp network);

} // namespace snnc

#endif // SNNC_COMPILER_DRIVER_GIVENWEIGHTS_H
