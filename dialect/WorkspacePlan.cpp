// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The memory that a kernel needs for itself while it runs, part by part.

#include "dialect/WorkspacePlan.h"
#include "dialect/KernelPlan.h"
#include "dialect/ProductPlan.h"
#include "dialect/Storage.h"

#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace mlir::snn;

static RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

void WorkspacePlan::add(const void *owner, Use use, MemRefType type) {
  parts[{owner, use}] = {type, bytes};
  int64_t size = type.getNumElements() * type.getElementTypeBitWidth() / 8;
  bytes += llvm::alignTo(size, kArrayAlignment);
}

void WorkspacePlan::add(const void *owner, Use use, ArrayRef<int64_t> shape,
                        Type element) {
  add(owner, use, MemRefType::get(shape, element));
}

void WorkspacePlan::addBlock(const void *owner, Use use, Value value) {
  add(owner, use, Storage::of(typeOf(value)).getBlockType(value.getContext()));
}

void WorkspacePlan::addMatvec(MatvecOp matvec, int64_t steps) {
  Builder builder(matvec.getContext());
  int64_t inputs = typeOf(matvec.getSource()).getNumElements();
  // Short indices leave more of the nearest cache to the weights.
  Type index = builder.getIntegerType(inputs <= 65536 ? 16 : 32);
  add(matvec, Use::EventIndices, {steps * inputs}, index);
  add(matvec, Use::EventStarts, {steps + 2}, builder.getI32Type());
  bool begins = !matvec.getInit() || isa<BlockArgument>(matvec.getInit());
  bool hasProducts =
      llvm::any_of(matvec->getBlock()->getOps<MatvecOp>(),
                   [](MatvecOp part) { return bool(part.getCrossover()); });
  if (begins && hasProducts && steps >= kDenseRows)
    addProducts(matvec, steps);
}

/// Sums of a panel over the steps, and spikes as floats.
void WorkspacePlan::addProducts(MatvecOp first, int64_t steps) {
  Type number = Float32Type::get(first.getContext());
  add(first, Use::ProductSums, {steps, kMostLanes}, number);
  add(first, Use::ProductInputs, {kDenseRows, kDenseInputs}, number);
}

/// A convolution that goes on with another's sums has none of its own.
void WorkspacePlan::addConvolve(ConvolveOp conv) {
  if (!conv.getInit() || isa<BlockArgument>(conv.getInit()))
    addBlock(conv, Use::ConvSums, conv.getResult());
  if (!conv.getCrossover())
    return;
  Type number = Float32Type::get(conv.getContext());
  ProductPlan plan = ProductPlan::of(conv);
  if (plan.copy)
    add(conv, Use::ConvCopy, plan.copy->getBlockType(conv.getContext()));
  if (plan.planes) {
    add(conv, Use::ConvPlanes, {plan.planes->floats}, number);
    add(conv, Use::ConvBlock, {plan.planes->blockFloats}, number);
  }
}

void WorkspacePlan::addNumbers(ReduceOp reduce) {
  Storage perChannel;
  perChannel.channels = typeOf(reduce.getResult()).getDimSize(0);
  add(reduce, Use::GroupNumbers, perChannel.getBlockType(reduce.getContext()));
}

WorkspacePlan::WorkspacePlan(Block &body, int64_t steps) {
  for (auto op : body.getOps<StepOpInterface>())
    op.planWorkspace(*this, steps);
  KernelPlan plan(body);
  for (const KernelPlan::Pass &pass : plan.getPasses())
    for (Value kept : pass.kept)
      addBlock(kept.getAsOpaquePointer(), Use::Kept, kept);
}

int64_t mlir::snn::mostSteps(GroupOp group, int64_t tile) {
  return group.getStepwise() ? 1 : tile;
}

/// Buffers have a block for every step of the tile; groups that take turns
/// compute one of them.
int64_t mlir::snn::mostSteps(KernelOp kernel) {
  int64_t most = 1;
  for (ValueRange memories : {kernel.getInputs(), kernel.getOutputs()})
    for (Value memory : memories)
      most = std::max(most, cast<MemRefType>(memory.getType()).getDimSize(1));
  APInt steps;
  if (matchPattern(kernel.getSteps(), m_ConstantInt(&steps)))
    most = std::min(most, steps.getSExtValue());
  return most;
}
