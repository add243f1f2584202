// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sums of many terms, with what they lack of the exact sum (docs/Semantics.md,
// N9).

#ifndef SNNC_CONVERSION_CODE_LONGSUMS_H
#define SNNC_CONVERSION_CODE_LONGSUMS_H

#include "compiler/Conversion/Code/Emitter.h"

namespace snnc {

/// Two floats, or vectors of them.
struct LongSum {
  mlir::Value sum, rest;
};

LongSum addTerm(Emitter &, LongSum to, mlir::Value term);

/// Brings the sum as near to the exact one as a float can be.
LongSum settle(Emitter &, LongSum);

} // namespace snnc

#endif // SNNC_CONVERSION_CODE_LONGSUMS_H
