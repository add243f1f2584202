// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The memory that a group's kernel needs for itself while it runs.

#ifndef SNNC_TRANSFORMS_WORKSPACE_H
#define SNNC_TRANSFORMS_WORKSPACE_H

#include "dialect/SNNDialect.h"

namespace snnc {

/// Bytes of workspace of a group's kernel, which computes up to `tile` steps.
int64_t workspaceBytes(mlir::snn::GroupOp group, int64_t tile);

} // namespace snnc

#endif // SNNC_TRANSFORMS_WORKSPACE_H
