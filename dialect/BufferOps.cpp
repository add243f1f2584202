// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Verifiers of the operations on buffers: tensors lie in them as Storage says.

#include "dialect/KernelBody.h"
#include "dialect/KernelPlan.h"
#include "dialect/Reduce.h"
#include "dialect/Storage.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace mlir::snn;

/// Checks that `buffer`, [sample, block, position, pitch], has blocks for
/// `tensor`.
static LogicalResult verifyBuffer(Operation *op, Type buffer, Type tensor) {
  auto type = dyn_cast<RankedTensorType>(tensor);
  if (!type || !type.hasStaticShape() ||
      !(type.getElementType().isF32() || type.getElementType().isInteger(1)))
    return op->emitOpError(
               "needs a tensor of known sizes, of f32 or i1; found ")
           << tensor;
  Storage storage = Storage::of(type);
  MemRefType block = storage.getBlockType(op->getContext());
  auto found = cast<MemRefType>(buffer);
  int64_t blocks = found.getDimSize(1);
  if (found.getElementType() == block.getElementType() &&
      found.getShape().take_back(2) == block.getShape() &&
      (isQueue(type) ? blocks == storage.slots : blocks >= 1))
    return success();
  return op->emitOpError("needs a buffer of blocks [")
         << block.getShape() << "] of " << block.getElementType() << " for a "
         << tensor << ", found " << found;
}

/// Checks that an array of the application, [sample, step, unit], has steps of
/// `tensor`.
static LogicalResult verifySequence(Operation *op, Type sequence, Type tensor,
                                    Element element = Element::F32) {
  int64_t units =
      countUnits(element, cast<RankedTensorType>(tensor).getNumElements());
  auto type = cast<MemRefType>(sequence);
  if (type.getDimSize(2) == units &&
      type.getElementType() == typeOfUnit(op->getContext(), element))
    return success();
  return op->emitOpError("needs an array of ")
         << units << " elements a step for a " << tensor << " as "
         << stringifyElement(element) << ", found " << type;
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
  Block &block = op.getBody().front();
  for (size_t index = 0; index < pairs.size(); index += 2) {
    Type before = block.getArgument(pairs[index]).getType(),
         after = block.getTerminator()->getOperand(pairs[index + 1]).getType();
    if (before != after)
      return op.emitOpError("carries a ") << before << " as a " << after;
  }
  return success();
}

LogicalResult KernelOp::verify() {
  Block &block = getBody().front();
  if (block.getNumArguments() != getInputs().size())
    return emitOpError("needs one block argument for each input buffer");
  if (!block.mightHaveTerminator() ||
      block.getTerminator()->getNumOperands() !=
          getOutputs().size() + (getSequence() ? 1 : 0))
    return emitOpError("needs to yield one value for each output buffer");
  if (getSequence() && (!getOutputs().empty() || !isSumOfConvs(block)))
    return emitOpError("gives to the application what is not one sum of "
                       "convolutions");
  if (!getSequence() && getOutputs().empty())
    return emitOpError("needs an output buffer");
  if (!getHead() && llvm::any_of(block.getArgumentTypes(), isQueue))
    return emitOpError("needs the head of the queue that it reads");
  return verifyCarried(*this);
}

LogicalResult KernelOp::verifyRegions() {
  Block &block = getBody().front();
  if (failed(verifyKernelBody(*this, getKind(), block)))
    return failure();
  for (auto [buffer, tensor] :
       llvm::zip(getInputs().getTypes(), block.getArgumentTypes()))
    if (failed(verifyBuffer(*this, buffer, tensor)))
      return failure();
  auto yielded = block.getTerminator()->getOperandTypes();
  if (getSequence())
    return verifySequence(*this, getSequence().getType(), yielded.front());
  for (auto [buffer, tensor] : llvm::zip(getOutputs().getTypes(), yielded))
    if (failed(verifyBuffer(*this, buffer, tensor)))
      return failure();
  return success();
}

LogicalResult ReadOp::verify() {
  if (failed(verifyBuffer(*this, getBuffer().getType(), getType())))
    return failure();
  return verifySequence(*this, getSequence().getType(), getType(),
                        getElement());
}

LogicalResult WriteOp::verify() {
  if (isSum(getReduce()) != bool(getSums()))
    return emitOpError() << (getSums() ? "has a place for sums and is none"
                                       : "needs a place for its sums");
  if (failed(verifyBuffer(*this, getBuffer().getType(), getType())) ||
      failed(verifySequence(*this, getSequence().getType(), getType(),
                            getElement())))
    return failure();
  if (!getSums())
    return success();
  Type sums = getSums().getType();
  if (cast<MemRefType>(sums).getDimSize(1) != 2)
    return emitOpError("needs two blocks for its sums, found ") << sums;
  return verifyBuffer(*this, sums,
                      typeOfSum(cast<RankedTensorType>(getType())));
}

LogicalResult DrawOp::verify() {
  if (cast<MemRefType>(getKey().getType()).getDimSize(0) != 2)
    return emitOpError("needs a key of two numbers, found ")
           << getKey().getType();
  if (failed(verifyBuffer(*this, getBuffer().getType(), getType())))
    return failure();
  if (!cast<RankedTensorType>(getType()).getElementType().isF32())
    return emitOpError("draws f32, found ") << getType();
  return success();
}
