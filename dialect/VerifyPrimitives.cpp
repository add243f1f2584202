// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Verifiers of what a step computes.

#include "dialect/SNNDialect.h"
#include "dialect/ScalarOps.h"
#include "dialect/ShapeRules.h"
#include "dialect/VerifyLayer.h"
#include "dialect/Window.h"

#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace mlir::snn;

/// Fails unless all operands and results have known sizes.
static LogicalResult verifyKnown(Operation *op) {
  for (TypeRange types :
       {TypeRange(op->getOperandTypes()), TypeRange(op->getResultTypes())})
    for (Type type : types)
      if (auto ranked = dyn_cast<RankedTensorType>(type);
          !ranked || !ranked.hasStaticShape())
        return op->emitOpError("needs tensors of known sizes, found ") << type;
  return success();
}

static RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

//===----------------------------------------------------------------------===//
// Sums over inputs
//===----------------------------------------------------------------------===//

/// The sum has the type that its input and its weight make, `init` too.
static LogicalResult verifySumType(WeightedSumOpInterface op,
                                   FailureOr<RankedTensorType> type) {
  if (failed(type))
    return failure();
  if (op->getResult(0).getType() != *type)
    return op->emitOpError() << "gives a " << op->getResult(0).getType()
                             << ", its input makes that a " << *type;
  if (op.getInit() && op.getInit().getType() != *type)
    return op->emitOpError()
           << "goes on with a sum of type " << op.getInit().getType()
           << " and gives a " << *type;
  return success();
}

LogicalResult MatvecOp::verify() {
  return failed(verifyKnown(*this)) ? failure() : verifyWeightedSum(*this);
}

LogicalResult MatvecOp::verifySymbolUses(SymbolTableCollection &) {
  auto emitError = [&] { return emitOpError(); };
  ParamOp weight = ParamOp::lookup(*this, getWeightAttr());
  auto type = weight ? cast<RankedTensorType>(weight.getType()) : nullptr;
  if (!type || type.getRank() != 2)
    return emitOpError("needs a parameter ")
           << getWeightAttr() << " [out, in] for its weight";
  RankedTensorType source = typeOf(getSource());
  int64_t offset = getOffset(), inputs = type.getDimSize(1);
  if (source.getRank() != 1 || offset < 0 ||
      source.getDimSize(0) > inputs - offset)
    return emitOpError() << "takes a vector of at most " << inputs - offset
                         << " values, found " << source;
  if (getBiasAttr() &&
      failed(checkParam(*this, getBiasAttr(), {type.getDimSize(0)}, emitError)))
    return failure();
  return verifySumType(*this, floatTensor(getContext(), {type.getDimSize(0)}));
}

LogicalResult ConvolveOp::verify() {
  return failed(verifyKnown(*this)) || failed(verifyWeightedSum(*this))
             ? failure()
             : verifyConvolution(*this);
}

LogicalResult ConvolveOp::verifySymbolUses(SymbolTableCollection &) {
  auto emitError = [&] { return emitOpError(); };
  return verifySumType(*this,
                       inferConvolution(*this, typeOf(getSource()), emitError));
}

//===----------------------------------------------------------------------===//
// Windows
//===----------------------------------------------------------------------===//

/// Longer windows divide their input. A window without input is minus infinity,
/// which no spike can say.
static LogicalResult verifyWindows(WindowReduceOp op) {
  Window window = Window::of(op);
  bool isSpikes = typeOf(op.getResult()).getElementType().isInteger(1);
  for (size_t axis = 0; axis < window.kernel.size(); ++axis) {
    if (window.longer[axis] > window.output[axis] ||
        (window.longer[axis] > 0 && !window.isInside(axis)))
      return op.emitOpError() << "has longer windows along axis " << axis + 1
                              << " than its input holds";
    int64_t last = (window.output[axis] - 1) * window.stride[axis];
    if (isSpikes && (window.kernel[axis] <= window.before[axis] ||
                     last >= window.before[axis] + window.input[axis]))
      return op.emitOpError() << "gives spikes, of windows along axis "
                              << axis + 1 << " that hold no input";
  }
  return success();
}

LogicalResult WindowReduceOp::verify() {
  if (failed(verifyKnown(*this)))
    return failure();
  RankedTensorType source = typeOf(getSource()), result = typeOf(getResult());
  size_t axes = getKernel().size();
  if (failed(checkAxes(*this, "kernel", getKernel(), axes, 1)) ||
      failed(checkAxes(*this, "stride", getStride(), axes, 1)) ||
      failed(checkAxes(*this, "before", getBefore(), axes, 0)) ||
      (getLonger() &&
       failed(checkAxes(*this, "longer", *getLonger(), axes, 0))))
    return failure();
  if (source.getRank() != int64_t(axes) + 1 ||
      result.getRank() != source.getRank() ||
      result.getDimSize(0) != source.getDimSize(0))
    return emitOpError() << "joins windows on " << axes
                         << " axes of every channel, found " << source
                         << " and " << result;
  if (result.getElementType().isInteger(1) &&
      (getJoin() != WindowJoin::Max || !source.getElementType().isInteger(1)))
    return emitOpError("gives spikes, which only a maximum of spikes is");
  return verifyWindows(*this);
}

