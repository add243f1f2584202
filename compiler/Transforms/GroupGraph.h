// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which groups of a step depend on each other's earlier steps.

#ifndef SNNC_TRANSFORMS_GROUPGRAPH_H
#define SNNC_TRANSFORMS_GROUPGRAPH_H

#include "compiler/Transforms/StateUpdates.h"

namespace snnc {

/// Groups that need each other's earlier steps, in the block's order; or one
/// group that needs only its own state at the same place.
struct GroupComponent {
  llvm::SmallVector<mlir::snn::GroupOp> groups;
  bool isRecurrent = false;
};

/// The strongly connected components of a scan's body that runs up to `tile`
/// steps at a time, those that others read from first. A state ties the groups
/// that read it to the one that makes it; a queue does so only where a value is
/// read again within a tile, else it is written when all have read.
llvm::SmallVector<GroupComponent>
findComponents(mlir::Block &body, const StateUpdates &states, int64_t tile);

} // namespace snnc

#endif // SNNC_TRANSFORMS_GROUPGRAPH_H
