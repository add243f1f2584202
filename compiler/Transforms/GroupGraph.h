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

/// What a state does to the groups that read it and the one that makes it.
enum class Delays {
  Tie,      ///< who reads it does so before it is made anew
  PassedOn, ///< its maker might give the old value on to others: it comes first
};

/// The strongly connected components of a scan's body that runs up to `tile`
/// steps at a time, those that others read from first. A state ties the groups
/// that read it to the one that makes it; a queue does so only where a value is
/// read again within a tile, else it is written when all have read.
llvm::SmallVector<GroupComponent> findComponents(mlir::Block &body,
                                                 const StateUpdates &states,
                                                 int64_t tile,
                                                 Delays delays = Delays::Tie);

/// Where a group reads a state whose maker does not depend on that group, the
/// maker gives the state's old value as one more result, which is read instead:
/// the two are not tied then. A group that only goes over the places of such a
/// state becomes a part of its maker.
void passDelaysOn(mlir::Block &body, StateUpdates &states, int64_t tile);

/// Gives a group more results, values of its body. Returns the group that takes
/// its place.
mlir::snn::GroupOp addResults(mlir::snn::GroupOp group, mlir::ValueRange inner);

} // namespace snnc

#endif // SNNC_TRANSFORMS_GROUPGRAPH_H
