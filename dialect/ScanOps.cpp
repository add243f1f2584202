// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Verifiers of scans and groups.

#include "dialect/KernelBody.h"
#include "dialect/StepKinds.h"
#include "dialect/Storage.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace mlir::snn;

//===----------------------------------------------------------------------===//
// Scan
//===----------------------------------------------------------------------===//

/// True if `type` has an axis of steps.
static bool isStacked(Type type) {
  auto ranked = dyn_cast<RankedTensorType>(type);
  return ranked && ranked.getRank() > 0;
}

/// The tensor of one step of a stacked sequence.
static RankedTensorType stepType(Type sequence) {
  auto type = cast<RankedTensorType>(sequence);
  return RankedTensorType::get(type.getShape().drop_front(),
                               type.getElementType());
}

static LogicalResult verifyYield(ScanOp scan) {
  Block &block = scan.getBody().front();
  SmallVector<Type> yielded;
  for (auto [type, reduce] :
       llvm::zip(scan.getOutputs().getTypes(),
                 scan.getReduce().getAsRange<ReduceAttr>()))
    yielded.push_back(reduce.getValue() == Reduce::None
                          ? stepType(type)
                          : cast<RankedTensorType>(type));
  llvm::append_range(yielded, scan.getInit().getTypes());
  if (!block.mightHaveTerminator() ||
      block.getTerminator()->getNumOperands() != yielded.size())
    return scan.emitOpError()
           << "needs to yield " << yielded.size()
           << " values: one step of each output, then the carried values";
  // An output of spikes leaves as floats, so only shapes have to agree.
  for (auto [found, expected] :
       llvm::zip(block.getTerminator()->getOperandTypes(), yielded)) {
    auto tensor = dyn_cast<RankedTensorType>(found);
    if (!tensor ||
        tensor.getShape() != cast<RankedTensorType>(expected).getShape())
      return scan.emitOpError()
             << "yields a " << found << " where it needs a " << expected;
  }
  return success();
}

LogicalResult ScanOp::verify() {
  if (getTile() < 1)
    return emitOpError() << "needs a tile of at least 1 step, found "
                         << getTile();
  if (getReduce().size() != getOutputs().size())
    return emitOpError() << "needs one reduction for each of its "
                         << getOutputs().size() << " outputs, found "
                         << getReduce().size();
  for (Type type : getInputs().getTypes())
    if (!isStacked(type))
      return emitOpError("needs inputs with an axis of steps, found ") << type;
  for (auto [type, reduce] :
       llvm::zip(getOutputs().getTypes(), getReduce().getAsRange<ReduceAttr>()))
    if (!isa<RankedTensorType>(type) ||
        (reduce.getValue() == Reduce::None && !isStacked(type)))
      return emitOpError("needs outputs with an axis of steps, or reduced; "
                         "found ")
             << type;
  if (getInit().getTypes() != getStates().getTypes())
    return emitOpError("needs states of the types of their initial values");
  SmallVector<Type> arguments;
  for (Type type : getInputs().getTypes())
    arguments.push_back(stepType(type));
  llvm::append_range(arguments, getInit().getTypes());
  Block &block = getBody().front();
  if (block.getArgumentTypes() != TypeRange(arguments))
    return emitOpError("needs one block argument for each input (one step of "
                       "it) and each carried value");
  return verifyYield(*this);
}

LogicalResult ScanOp::verifyRegions() {
  Block &block = getBody().front();
  if (!isa<YieldOp>(block.getTerminator()))
    return emitOpError("needs a body that ends with snn.yield");
  for (Operation &op : block.without_terminator()) {
    if (!isStepOp(&op))
      return op.emitOpError("is no operation of a step");
    for (Type type : op.getResultTypes())
      if (!isStorable(type))
        return op.emitOpError("needs tensors of known sizes, f32 or i1, of at "
                              "most 1 TiB; found ")
               << type;
  }
  for (Type type : block.getArgumentTypes())
    if (!isStorable(type))
      return emitOpError("carries a ")
             << type
             << "; a step needs tensors of known sizes, f32 or i1, of at most "
                "1 TiB";
  return success();
}

//===----------------------------------------------------------------------===//
// Groups
//===----------------------------------------------------------------------===//

void GroupOp::build(OpBuilder &builder, OperationState &state,
                    TypeRange outputs, StringRef name, KernelKind kind,
                    ValueRange inputs) {
  build(builder, state, outputs, name, kind, inputs, /*stepwise=*/false,
        /*slots=*/nullptr);
}

LogicalResult GroupOp::verify() {
  Block &block = getBody().front();
  if (block.getArgumentTypes() != getInputs().getTypes())
    return emitOpError("needs one block argument for each input, of its type");
  if (!block.mightHaveTerminator() ||
      block.getTerminator()->getOperandTypes() != getOutputs().getTypes())
    return emitOpError("needs to yield its results");
  if (getSlots() && getSlots()->size() != getNumResults())
    return emitOpError() << "needs one slot for each of its " << getNumResults()
                         << " results, found " << getSlots()->size();
  return success();
}

LogicalResult GroupOp::verifyRegions() {
  return verifyKernelBody(*this, getKind(), getBody().front());
}
