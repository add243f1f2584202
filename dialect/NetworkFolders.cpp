// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Folders of the network level: only where a layer passes its one source on
// unchanged.

#include "dialect/SNNDialect.h"
#include "dialect/ShapeRules.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace mlir::snn;

OpFoldResult DelayOp::fold(FoldAdaptor) {
  if (getSteps() == 0 && getValue() != getResult() &&
      getValue().getType() == getType() && !hasImpliedDelays(*this))
    return getValue();
  return {};
}

/// True if a delay that has no name yet reads `op`: the state that it becomes
/// will be named after the layer.
static bool namesState(Operation *op) {
  return llvm::any_of(op->getUsers(), [](Operation *user) {
    auto delay = dyn_cast<DelayOp>(user);
    return delay && !delay.getName();
  });
}

/// The only source of `op` if it has the type of the result and is not the
/// result itself, which a graph region allows.
template <typename LayerOp> static OpFoldResult foldToSource(LayerOp op) {
  if (hasImpliedDelays(op) || namesState(op))
    return {};
  if (op.getSources().size() != 1 || op.getSources()[0] == op.getResult() ||
      op.getSources()[0].getType() != op.getType())
    return {};
  return op.getSources()[0];
}

OpFoldResult IdentityOp::fold(FoldAdaptor) { return foldToSource(*this); }
OpFoldResult ConcatOp::fold(FoldAdaptor) { return foldToSource(*this); }
OpFoldResult SumOp::fold(FoldAdaptor) { return foldToSource(*this); }
OpFoldResult ProductOp::fold(FoldAdaptor) { return foldToSource(*this); }
OpFoldResult ReshapeOp::fold(FoldAdaptor) {
  return getColumns() ? OpFoldResult() : foldToSource(*this);
}
OpFoldResult FlattenOp::fold(FoldAdaptor) { return foldToSource(*this); }
OpFoldResult ScaleOp::fold(FoldAdaptor) {
  auto factor = dyn_cast<FloatAttr>(getFactor());
  return factor && factor.getValue().isExactlyValue(1.0) ? foldToSource(*this)
                                                         : OpFoldResult();
}
