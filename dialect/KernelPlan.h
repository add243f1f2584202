// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The passes of a kernel over its layer: what each computes and stores.

#ifndef SNN_KERNEL_PLAN_H
#define SNN_KERNEL_PLAN_H

#include "mlir/IR/Block.h"
#include "mlir/IR/Operation.h"

namespace mlir::snn {

/// How the region of a group or a kernel runs: the one place that decides it,
/// for whoever gives values their memory and whoever writes the code.
///
/// A reduction reads all of its source before anything can be computed with its
/// number. So it ends one pass over the layer's panels and begins the next,
/// with the reductions that follow it at once. Its number needs no memory. Each
/// pass loads what it needs of a panel before it stores anything of it.
class KernelPlan {
public:
  explicit KernelPlan(Block &body);

  struct Pass {
    llvm::SmallVector<Operation *> ops;
    /// Numbers of the yielded values that leave with this pass.
    llvm::SmallVector<unsigned> outputs;
    /// Values that a later pass reads and no output holds.
    llvm::SmallVector<Value> kept;
  };
  llvm::ArrayRef<Pass> getPasses() const { return passes; }

  /// True if the kernel reads nothing of `input` after it has stored the output
  /// of that number at the same place: both may lie in the same memory.
  bool mayOverwrite(BlockArgument input, unsigned output) const;

private:
  void splitPasses(Block &body);
  void planStores(Operation *yield);
  unsigned passThatReads(OpOperand &use) const;
  bool isReadAfter(Value value, unsigned pass) const;

  llvm::SmallVector<Pass> passes;
  llvm::DenseMap<Operation *, unsigned> passOf;
  llvm::SmallVector<unsigned> passThatStores; ///< of each yielded value
};

/// True if a group does nothing but one sum of convolutions.
bool isSumOfConvs(Block &body);

/// True if a group of a scan computes such a sum, which is given out at every
/// step and read by nobody else: its kernel writes to the application's array,
/// the sum has no buffer, and steps of the burn-in are not computed. True for
/// that kernel, too.
bool isGivenOut(Operation *groupOrKernel);

} // namespace mlir::snn

#endif // SNN_KERNEL_PLAN_H