//===----------------------------------------------------------------------===//
// Numbers over a layer
//===----------------------------------------------------------------------===//

/// Checks a region that gives one number.
static LogicalResult verifyNumber(ReduceOp op, Block &block,
                                  TypeRange arguments, StringRef what) {
  if (block.getArgumentTypes() != arguments)
    return op.emitOpError("needs ") << what;
  if (!block.mightHaveTerminator() ||
      block.getTerminator()->getNumOperands() != 1 ||
      !block.getTerminator()->getOperand(0).getType().isF32())
    return op.emitOpError("needs regions that yield one number");
  return success();
}

LogicalResult ReduceOp::verify() {
  if (failed(verifyKnown(*this)))
    return failure();
  RankedTensorType source = typeOf(getSource());
  for (Value value :
       llvm::concat<Value>(llvm::to_vector_of<Value>(getNumbers()),
                           SmallVector<Value>{getResult()}))
    if (typeOf(value).getShape() != source.getShape())
      return emitOpError("needs tensors of one shape");
  int64_t groups = getGroups();
  if (groups < 1 || (groups > 1 && (source.getRank() == 0 ||
                                    source.getDimSize(0) % groups != 0)))
    return emitOpError() << "has " << groups
                         << " groups, which do not divide the channels of a "
                         << source;
  SmallVector<Type> arguments(2 + getNumbers().size(),
                              Float32Type::get(getContext()));
  arguments[1] = source.getElementType();
  if (failed(verifyNumber(*this, getElement().front(), arguments,
                          "arguments for what is joined, the element and "
                          "each number in its first region")))
    return failure();
  return verifyNumber(*this, getFinish().front(), arguments[0],
                      "one argument, of f32, in its second region");
}

LogicalResult ReduceOp::verifyRegions() {
  for (Region *region : {&getElement(), &getFinish()})
    if (failed(verifyEquations(*this, region->front())))
      return failure();
  for (Value number : getNumbers()) {
    auto other = number.getDefiningOp<ReduceOp>();
    if (other && other.getGroups() != getGroups() && other.getGroups() != 1)
      return emitOpError("reads the numbers of other groups than its own");
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Copies
//===----------------------------------------------------------------------===//

static LogicalResult verifyConcat(CopyOp op) {
  RankedTensorType result = typeOf(op.getResult());
  int64_t size = 0;
  bool allSpikes = true;
  for (Value source : op.getSources()) {
    RankedTensorType type = typeOf(source);
    if (type.getRank() == 0 || type.getRank() != result.getRank() ||
        type.getShape().drop_front() != result.getShape().drop_front())
      return op.emitOpError() << "joins tensors along axis 0 to a " << result
                              << ", found " << type;
    allSpikes &= type.getElementType().isInteger(1);
    size += type.getDimSize(0);
  }
  if (size != result.getDimSize(0) ||
      allSpikes != result.getElementType().isInteger(1))
    return op.emitOpError()
           << "joins " << size << (allSpikes ? " spikes" : " values")
           << " along axis 0, found a " << result;
  return success();
}

static LogicalResult verifyReshape(CopyOp op) {
  RankedTensorType source = typeOf(op.getSources()[0]);
  int64_t columns = op.getColumns().value_or(1);
  if (source.getNumElements() == typeOf(op.getResult()).getNumElements() &&
      columns >= 1 && source.getNumElements() % columns == 0)
    return success();
  return op.emitOpError() << "gives the elements of a " << source
                          << " another shape, found " << op.getType();
}

static LogicalResult verifyPad(CopyOp op) {
  RankedTensorType source = typeOf(op.getSources()[0]);
  if (!op.getPadding() || !op.getMode())
    return op.emitOpError("needs 'padding' and 'mode'");
  ArrayRef<int64_t> padding = *op.getPadding();
  if (source.getRank() < 2 ||
      failed(checkAxes(op, "padding", padding, 2 * (source.getRank() - 1), 0)))
    return op.emitOpError("pads the axes of space of [channel, space...]");
  SmallVector<int64_t> shape(source.getShape());
  for (auto [side, amount] : llvm::enumerate(padding))
    shape[1 + side / 2] += amount;
  if (shape == typeOf(op.getResult()).getShape())
    return success();
  return op.emitOpError() << "makes that a tensor of shape [" << shape
                          << "], found " << op.getType();
}

LogicalResult CopyOp::verify() {
  if (failed(verifyKnown(*this)))
    return failure();
  if (getKind() == CopyKind::Concat)
    return getSources().empty() ? emitOpError("needs a source")
                                : verifyConcat(*this);
  if (getSources().size() != 1)
    return emitOpError() << "has one source, found " << getSources().size();
  if (typeOf(getSources()[0]).getElementType() !=
      typeOf(getResult()).getElementType())
    return emitOpError("gives elements of the type that it reads");
  return getKind() == CopyKind::Pad ? verifyPad(*this) : verifyReshape(*this);
}

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
