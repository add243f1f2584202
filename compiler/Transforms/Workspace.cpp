// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The memory that a group's kernel needs for itself while it runs.

#include "compiler/Transforms/Workspace.h"

#include "dialect/KernelPlan.h"
#include "dialect/ProductPlan.h"
#include "dialect/Storage.h"

using namespace mlir;

namespace snnc {

static int64_t aligned(int64_t bytes) {
  return llvm::alignTo(bytes, snn::kArrayAlignment);
}

static int64_t bytesOf(Value value) {
  auto type = cast<RankedTensorType>(value.getType());
  return aligned(snn::Storage::of(type).getBytes());
}

/// A list of the inputs that are not zero at every step, one step's after the
/// other's, and where each begins; the number of dense groups of steps.
static int64_t eventBytes(snn::LinearOp linear, int64_t tile) {
  int64_t inputs =
      cast<RankedTensorType>(linear.getSources()[0].getType()).getNumElements();
  return aligned(tile * inputs * (inputs <= 65536 ? 2 : 4)) +
         aligned((tile + 2) * 4);
}

/// Sums of a panel over the steps, and spikes as floats.
static int64_t productBytes(int64_t tile) {
  if (tile < kDenseRows)
    return 0;
  return aligned(tile * kMostLanes * 4) +
         aligned(kDenseRows * kDenseInputs * 4);
}

/// The sums of a convolution, unless it goes on with those of another, and what
/// its products copy.
static int64_t convBytes(snn::ConvOp conv) {
  bool isFirst = !conv.getInit() || isa<BlockArgument>(conv.getInit());
  int64_t bytes = isFirst ? bytesOf(conv.getResult()) : 0;
  if (!conv.getCrossover())
    return bytes;
  snn::ProductPlan plan = snn::ProductPlan::of(conv);
  if (plan.copy)
    bytes += aligned(plan.copy->getBytes());
  if (plan.planes)
    bytes += aligned(4 * plan.planes->floats) +
             aligned(4 * plan.planes->blockFloats);
  return bytes;
}

/// A number for each channel.
static int64_t channelBytes(snn::GroupNormOp norm) {
  snn::Storage storage;
  storage.channels = cast<RankedTensorType>(norm.getType()).getDimSize(0);
  return aligned(storage.getBytes());
}

int64_t workspaceBytes(snn::GroupOp group, int64_t tile) {
  int64_t bytes = 0;
  Block &body = group.getBody().front();
  if (llvm::any_of(body.getOps<snn::LinearOp>(), [](snn::LinearOp linear) {
        return linear.getCrossover().has_value();
      }))
    bytes += productBytes(tile);
  for (Operation &op : body.without_terminator()) {
    if (auto norm = dyn_cast<snn::GroupNormOp>(op))
      bytes += 2 * channelBytes(norm);
    if (auto linear = dyn_cast<snn::LinearOp>(op))
      bytes += eventBytes(linear, tile);
    else if (auto conv = dyn_cast<snn::ConvOp>(op))
      bytes += convBytes(conv);
  }
  for (const snn::KernelPlan::Pass &pass : snn::KernelPlan(body).getPasses())
    for (Value kept : pass.kept)
      bytes += bytesOf(kept);
  return bytes;
}

} // namespace snnc
