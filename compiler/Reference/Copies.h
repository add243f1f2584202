// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Elements in other places, in plain loops.

#ifndef SNNC_REFERENCE_COPIES_H
#define SNNC_REFERENCE_COPIES_H

#include "compiler/Reference/Array.h"
#include "dialect/SNNDialect.h"

namespace snnc {

Array applyReshape(mlir::snn::ReshapeOp op, const Array &x);
Array applyPad(mlir::snn::PadOp op, const Array &x);
Array applyCopy(mlir::snn::CopyOp op, llvm::ArrayRef<const Array *> sources);

} // namespace snnc

#endif // SNNC_REFERENCE_COPIES_H
