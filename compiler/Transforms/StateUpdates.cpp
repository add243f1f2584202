// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How the states of a block of groups get their next values.

#include "compiler/Transforms/StateUpdates.h"
#include "dialect/KernelPlan.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace snnc {

LogicalResult checkGroups(Block &block) {
  for (Operation &op : block.without_terminator())
    if (!isa<snn::GroupOp, arith::ConstantOp>(op))
      return op.emitOpError("is in no group; run snn-fuse-groups first");
  return success();
}

/// True if state `argument` may be overwritten by a result of a group: nothing
/// reads the old value later.
static bool canUpdateInPlace(BlockArgument argument, OpResult result) {
  auto group = cast<snn::GroupOp>(result.getOwner());
  snn::KernelPlan plan(group.getBody().front());
  return llvm::all_of(argument.getUses(), [&](OpOperand &use) {
    Operation *user = use.getOwner();
    if (user == group)
      return plan.mayOverwrite(
          group.getBody().getArgument(use.getOperandNumber()),
          result.getResultNumber());
    return user->isBeforeInBlock(group) &&
           !user->hasTrait<OpTrait::IsTerminator>();
  });
}

static bool isConstant(Value value) {
  return value.getDefiningOp() && isa<arith::ConstantOp>(value.getDefiningOp());
}

static bool isZero(Value value) {
  return matchPattern(value, m_PosZeroFloat()) || matchPattern(value, m_Zero());
}

StateUpdates::StateUpdates(Block &block, unsigned numStates)
    : block(block), numStates(numStates),
      firstOperand(block.getTerminator()->getNumOperands() - numStates),
      firstArgument(0), isScan(isa<snn::ScanOp>(block.getParentOp())) {
  if (isScan)
    firstArgument = block.getNumArguments() - numStates;
}

/// A group that only copies: what a value needs that is a state already, or a
/// constant. A full queue is filled once more, as copies know no steps.
Value StateUpdates::copy(Value value) {
  OpBuilder builder(block.getTerminator());
  auto source = value.getDefiningOp<snn::GroupOp>();
  if (source && isa<snn::QueueFillOp>(source.getBody().front().front()))
    return builder.clone(*source)->getResult(0);
  Location loc = block.getTerminator()->getLoc();
  ValueRange inputs = isConstant(value) ? ValueRange() : ValueRange(value);
  auto group = snn::GroupOp::create(builder, loc, TypeRange(value.getType()),
                                    "delay", snn::KernelKind::Map, inputs);
  Block &body = group.getBody().emplaceBlock();
  builder.setInsertionPointToStart(&body);
  Value inner = isConstant(value)
                    ? builder.clone(*value.getDefiningOp())->getResult(0)
                    : Value(body.addArgument(value.getType(), loc));
  snn::YieldOp::create(builder, loc, ValueRange(inner));
  return group.getResult(0);
}

snn::GroupOp StateUpdates::addCopy(unsigned state) {
  next(state).set(copy(next(state).get()));
  return next(state).get().getDefiningOp<snn::GroupOp>();
}

std::optional<unsigned> StateUpdates::stateUpdatedBy(OpResult result) const {
  for (OpOperand &use : result.getUses()) {
    if (use.getOwner() != block.getTerminator() ||
        use.getOperandNumber() < firstOperand)
      continue;
    unsigned state = use.getOperandNumber() - firstOperand;
    if (!isScan || canUpdateInPlace(present(state), result))
      return state;
  }
  return std::nullopt;
}

int64_t StateUpdates::makeDirect() {
  for (OpOperand &operand : block.getTerminator()->getOpOperands())
    if (isa<BlockArgument>(operand.get()) ||
        (isScan && isConstant(operand.get())))
      operand.set(copy(operand.get()));
  int64_t numInPlace = 0;
  for (unsigned state = 0; state < numStates; ++state) {
    OpOperand &operand = next(state);
    if (!isScan && isZero(operand.get()))
      continue; // the whole state is zeroed before anything else
    auto result = dyn_cast<OpResult>(operand.get());
    bool isDirect = result && isa<snn::GroupOp>(result.getOwner()) &&
                    stateUpdatedBy(result) == state;
    if (!isDirect)
      operand.set(copy(operand.get()));
    else
      numInPlace += isScan;
  }
  return numInPlace;
}

} // namespace snnc
