// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Gives every state and intermediate its place in memory.

#include "compiler/Transforms/Passes.h"
#include "compiler/Transforms/ScratchAllocator.h"
#include "compiler/Transforms/StateUpdates.h"
#include "dialect/KernelPlan.h"
#include "dialect/Storage.h"
#include "dialect/WorkspacePlan.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/STLExtras.h"

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

/// The operation of a group that does nothing else with a queue, or null.
template <typename OpT> OpT queueOp(Value value) {
  auto group = value.getDefiningOp<snn::GroupOp>();
  return group ? dyn_cast<OpT>(group.getBody().front().front()) : OpT();
}

/// Checks that a queue starts filled or as zeros, and changes where it lies:
/// by a push of itself behind all that read it.
LogicalResult checkQueues(Block &block, const StateUpdates &states,
                          bool isScan) {
  for (unsigned state = 0; state < states.size(); ++state) {
    Value next = states.next(state).get();
    if (!snn::isQueue(next.getType()))
      continue;
    if (!isScan) {
      if (queueOp<snn::QueueFillOp>(next) || matchPattern(next, m_Zero()) ||
          matchPattern(next, m_PosZeroFloat()))
        continue;
      return emitError(next.getLoc(), "a queue starts as zeros, or filled by "
                                      "'snn.queue_fill'");
    }
    auto group = next.getDefiningOp<snn::GroupOp>();
    BlockArgument present = states.present(state);
    if (!queueOp<snn::QueuePushOp>(next) || group.getInputs()[0] != present ||
        !next.hasOneUse() ||
        llvm::any_of(present.getUsers(), [&](Operation *user) {
          return user != group && !user->isBeforeInBlock(group);
        }))
      return emitError(next.getLoc(),
                       "a queue changes by one 'snn.queue_push' of itself, "
                       "behind all who read it");
  }
  return success();
}

/// Lays one model out: its states, then the scratch of its two functions.
class Layouter {
public:
  explicit Layouter(snn::ModelOp model) : model(model), builder(model) {}
  LogicalResult run();

  int64_t carried = 0, scratch = 0, numInPlace = 0;

private:
  void placeStates();
  LogicalResult placeBlock(Block &block, int64_t tile);
  LogicalResult checkSize();

  snn::ModelOp model;
  OpBuilder builder;
  SmallVector<int64_t> offsets;
  int64_t workspace = 0;
};

void Layouter::placeStates() {
  SmallVector<Attribute> slots;
  for (auto slot : model.getStates().getAsRange<snn::SlotAttr>()) {
    offsets.push_back(carried);
    carried += alignedBytes(snn::Storage::of(slot.getType()));
  }
  // The heads of all queues lie together, behind the arrays.
  int64_t heads = carried;
  for (auto [slot, offset] :
       llvm::zip(model.getStates().getAsRange<snn::SlotAttr>(), offsets)) {
    int64_t head = -1;
    if (snn::isQueue(slot.getType()))
      head = std::exchange(heads, heads + snn::kHeadBytes);
    slots.push_back(snn::SlotAttr::get(model.getContext(), slot.getName(),
                                       slot.getType(), offset, head));
  }
  carried = llvm::alignTo(heads, snn::kArrayAlignment);
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

LogicalResult Layouter::placeBlock(Block &block, int64_t tile) {
  if (failed(checkGroups(block)))
    return failure();
  StateUpdates states(block, offsets.size());
  bool isScan = isa<snn::ScanOp>(block.getParentOp());
  if (failed(checkQueues(block, states, isScan)))
    return failure();
  int64_t updated = states.makeDirect();
  if (isScan)
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
      int64_t bytes = snn::isGivenOut(group)
                          ? 0
                          : alignedBytes(snn::Storage::of(typeOf(result)));
      slots.push_back(carried + allocator.allocate(tile * bytes, begin, end));
    }
    group.setSlots(slots);
    snn::WorkspacePlan plan(group.getBody().front(),
                            snn::mostSteps(group, tile));
    workspace = std::max(workspace, plan.getBytes());
  }
  scratch = std::max(scratch, allocator.getTotal());
  return success();
}

/// The array that most of the state is, to be shown with an error.
snn::SlotAttr findLargest(snn::ModelOp model) {
  auto slots = llvm::to_vector(model.getStates().getAsRange<snn::SlotAttr>());
  auto bytesOf = [](snn::SlotAttr slot) {
    return snn::Storage::of(slot.getType()).getBytes();
  };
  return *llvm::max_element(slots, [&](snn::SlotAttr a, snn::SlotAttr b) {
    return bytesOf(a) < bytesOf(b);
  });
}

/// Channels lie in whole vectors, so that the state may be larger than its
/// elements are.
LogicalResult Layouter::checkSize() {
  int64_t bytes = carried + scratch, most = snn::mostBytesOnTarget(model);
  if (bytes <= most)
    return success();
  InFlightDiagnostic error =
      emitError(model.getLoc(), "the state takes ")
      << bytes << " bytes as it lies in memory, expected at most " << most;
  if (most < snn::kMostBytes)
    error << " for this target";
  if (!model.getStates().empty()) {
    snn::SlotAttr largest = findLargest(model);
    error.attachNote() << "its largest array is '" << largest.getName()
                       << "', of "
                       << snn::Storage::of(largest.getType()).getBytes()
                       << " bytes";
  }
  return error;
}

LogicalResult Layouter::run() {
  placeStates();
  if (func::FuncOp init = model.getInitFunction())
    if (failed(placeBlock(init.getBody().front(), 1)))
      return failure();
  if (func::FuncOp function = model.getRunFunction())
    for (auto scan : function.getOps<snn::ScanOp>())
      if (failed(placeBlock(scan.getBody().front(), scan.getTile())))
        return failure();
  scratch += model.getSumBytes() + workspace;
  if (failed(checkSize()))
    return failure();
  model.setCarried(carried);
  model.setScratch(scratch);
  model.setWorkspace(workspace);
  return success();
}

struct LayoutState : snnc::impl::LayoutStateBase<LayoutState> {
  void runOnOperation() override {
    for (auto model : getOperation().getOps<snn::ModelOp>()) {
      Layouter layouter(model);
      if (failed(layouter.run()))
        return signalPassFailure();
      carriedBytes += layouter.carried;
      scratchBytes += layouter.scratch;
      numInPlace += layouter.numInPlace;
    }
  }
};

} // namespace
