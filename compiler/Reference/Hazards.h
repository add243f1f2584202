// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a kernel may not read any more once it has written over it.

#ifndef SNNC_REFERENCE_HAZARDS_H
#define SNNC_REFERENCE_HAZARDS_H

#include "dialect/SNNDialect.h"

namespace snnc {

/// A kernel goes over its layer once, and once more from each operation on that
/// needs a number of all of its source. Within a pass it loads what it needs of
/// a place before it stores there; but some operations read all of an operand
/// at every place.
///
/// True if a kernel may write its result number `output` to the memory of
/// `input`.
bool mayShareMemory(mlir::snn::KernelOp kernel, mlir::BlockArgument input,
                    unsigned output);

} // namespace snnc

#endif // SNNC_REFERENCE_HAZARDS_H
