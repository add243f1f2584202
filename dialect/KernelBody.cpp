// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// What the regions of groups and kernels may hold: what the lowering of their
// kind knows, and nothing that it would leave out.

#include "dialect/KernelBody.h"
#include "dialect/StepKinds.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace mlir::snn;

namespace {

/// Verifies one region.
class BodyVerifier {
public:
  BodyVerifier(Operation *op, KernelKind kind, Block &block)
      : op(op), kind(kind), block(block) {}

  LogicalResult run();

private:
  InFlightDiagnostic wrong(Operation &inner) {
    return inner.emitOpError("stands in a kernel of the kind '")
           << stringifyKernelKind(kind) << "', which ";
  }
  bool isOnlyOne(Operation &inner);
  bool isProducer(Operation &inner);
  LogicalResult verifyCopy();
  LogicalResult verifyInput();
  LogicalResult verifyPanels();
  LogicalResult verifyProducer(Operation &inner, Operation *before);
  LogicalResult verifyFollower(Operation &inner);
  LogicalResult verifyConstant(Operation &inner);
  LogicalResult verifyShapes(Operation &inner, ValueRange values);

  Operation *op;
  KernelKind kind;
  Block &block;
};

ArrayRef<int64_t> shapeOf(Value value) {
  return cast<ShapedType>(value.getType()).getShape();
}

/// True for the operation of a kernel that stands alone.
bool BodyVerifier::isOnlyOne(Operation &inner) {
  auto step = dyn_cast<StepOpInterface>(inner);
  return step && !step.givesPanels() && step.getKernelKind() == kind;
}

LogicalResult BodyVerifier::verifyCopy() {
  Operation &first = block.front(), *yield = block.getTerminator();
  if (!isOnlyOne(first) || first.getNextNode() != yield ||
      !llvm::all_of(yield->getOperands(), [&](Value value) {
        return value.getDefiningOp() == &first;
      }))
    return op->emitOpError()
           << "of the kind '" << stringifyKernelKind(kind)
           << "' needs one operation of that kind, and no other";
  return success();
}

LogicalResult BodyVerifier::verifyInput() {
  Operation *yield = block.getTerminator();
  if (block.getNumArguments() == 1 && &block.front() == yield &&
      yield->getNumOperands() == 1)
    return success();
  return op->emitOpError(
      "of the kind 'input' needs one input, which it yields as it is");
}

/// True for what reads its whole input, in a kernel of its kind.
bool BodyVerifier::isProducer(Operation &inner) {
  auto step = dyn_cast<StepOpInterface>(inner);
  return step && step.givesPanels() && !step.canFollow() &&
         step.getKernelKind() == kind;
}

/// Several linear operations, or convolutions, are one sum: each goes on where
/// the one before has stopped.
LogicalResult BodyVerifier::verifyProducer(Operation &inner,
                                           Operation *before) {
  Value init = getContinuedSum(&inner);
  for (Value operand : inner.getOperands())
    if (operand != init && !isa<BlockArgument>(operand))
      return wrong(inner) << "reads its inputs before anything else";
  if (!before && init && !isa<BlockArgument>(init))
    return wrong(inner) << "begins its sum before anything else";
  if (before && (!init || init.getDefiningOp() != before ||
                 !before->hasOneUse() || kind == KernelKind::GroupedConv))
    return wrong(inner) << "has one sum";
  return verifyShapes(inner, inner.getResults());
}

LogicalResult BodyVerifier::verifyFollower(Operation &inner) {
  auto step = dyn_cast<StepOpInterface>(inner);
  if (!step || !step.canFollow())
    return wrong(inner) << "has no such operation in this place";
  if (failed(verifyShapes(inner, inner.getOperands())))
    return failure();
  return verifyShapes(inner, inner.getResults());
}

LogicalResult BodyVerifier::verifyConstant(Operation &inner) {
  if (!isSplat(&inner))
    return wrong(inner) << "holds constants of one value alone";
  return verifyShapes(inner, inner.getResults());
}

/// A kernel visits the panels of one shape.
LogicalResult BodyVerifier::verifyShapes(Operation &inner, ValueRange values) {
  ArrayRef<int64_t> expected = shapeOf(block.getTerminator()->getOperand(0));
  for (Value value : values)
    if (shapeOf(value) != expected)
      return wrong(inner) << "computes tensors of shape [" << expected
                          << "]; found " << value.getType();
  return success();
}

LogicalResult BodyVerifier::verifyPanels() {
  if (llvm::any_of(block.getArgumentTypes(), isQueue))
    return op->emitOpError(
        "reads a queue, which only a group of the kind 'queue' can");
  Operation *last = nullptr;
  bool hasFollowers = false;
  for (Operation &inner : block.without_terminator()) {
    if (isa<arith::ConstantOp>(inner)) {
      if (failed(verifyConstant(inner)))
        return failure();
    } else if (isProducer(inner) && !hasFollowers &&
               !(last && kind == KernelKind::Pool)) {
      if (failed(verifyProducer(inner, last)))
        return failure();
      last = &inner;
    } else {
      hasFollowers = true;
      if (failed(verifyFollower(inner)))
        return failure();
    }
  }
  if (!last && kind != KernelKind::Map)
    return op->emitOpError() << "of the kind '" << stringifyKernelKind(kind)
                             << "' begins with no operation of that kind";
  return verifyShapes(*block.getTerminator(),
                      block.getTerminator()->getOperands());
}

LogicalResult BodyVerifier::run() {
  if (block.getTerminator()->getNumOperands() == 0)
    return op->emitOpError("needs a result");
  for (Operation &inner : block)
    for (TypeRange types : {TypeRange(inner.getOperandTypes()),
                            TypeRange(inner.getResultTypes())})
      for (Type type : types)
        if (auto ranked = dyn_cast<RankedTensorType>(type);
            !ranked || !ranked.hasStaticShape())
          return inner.emitOpError("needs tensors of known sizes, found ")
                 << type;
  switch (kind) {
  case KernelKind::Copy:
  case KernelKind::Queue:
  case KernelKind::Draw:
    return verifyCopy();
  case KernelKind::Input:
    return verifyInput();
  default:
    return verifyPanels();
  }
}

} // namespace

LogicalResult mlir::snn::verifyKernelBody(Operation *op, KernelKind kind,
                                          Block &block) {
  return BodyVerifier(op, kind, block).run();
}
