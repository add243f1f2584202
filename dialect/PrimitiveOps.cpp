// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// What passes and the plan of a kernel know of each primitive.

#include "dialect/Storage.h"
#include "dialect/WorkspacePlan.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace mlir::snn;

//===----------------------------------------------------------------------===//
// Sums over inputs
//===----------------------------------------------------------------------===//

/// A matrix lists what is not zero in its source before anything else. That is
/// all that there is to know of spikes, but the value of what is no spike is
/// read again for every panel.
Access MatvecOp::getAccess(OpOperand &use) {
  bool isSpikes =
      use == getSourceMutable() && getElementTypeOrSelf(use.get()).isInteger(1);
  return isSpikes ? Access::Beforehand : Access::Throughout;
}
Access ConvolveOp::getAccess(OpOperand &) { return Access::Throughout; }

KernelKind MatvecOp::getKernelKind() { return KernelKind::Linear; }
KernelKind ConvolveOp::getKernelKind() {
  return getGroups() == 1 ? KernelKind::Conv : KernelKind::GroupedConv;
}

/// Grouped convolutions have channels that are not in every sum.
bool MatvecOp::isOneSum() { return true; }
bool ConvolveOp::isOneSum() { return getGroups() == 1; }
void MatvecOp::planWorkspace(WorkspacePlan &plan, int64_t steps) {
  plan.addMatvec(*this, steps);
}
void ConvolveOp::planWorkspace(WorkspacePlan &plan, int64_t) {
  plan.addConvolve(*this);
}

//===----------------------------------------------------------------------===//
// Windows, numbers over a layer, copies
//===----------------------------------------------------------------------===//

KernelKind WindowReduceOp::getKernelKind() { return KernelKind::Pool; }

Access ReduceOp::getAccess(OpOperand &) { return Access::Beforehand; }
bool ReduceOp::canFollow() { return true; }
bool ReduceOp::startsPass() { return true; }
void ReduceOp::planWorkspace(WorkspacePlan &plan, int64_t) {
  if (getGroups() > 1)
    plan.addNumbers(*this);
}

KernelKind CopyOp::getKernelKind() { return KernelKind::Copy; }
bool CopyOp::givesPanels() { return false; }

KernelKind RandomOp::getKernelKind() { return KernelKind::Draw; }
bool RandomOp::givesPanels() { return false; }

//===----------------------------------------------------------------------===//
// Equations
//===----------------------------------------------------------------------===//

Access NeuronOp::getAccess(OpOperand &) { return Access::AtPlace; }
Access MapOp::getAccess(OpOperand &) { return Access::AtPlace; }
bool MapOp::isChannelwise() { return getChannelwise(); }
bool NeuronOp::canFollow() { return true; }
bool MapOp::canFollow() { return true; }

//===----------------------------------------------------------------------===//
// Delay queues
//===----------------------------------------------------------------------===//

/// A queue takes a value in where it lies.
Access QueuePushOp::getAccess(OpOperand &) { return Access::AtPlace; }

KernelKind QueueReadOp::getKernelKind() { return KernelKind::Queue; }
KernelKind QueuePushOp::getKernelKind() { return KernelKind::Queue; }
KernelKind QueueFillOp::getKernelKind() { return KernelKind::Queue; }
bool QueueReadOp::givesPanels() { return false; }
bool QueuePushOp::givesPanels() { return false; }
bool QueueFillOp::givesPanels() { return false; }

int64_t QueueReadOp::getShortest() {
  int64_t shortest = getQueue().getType().getDimSize(0);
  if (std::optional<DenseIntElementsAttr> each = getEach())
    for (int32_t steps : each->getValues<int32_t>())
      if (steps > 0)
        shortest = std::min<int64_t>(shortest, steps);
  return shortest;
}
