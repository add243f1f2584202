// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The memory that a group's kernel needs for itself while it runs.

#ifndef SNNC_TRANSFORMS_WORKSPACE_H
#define SNNC_TRANSFORMS_WORKSPACE_H

#include "dialect/SNNDialect.h"

namespace snnc {

/// Steps that a matrix product computes side by side: with four registers each
/// they fill a register file of sixteen.
inline constexpr int64_t kDenseRows = 3;
/// Inputs that a matrix product takes at a time, a multiple of 64: they and
/// their weights stay in the nearest cache.
inline constexpr int64_t kDenseInputs = 512;
/// Most outputs that any kernel computes side by side.
inline constexpr int64_t kMostLanes = 64;

/// Bytes of workspace of a group's kernel, which computes up to `tile` steps.
int64_t workspaceBytes(mlir::snn::GroupOp group, int64_t tile);

} // namespace snnc

#endif // SNNC_TRANSFORMS_WORKSPACE_H
