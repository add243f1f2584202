// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// What the regions of groups and kernels may hold.

#ifndef SNN_KERNEL_BODY_H
#define SNN_KERNEL_BODY_H

#include "dialect/SNNDialect.h"

namespace mlir::snn {

/// Verifies the region of `op`, a group or a kernel, against its kind.
LogicalResult verifyKernelBody(Operation *op, KernelKind kind, Block &block);

} // namespace mlir::snn

#endif // SNN_KERNEL_BODY_H
