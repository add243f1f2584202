// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Gives every state and intermediate its place in memory.

#include "compiler/Transforms/Passes.h"
#include "compiler/Transforms/ScratchAllocator.h"
#include "compiler/Transforms/StateUpdates.h"
#include "compiler/Transforms/Workspace.h"
#include "dialect/Storage.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace snnc {
#define GEN_PASS_DEF_LAYOUTSTATE
#include "compiler/Transforms/Passes.h.inc"
} // namespace snnc

using namespace mlir;
using namespace snnc;

namespace {

int64_t alignedBytes(const snn::Storage &storage) {
  return llvm::alignTo(storage.getBytes(), snn::kArrayAlignment);
}

RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

/// Slots of a model that was written by hand may say anything.
LogicalResult checkSlots(snn::ModelOp model) {
  for (auto slot : model.getStates().getAsRange<snn::SlotAttr>()) {
    RankedTensorType type = slot.getType();
    bool isQueue = slot.getQueue() > 0;
    if (!type.hasStaticShape())
      return model.emitError("state '")
             << slot.getName() << "' needs known sizes, found " << type;
    if (isQueue &&
        (type.getRank() == 0 || type.getDimSize(0) != slot.getQueue()))
      return model.emitError("state '")
             << slot.getName() << "' needs its " << slot.getQueue()
             << " steps as first axis, found " << type;
  }
  return success();
}

/// Lays one model out: its states, then the scratch of its two functions.
class Layouter {
public:
  explicit Layouter(snn::ModelOp model) : model(model), builder(model) {}
  void run();

  int64_t carried = 0, scratch = 0, numInPlace = 0;

private:
  void placeStates();
  void placeBlock(Block &block, int64_t tile);

  snn::ModelOp model;
  OpBuilder builder;
  SmallVector<int64_t> offsets;
  int64_t workspace = 0;
};

void Layouter::placeStates() {
  SmallVector<Attribute> slots;
  for (auto slot : model.getStates().getAsRange<snn::SlotAttr>()) {
    offsets.push_back(carried);
    slots.push_back(snn::SlotAttr::get(model.getContext(), slot.getName(),
                                       slot.getType(), slot.getQueue(),
                                       carried));
    carried +=
        alignedBytes(snn::Storage::of(slot.getType(), slot.getQueue() > 0));
  }
  model.setStatesAttr(builder.getArrayAttr(slots));
}

/// The positions between which the results of each group must keep their
/// memory: groups that take turns in a tile read and write at every step.
llvm::DenseMap<Operation *, std::pair<size_t, size_t>> findTurns(Block &block,
                                                                 bool isTiled) {
  llvm::DenseMap<Operation *, std::pair<size_t, size_t>> turns;
  SmallVector<Operation *> section;
  size_t position = 0;
  for (Operation &op : block) {
    auto group = dyn_cast<snn::GroupOp>(op);
    bool takesTurns = isTiled && group && group.getStepwise();
    if (!takesTurns)
      section.clear();
    section.push_back(&op);
    turns[&op] = {position, position};
    for (Operation *member : section)
      if (takesTurns)
        turns[member] = {position + 1 - section.size(), position};
    ++position;
    if (!takesTurns)
      section.clear();
  }
  return turns;
}

void Layouter::placeBlock(Block &block, int64_t tile) {
  StateUpdates states(block, offsets.size());
  int64_t updated = states.makeDirect();
  if (isa<snn::ScanOp>(block.getParentOp()))
    numInPlace += updated;
  auto turns = findTurns(block, tile > 1);
  ScratchAllocator allocator;
  for (auto group : block.getOps<snn::GroupOp>()) {
    SmallVector<int64_t> slots;
    for (OpResult result : group->getResults()) {
      if (std::optional<unsigned> state = states.stateUpdatedBy(result)) {
        slots.push_back(offsets[*state]);
        continue;
      }
      auto [begin, end] = turns[group];
      for (Operation *user : result.getUsers())
        end = std::max(end, turns[user].second);
      bool isQueue = group.getKind() == snn::KernelKind::Queue &&
                     typeOf(result).getRank() > 1 &&
                     !isa<snn::QueueFrontOp>(group.getBody().front().front());
      int64_t bytes = alignedBytes(snn::Storage::of(typeOf(result), isQueue));
      slots.push_back(carried + allocator.allocate(tile * bytes, begin, end));
    }
    group.setSlots(slots);
    workspace = std::max(workspace, workspaceBytes(group, tile));
  }
  scratch = std::max(scratch, allocator.getTotal());
}

void Layouter::run() {
  placeStates();
  if (func::FuncOp init = model.getInitFunction())
    placeBlock(init.getBody().front(), 1);
  if (func::FuncOp function = model.getRunFunction())
    function.walk([&](snn::ScanOp scan) {
      placeBlock(scan.getBody().front(), scan.getTile());
    });
  scratch += workspace;
  model.setCarried(carried);
  model.setScratch(scratch);
  model.setWorkspace(workspace);
}

struct LayoutState : snnc::impl::LayoutStateBase<LayoutState> {
  void runOnOperation() override {
    for (auto model : getOperation().getOps<snn::ModelOp>()) {
      if (failed(checkSlots(model)))
        return signalPassFailure();
      Layouter layouter(model);
      layouter.run();
      carriedBytes += layouter.carried;
      scratchBytes += layouter.scratch;
      numInPlace += layouter.numInPlace;
    }
  }
};

} // namespace
