// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The passes of a kernel over its layer: what each computes and stores.

#include "dialect/KernelPlan.h"
#include "dialect/SNNDialect.h"
#include "dialect/StepKinds.h"

#include "mlir/IR/Matchers.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace mlir::snn;

KernelPlan::KernelPlan(Block &body) {
  splitPasses(body);
  planStores(body.getTerminator());
}

void KernelPlan::splitPasses(Block &body) {
  passes.emplace_back();
  for (Operation &op : body.without_terminator()) {
    bool isAfterOthers =
        passes.size() == 1 || !llvm::all_of(passes.back().ops, startsPass);
    if (startsPass(&op) && isAfterOthers)
      passes.emplace_back();
    passOf[&op] = passes.size() - 1;
    passes.back().ops.push_back(&op);
  }
}

/// A value leaves with the pass that computes it; an input that is yielded,
/// with the first.
void KernelPlan::planStores(Operation *yield) {
  for (auto [number, value] : llvm::enumerate(yield->getOperands())) {
    passThatStores.push_back(passOf.lookup(value.getDefiningOp()));
    passes[passThatStores.back()].outputs.push_back(number);
  }
  for (auto [number, pass] : llvm::enumerate(passes))
    for (Operation *op : pass.ops)
      for (Value result : op->getResults())
        if (!startsPass(op) && isReadAfter(result, number) &&
            !llvm::is_contained(yield->getOperands(), result))
          pass.kept.push_back(result);
}

/// True if a pass later than that number reads `value` from memory. A constant
/// is written wherever it is read.
bool KernelPlan::isReadAfter(Value value, unsigned pass) const {
  return !matchPattern(value, m_Constant()) &&
         llvm::any_of(value.getUses(), [&](OpOperand &use) {
           return passThatReads(use) > pass;
         });
}

/// What is yielded leaves with the pass that computes it.
unsigned KernelPlan::passThatReads(OpOperand &use) const {
  if (use.getOwner()->hasTrait<OpTrait::IsTerminator>())
    return passThatStores[use.getOperandNumber()];
  return passOf.at(use.getOwner());
}

bool KernelPlan::mayOverwrite(BlockArgument input, unsigned output) const {
  unsigned stored = passThatStores[output];
  return llvm::all_of(input.getUses(), [&](OpOperand &use) {
    unsigned read = passThatReads(use);
    return read < stored ||
           (read == stored && accessOf(use) != Access::Throughout);
  });
}

bool mlir::snn::isSumOfConvs(Block &body) {
  auto ops = body.without_terminator();
  return body.getTerminator()->getNumOperands() == 1 && !ops.empty() &&
         body.getTerminator()->getOperand(0).getDefiningOp() ==
             &*std::prev(ops.end()) &&
         llvm::all_of(ops, llvm::IsaPred<ConvolveOp>);
}

bool mlir::snn::isGivenOut(Operation *groupOrKernel) {
  if (auto kernel = dyn_cast<KernelOp>(groupOrKernel))
    return bool(kernel.getSequence());
  auto group = dyn_cast<GroupOp>(groupOrKernel);
  auto scan = group ? dyn_cast<ScanOp>(group->getParentOp()) : ScanOp();
  if (!scan || group.getStepwise() || !isSumOfConvs(group.getBody().front()) ||
      !group->getResult(0).hasOneUse())
    return false;
  OpOperand &use = *group->getResult(0).use_begin();
  if (!use.getOwner()->hasTrait<OpTrait::IsTerminator>() ||
      use.getOperandNumber() >= scan.getReduce().size())
    return false;
  auto reduce = cast<ReduceAttr>(scan.getReduce()[use.getOperandNumber()]);
  return reduce.getValue() == Reduce::None;
}
