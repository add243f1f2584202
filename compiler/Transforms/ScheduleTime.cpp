// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lets groups that need no other's earlier steps run several steps at a time.

#include "compiler/Transforms/Crossovers.h"
#include "compiler/Transforms/GroupGraph.h"
#include "compiler/Transforms/Passes.h"
#include "dialect/KernelPlan.h"
#include "dialect/Storage.h"
#include "dialect/WorkspacePlan.h"

#include "mlir/IR/IRMapping.h"

#include <cmath>
#include <set>

namespace snnc {
#define GEN_PASS_DEF_SCHEDULETIME
#include "compiler/Transforms/Passes.h.inc"
} // namespace snnc

using namespace mlir;
using namespace snnc;

namespace {

//===----------------------------------------------------------------------===//
// Sums that begin outside of a cycle
//===----------------------------------------------------------------------===//

/// The leading linear operations of a group that read only what other
/// components make. States are made by the component that reads them.
SmallVector<snn::MatvecOp> findOuterPart(snn::GroupOp group,
                                         const GroupComponent &component) {
  SmallVector<snn::MatvecOp> part;
  for (Operation &op : group.getBody().front()) {
    auto linear = dyn_cast<snn::MatvecOp>(op);
    auto source =
        linear ? dyn_cast<BlockArgument>(linear.getSource()) : nullptr;
    if (!source)
      break;
    auto maker =
        group.getInputs()[source.getArgNumber()].getDefiningOp<snn::GroupOp>();
    if (!maker || llvm::is_contained(component.groups, maker))
      break;
    part.push_back(linear);
  }
  // What follows must continue the sum: a whole sum is no part.
  bool isContinued = !part.empty() && part.back()->hasOneUse() &&
                     isa<snn::MatvecOp>(*part.back()->user_begin());
  return isContinued ? part : SmallVector<snn::MatvecOp>();
}

/// Moves `part` of `group` to a group of its own, which is in no cycle.
snn::GroupOp moveOut(snn::GroupOp group, ArrayRef<snn::MatvecOp> part) {
  OpBuilder builder(group);
  Block &body = group.getBody().front();
  snn::MatvecOp last = part.back();
  SmallVector<Value> sources, inner;
  for (snn::MatvecOp linear : part) {
    inner.push_back(linear.getSource());
    sources.push_back(
        group.getInputs()[cast<BlockArgument>(inner.back()).getArgNumber()]);
  }
  auto outer = snn::GroupOp::create(
      builder, group.getLoc(), TypeRange(last.getType()),
      (last.getLayer() + ".ahead").str(), snn::KernelKind::Linear, sources);
  Block &outerBody = outer.getBody().emplaceBlock();
  builder.setInsertionPointToStart(&outerBody);
  IRMapping mapping;
  for (auto [linear, source] : llvm::zip(part, inner)) {
    mapping.map(source,
                outerBody.addArgument(source.getType(), group.getLoc()));
    builder.clone(*linear, mapping);
  }
  snn::YieldOp::create(builder, group.getLoc(),
                       mapping.lookup(last.getResult()));

  group.getInputsMutable().append(outer.getResult(0));
  Value sum = body.addArgument(last.getType(), group.getLoc());
  last.getResult().replaceAllUsesWith(sum);
  for (snn::MatvecOp linear : llvm::reverse(part))
    linear->erase();
  for (unsigned number = body.getNumArguments(); number-- > 0;)
    if (body.getArgument(number).use_empty()) {
      body.eraseArgument(number);
      group.getInputsMutable().erase(number);
    }
  return outer;
}

//===----------------------------------------------------------------------===//
// Sums or products
//===----------------------------------------------------------------------===//

/// True if zeros of the input may meet every weight.
bool hasFiniteWeights(Operation *op, FlatSymbolRefAttr weight) {
  std::vector<float> copy;
  return llvm::all_of(snn::ParamOp::lookup(op, weight).getData(copy),
                      [](float value) { return std::isfinite(value); });
}

/// True if the group's kernel stays at a panel for all steps of a tile: its
/// steps do not take turns, and each is one pass over the layer.
bool runsAhead(snn::GroupOp group) {
  return !group.getStepwise() &&
         snn::KernelPlan(group.getBody().front()).getPasses().size() == 1;
}

/// Marks an operation that may multiply all of its input: not one whose density
/// was found to be far below the crossover.
void markProduct(snn::WeightedSumOpInterface op, double crossover) {
  constexpr double far = 0.25;
  bool isSparse =
      op.getDensity() && op.getDensity()->convertToDouble() < far * crossover;
  if (crossover <= 1 && !isSparse && hasFiniteWeights(op, op.getWeightAttr()))
    op.setCrossoverAttr(Builder(op.getContext()).getF64FloatAttr(crossover));
}

//===----------------------------------------------------------------------===//
// Values of a tile
//===----------------------------------------------------------------------===//

/// Before it is known who takes turns, all groups run ahead.
snn::WorkspacePlan workspaceOf(snn::GroupOp group, int64_t tile) {
  return {group.getBody().front(), tile};
}

/// Bytes that one step more costs: the values between groups, and what the
/// greediest kernel needs for a step.
int64_t bytesPerStep(Block &body, const StateUpdates &states) {
  int64_t values = 0, workspace = 0;
  for (auto group : body.getOps<snn::GroupOp>()) {
    for (OpResult result : group->getResults())
      if (!snn::isGivenOut(group) &&
          (!result.hasOneUse() || !states.stateUpdatedBy(result)))
        values += snn::Storage::of(cast<RankedTensorType>(result.getType()))
                      .getBytes();
    workspace = std::max(workspace, workspaceOf(group, 8).getBytes() -
                                        workspaceOf(group, 7).getBytes());
  }
  return std::max<int64_t>(values + workspace, 1);
}

/// Gives `result` a second result of the same value: the state after the last
/// step, where others read the value of every step.
Value splitResult(OpResult result) {
  auto group = cast<snn::GroupOp>(result.getOwner());
  Operation *yield = group.getBody().front().getTerminator();
  return addResults(group, yield->getOperand(result.getResultNumber()))
      ->getResults()
      .back();
}

/// Bytes of the weights that a step reads.
int64_t weightBytes(Block &body) {
  int64_t bytes = 0;
  body.walk([&](snn::MatvecOp linear) {
    auto param = snn::ParamOp::lookup(linear, linear.getWeightAttr());
    auto type = cast<RankedTensorType>(param.getType());
    bytes += type.getNumElements() * int64_t(sizeof(float));
  });
  return bytes;
}

/// Steps after which a longer tile saves nothing: the further away the weights
/// are, the more steps must share one visit.
int64_t stepsWorthwhile(int64_t weights) {
  constexpr int64_t nearest = 32 << 10, near = 256 << 10;
  return weights <= nearest ? 16 : weights <= near ? 32 : 128;
}

/// True if a group gains from computing many steps before the next begins: not
/// one that only moves values.
bool computes(snn::GroupOp group) {
  return group.getKind() != snn::KernelKind::Input &&
         group.getKind() != snn::KernelKind::Queue;
}

/// Groups that compute and take turns in a tile of that many steps.
int64_t countTurns(Block &body, const StateUpdates &states, int64_t tile) {
  int64_t count = 0;
  for (const GroupComponent &component : findComponents(body, states, tile))
    if (component.isRecurrent)
      count += llvm::count_if(component.groups, computes);
  return count;
}

/// A tile cut to the length of a delay, by half at most, where more groups run
/// ahead then.
int64_t fitToQueues(Block &body, const StateUpdates &states, int64_t tile) {
  std::set<int64_t, std::greater<>> lengths;
  body.walk([&](snn::QueueReadOp read) {
    int64_t length = read.getShortest();
    if (length < tile && 2 * length >= tile)
      lengths.insert(length);
  });
  int64_t best = tile;
  for (int64_t length : lengths)
    if (countTurns(body, states, length) < countTurns(body, states, best))
      best = length;
  return best;
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

struct ScheduleTime : snnc::impl::ScheduleTimeBase<ScheduleTime> {
  using ScheduleTimeBase::ScheduleTimeBase;

  void runOnOperation() override {
    if (maxTile < 1) {
      emitError(getOperation().getLoc(), "max-tile is at least 1, found ")
          << maxTile.getValue();
      return signalPassFailure();
    }
    for (auto model : getOperation().getOps<snn::ModelOp>())
      if (func::FuncOp run = model.getRunFunction())
        for (auto scan : run.getOps<snn::ScanOp>()) {
          if (failed(checkGroups(scan.getBody().front())))
            return signalPassFailure();
          schedule(scan);
        }
  }

private:
  void schedule(snn::ScanOp scan);
  int64_t longestTile(Block &body, const StateUpdates &states);
};

/// Steps that are worth a tile and fit into it.
int64_t ScheduleTime::longestTile(Block &body, const StateUpdates &states) {
  int64_t weights = weightBytes(body);
  int64_t tile = std::min<int64_t>(maxTile, stepsWorthwhile(weights));
  // Weights that come from the memory itself are worth more room.
  constexpr int64_t far = 16 << 20;
  int64_t room = weights > far ? 4 * maxBytes : maxBytes;
  return std::min<int64_t>(tile, room / bytesPerStep(body, states));
}

void ScheduleTime::schedule(snn::ScanOp scan) {
  Block &body = scan.getBody().front();
  if (convCrossover <= 1)
    body.walk([&](snn::ConvolveOp conv) {
      markProduct(conv, crossoverOf(conv, convCrossover, registerLanes));
    });
  if (maxTile == 1)
    return;
  StateUpdates states(body, scan.getInit().size());
  passDelaysOn(body, states, maxTile);
  states.makeDirect();
  bool hasAhead = false;
  // Sums that move out of cycles make it shorter; queues need the longest.
  int64_t longest = fitToQueues(body, states, longestTile(body, states));
  for (GroupComponent &component : findComponents(body, states, longest))
    for (snn::GroupOp group : component.groups) {
      group->moveBefore(body.getTerminator());
      hasAhead |= !component.isRecurrent && computes(group);
      if (!component.isRecurrent)
        continue;
      group.setStepwise(true);
      SmallVector<snn::MatvecOp> part = findOuterPart(group, component);
      if (part.empty())
        continue;
      moveOut(group, part)->moveBefore(component.groups.front());
      hasAhead = true;
    }
  body.walk([&](snn::MatvecOp linear) {
    if (runsAhead(cast<snn::GroupOp>(linear->getParentOp())))
      markProduct(linear, crossover);
  });
  int64_t tile = std::min(longest, longestTile(body, states));
  if (!hasAhead || tile < 2) {
    for (auto group : body.getOps<snn::GroupOp>())
      group.setStepwise(false);
    body.walk([](snn::MatvecOp linear) { linear.removeCrossoverAttr(); });
    return;
  }
  for (unsigned state = 0; state < states.size(); ++state)
    if (auto result = cast<OpResult>(states.next(state).get());
        !result.hasOneUse())
      states.next(state).set(splitResult(result));
  scan.setTile(tile);
  ++numTiled;
}

} // namespace
