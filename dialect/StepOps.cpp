// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Verifiers of the step level.

#include "dialect/SNNDialect.h"

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
LogicalResult MapOp::verify() { return verifyPointwise(*this); }

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
// Model
//===----------------------------------------------------------------------===//

static constexpr llvm::StringLiteral kInitSuffix = ".init_state";
static constexpr llvm::StringLiteral kRunSuffix = ".run";

static func::FuncOp lookupFunction(ModelOp model, StringRef suffix) {
  return model->getParentOfType<ModuleOp>().lookupSymbol<func::FuncOp>(
      (model.getSymName() + suffix).str());
}

func::FuncOp ModelOp::getInitFunction() {
  return lookupFunction(*this, kInitSuffix);
}
func::FuncOp ModelOp::getRunFunction() {
  return lookupFunction(*this, kRunSuffix);
}

ModelOp ModelOp::of(func::FuncOp function) {
  StringRef name = function.getSymName();
  if (!name.consume_back(kInitSuffix))
    name.consume_back(kRunSuffix);
  return function->getParentOfType<ModuleOp>().lookupSymbol<ModelOp>(name);
}

//===----------------------------------------------------------------------===//
// Scan
//===----------------------------------------------------------------------===//

/// The tensor of one step of a stacked sequence.
static RankedTensorType stepType(Type sequence) {
  auto type = cast<RankedTensorType>(sequence);
  return RankedTensorType::get(type.getShape().drop_front(),
                               type.getElementType());
}

LogicalResult ScanOp::verify() {
  if (getTile() < 1)
    return emitOpError() << "needs a tile of at least 1 step, found "
                         << getTile();
  if (getReduce().size() != getOutputs().size())
    return emitOpError() << "needs one reduction for each of its "
                         << getOutputs().size() << " outputs, found "
                         << getReduce().size();
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
  SmallVector<Type> yielded;
  for (auto [type, reduce] :
       llvm::zip(getOutputs().getTypes(), getReduce().getAsRange<ReduceAttr>()))
    yielded.push_back(reduce.getValue() == Reduce::None
                          ? stepType(type)
                          : cast<RankedTensorType>(type));
  llvm::append_range(yielded, getInit().getTypes());
  if (!block.mightHaveTerminator() ||
      block.getTerminator()->getNumOperands() != yielded.size())
    return emitOpError()
           << "needs to yield " << yielded.size()
           << " values: one step of each output, then the carried values";
  // An output of spikes leaves as floats, so only shapes have to agree.
  for (auto [found, expected] :
       llvm::zip(block.getTerminator()->getOperandTypes(), yielded))
    if (cast<ShapedType>(found).getShape() !=
        cast<ShapedType>(expected).getShape())
      return emitOpError() << "yields a " << found << " where it needs a "
                           << expected;
  return success();
}

//===----------------------------------------------------------------------===//
// Groups and kernels
//===----------------------------------------------------------------------===//

/// Kernels that only move values know nothing but their one operation.
static LogicalResult verifyKind(Operation *op, KernelKind kind, Block &block) {
  if (kind != KernelKind::Concat && kind != KernelKind::Flatten &&
      kind != KernelKind::Pad && kind != KernelKind::Queue &&
      kind != KernelKind::Draw) {
    if (llvm::any_of(block.getArgumentTypes(), isQueue))
      return op->emitOpError("reads a queue, which only a group of the kind "
                             "'queue' can");
    return success();
  }
  Operation &first = block.front();
  bool fits = kind == KernelKind::Concat    ? isa<ConcatOp>(first)
              : kind == KernelKind::Flatten ? isa<FlattenOp, ReshapeOp>(first)
              : kind == KernelKind::Pad     ? isa<PadOp>(first)
              : kind == KernelKind::Draw
                  ? isa<RandomOp>(first)
                  : isa<QueueReadOp, QueuePushOp, QueueFillOp>(first);
  if (fits && first.getNextNode() == block.getTerminator())
    return success();
  return op->emitOpError()
         << "of the kind '" << stringifyKernelKind(kind)
         << "' needs one operation of that kind, and no other";
}

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
  return verifyKind(*this, getKind(), block);
}

/// Pairs of an input's and an output's number.
static LogicalResult verifyCarried(KernelOp op) {
  ArrayRef<int64_t> pairs = op.getCarried().value_or(ArrayRef<int64_t>());
  if (pairs.size() % 2)
    return op.emitOpError("needs pairs of an input and an output as 'carried'");
  for (auto [index, number] : llvm::enumerate(pairs)) {
    size_t count = index % 2 ? op.getOutputs().size() : op.getInputs().size();
    if (number < 0 || size_t(number) >= count)
      return op.emitOpError() << "has " << count << " buffers, 'carried' names "
                              << "number " << number;
  }
  return success();
}

LogicalResult KernelOp::verify() {
  Block &block = getBody().front();
  if (block.getNumArguments() != getInputs().size())
    return emitOpError("needs one block argument for each input buffer");
  if (!block.mightHaveTerminator() ||
      block.getTerminator()->getNumOperands() != getOutputs().size())
    return emitOpError("needs to yield one value for each output buffer");
  if (failed(verifyCarried(*this)))
    return failure();
  if (!getHead() && llvm::any_of(block.getArgumentTypes(), isQueue))
    return emitOpError("needs the head of the queue that it reads");
  return verifyKind(*this, getKind(), block);
}
