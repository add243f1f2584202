// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Drops layers that reach no output.

#include "compiler/Transforms/Passes.h"

#include "llvm/ADT/StringSet.h"

namespace snnc {
#define GEN_PASS_DEF_PRUNELAYERS
#include "compiler/Transforms/Passes.h.inc"
} // namespace snnc

using namespace mlir;

namespace {

/// The layers whose states are recorded: a recorded state is an output.
llvm::StringSet<> getRecordedLayers(snn::NetworkOp network) {
  llvm::StringSet<> layers;
  if (network.getRecord())
    for (StringRef state : network.getRecord()->getAsValueRange<StringAttr>())
      layers.insert(state.rsplit('.').first);
  return layers;
}

bool isRoot(Operation &op, const llvm::StringSet<> &recordedLayers) {
  auto layer = dyn_cast<snn::LayerOpInterface>(op);
  return isa<snn::OutputOp>(op) ||
         (layer && recordedLayers.contains(layer.getLayerName()));
}

/// What an output depends on, at any step.
llvm::SmallPtrSet<Operation *, 32> getLive(snn::NetworkOp network) {
  llvm::StringSet<> recordedLayers = getRecordedLayers(network);
  llvm::SmallPtrSet<Operation *, 32> live;
  SmallVector<Operation *> pending;
  for (Operation &op : network.getBody().front())
    if (isRoot(op, recordedLayers))
      pending.push_back(&op);
  while (!pending.empty()) {
    Operation *op = pending.pop_back_val();
    if (op && live.insert(op).second)
      for (Value operand : op->getOperands())
        pending.push_back(operand.getDefiningOp());
  }
  return live;
}

struct PruneLayers : snnc::impl::PruneLayersBase<PruneLayers> {
  void runOnOperation() override {
    auto live = getLive(getOperation());
    SmallVector<Operation *> dead;
    for (Operation &op : getOperation().getBody().front()) {
      if (live.contains(&op))
        continue;
      if (auto input = dyn_cast<snn::InputOp>(op)) {
        emitWarning(op.getLoc(), "input '")
            << input.getName() << "' reaches no output";
        continue;
      }
      if (auto layer = dyn_cast<snn::LayerOpInterface>(op)) {
        emitWarning(op.getLoc(), "layer '")
            << layer.getLayerName() << "' reaches no output and is dropped";
        ++numDropped;
      }
      dead.push_back(&op);
    }
    for (Operation *op : dead)
      op->dropAllReferences();
    for (Operation *op : dead)
      op->erase();
  }
};

} // namespace
