// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What scan-to-loops expects of the memory layout.

#include "compiler/Conversion/CheckPlaces.h"

#include "dialect/Storage.h"

#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace snnc {

static LogicalResult checkSlots(snn::ModelOp model, snn::GroupOp group) {
  std::optional<ArrayRef<int64_t>> slots = group.getSlots();
  if (!slots)
    return group.emitOpError(
        "has no place in memory; run snn-layout-state first");
  int64_t bytes = model.getCarried() + model.getScratch();
  for (int64_t offset : *slots)
    if (offset < 0 || offset >= bytes || offset % snn::kArrayAlignment)
      return group.emitOpError("has a result at byte ")
             << offset << " of " << bytes << ", expected a multiple of "
             << snn::kArrayAlignment;
  return success();
}

/// Inputs of the model are read by groups of their own, and by no other.
static LogicalResult checkInputs(snn::GroupOp group, unsigned numInputs) {
  bool readsModel = group.getKind() == snn::KernelKind::Input;
  for (Value value : group.getInputs()) {
    auto argument = dyn_cast<BlockArgument>(value);
    bool isInput = argument && argument.getArgNumber() < numInputs;
    if (isInput != readsModel)
      return group.emitOpError(readsModel ? "reads no input of the model"
                                          : "reads a value that has no buffer");
    if (!argument && !value.getDefiningOp<snn::GroupOp>())
      return group.emitOpError("reads a value that has no buffer");
  }
  return success();
}

static bool isZero(Value value) {
  return matchPattern(value, m_Zero()) || matchPattern(value, m_PosZeroFloat());
}

/// The next value of a state lies where the state does. What it starts from may
/// be zeros, which nobody computes.
static LogicalResult checkState(Operation *op, snn::SlotAttr slot,
                                Value value) {
  auto group = value.getDefiningOp<snn::GroupOp>();
  if (!group && !isa<snn::ScanOp>(op) && isZero(value))
    return success();
  if (!group)
    return op->emitOpError("writes the state '")
           << slot.getName() << "' nowhere; run snn-layout-state first";
  unsigned number = cast<OpResult>(value).getResultNumber();
  int64_t offset = (*group.getSlots())[number];
  if (offset == slot.getOffset())
    return success();
  return op->emitOpError("writes the state '")
         << slot.getName() << "' to byte " << offset << ", it lies at "
         << slot.getOffset();
}

/// The results of a block: a scan's outputs, then the states.
static LogicalResult checkResults(snn::ModelOp model, Block &block) {
  Operation *op = block.getParentOp();
  OperandRange results = block.getTerminator()->getOperands();
  size_t numStates = model.getStates().size();
  if (results.size() < numStates)
    return op->emitOpError("has fewer results than its model has states");
  for (Value value : results.drop_back(numStates))
    if (!value.getDefiningOp<snn::GroupOp>())
      return op->emitOpError(
          "gives a value that has no buffer; run snn-layout-state first");
  for (auto [value, slot] :
       llvm::zip(results.take_back(numStates),
                 model.getStates().getAsRange<snn::SlotAttr>()))
    if (failed(checkState(op, slot, value)))
      return failure();
  return success();
}

/// Before the workspace lie the sums over steps.
static LogicalResult checkSums(snn::ModelOp model) {
  int64_t free = int64_t(model.getScratch()) - int64_t(model.getWorkspace());
  if (free >= model.getSumBytes())
    return success();
  return model.emitOpError("needs ")
         << model.getSumBytes() << " bytes for its sums over steps, found "
         << free << "; run snn-layout-state first";
}

LogicalResult checkPlaces(snn::ModelOp model, Block &block) {
  if (failed(checkSums(model)))
    return failure();
  unsigned numInputs =
      isa<snn::ScanOp>(block.getParentOp()) ? model.getInputs().size() : 0;
  for (auto group : block.getOps<snn::GroupOp>())
    if (failed(checkSlots(model, group)) ||
        failed(checkInputs(group, numInputs)))
      return failure();
  return checkResults(model, block);
}

} // namespace snnc
