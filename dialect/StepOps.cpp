// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Verifiers of the step level.

#include "dialect/KernelBody.h"
#include "dialect/ScalarOps.h"
#include "dialect/StepKinds.h"
#include "dialect/Storage.h"
#include "dialect/VerifyLayer.h"

#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace mlir::snn;

//===----------------------------------------------------------------------===//
// Pointwise operations
//===----------------------------------------------------------------------===//

/// Checks the region against operands and results: one argument of the element
/// type for each tensor, one f32 for each parameter, one yielded value a
/// result.
static LogicalResult verifyPointwise(PointwiseOpInterface op) {
  if (op->getNumResults() == 0)
    return op->emitOpError("needs a result");
  Block &block = *op.getScalarBlock();
  size_t params = op.getScalarParams() ? op.getScalarParams().size() : 0;
  SmallVector<Type> expected;
  for (Type type : op->getOperandTypes())
    expected.push_back(getElementTypeOrSelf(type));
  expected.append(params, Float32Type::get(op->getContext()));
  if (block.getArgumentTypes() != TypeRange(expected))
    return op->emitOpError("needs one block argument for each tensor and "
                           "parameter, of its element type");
  SmallVector<Type> yielded;
  for (Type type : op->getResultTypes())
    yielded.push_back(getElementTypeOrSelf(type));
  if (!block.mightHaveTerminator() ||
      block.getTerminator()->getOperandTypes() != TypeRange(yielded))
    return op->emitOpError(
        "needs to yield one value for each result, of its element type");
  SmallVector<Type> shapes(op->getOperandTypes());
  llvm::append_range(shapes, op->getResultTypes());
  if (failed(verifyCompatibleShapes(shapes)))
    return op->emitOpError("needs tensors of one shape");
  return success();
}

LogicalResult NeuronOp::verify() { return verifyPointwise(*this); }
LogicalResult NeuronOp::verifyRegions() {
  return verifyEquations(*this, getBody().front());
}
LogicalResult NeuronOp::verifySymbolUses(SymbolTableCollection &) {
  return verifyParams(*this);
}

LogicalResult MapOp::verify() { return verifyPointwise(*this); }
LogicalResult MapOp::verifyRegions() {
  return verifyEquations(*this, getBody().front());
}
LogicalResult MapOp::verifySymbolUses(SymbolTableCollection &) {
  return verifyParams(*this);
}

//===----------------------------------------------------------------------===//
// Queues
//===----------------------------------------------------------------------===//

/// A queue is its value's type with one more axis in front.
static LogicalResult verifyQueue(Operation *op, RankedTensorType queue,
                                 Type value) {
  auto valueType = dyn_cast<RankedTensorType>(value);
  if (valueType && queue.getShape().drop_front() == valueType.getShape() &&
      queue.getElementType() == valueType.getElementType())
    return success();
  return op->emitOpError() << "needs a queue of " << value << ", found "
                           << queue;
}

int64_t QueueReadOp::getShortest() {
  int64_t shortest = getQueue().getType().getDimSize(0);
  if (std::optional<DenseIntElementsAttr> each = getEach())
    for (int32_t steps : each->getValues<int32_t>())
      if (steps > 0)
        shortest = std::min<int64_t>(shortest, steps);
  return shortest;
}

LogicalResult QueueReadOp::verify() {
  RankedTensorType queue = getQueue().getType();
  if (failed(verifyQueue(*this, queue, getType())))
    return failure();
  if (getNow() && getNow().getType() != getType())
    return emitOpError() << "needs a value of this step of " << getType()
                         << ", found " << getNow().getType();
  if (!getEach())
    return success();
  if (getEach()->getType().getShape() != queue.getShape().drop_front())
    return emitOpError() << "needs steps for each element of " << getType()
                         << ", found " << getEach()->getType();
  int64_t least = getNow() ? 0 : 1, most = queue.getDimSize(0);
  for (int32_t steps : getEach()->getValues<int32_t>())
    if (steps < least || steps > most)
      return emitOpError() << "needs steps from " << least << " to " << most
                           << ", found " << steps;
  return success();
}
LogicalResult QueuePushOp::verify() {
  return verifyQueue(*this, getQueue().getType(), getValue().getType());
}
LogicalResult QueueFillOp::verify() {
  return verifyQueue(*this, getType(), getValue().getType());
}

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
