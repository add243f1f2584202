// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a kernel may not read any more once it has written over it. Written
// apart from dialect/KernelPlan, so that each can show a fault of the other.

#include "compiler/Reference/Hazards.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace snnc {

/// Needs a number of all of its source before it gives an element.
static bool startsPass(Operation &op) { return isa<snn::ReduceOp>(op); }

/// The pass in which an operation runs; a terminator's operand in that of its
/// maker.
static unsigned passOf(Operation *op) {
  unsigned pass = 0;
  for (Operation &each : *op->getBlock()) {
    // Numbers that are asked for one after the other are made together.
    Operation *before = each.getPrevNode();
    pass += startsPass(each) && !(before && startsPass(*before));
    if (&each == op)
      break;
  }
  return pass;
}

static unsigned passOf(Value value) {
  return value.getDefiningOp() ? passOf(value.getDefiningOp()) : 0;
}

/// Reads a place of its operand when it writes the same place, or all of it
/// before it writes any.
static bool isDoneInTime(OpOperand &use) {
  Operation *op = use.getOwner();
  if (isa<snn::PointwiseOpInterface>(op) || startsPass(*op))
    return true;
  // A matrix lists the spikes first.
  auto linear = dyn_cast<snn::MatvecOp>(op);
  return linear && use.get() != linear.getInit() &&
         getElementTypeOrSelf(use.get()).isInteger(1);
}

bool mayShareMemory(snn::KernelOp kernel, BlockArgument input,
                    unsigned output) {
  Operation *yield = kernel.getBody().front().getTerminator();
  unsigned stored = passOf(yield->getOperand(output));
  for (OpOperand &use : input.getUses()) {
    if (use.getOwner() == yield)
      continue; // stored with the first pass
    unsigned read = passOf(use.getOwner());
    if (read > stored || (read == stored && !isDoneInTime(use)))
      return false;
  }
  return true;
}

} // namespace snnc
