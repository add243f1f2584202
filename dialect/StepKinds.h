// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Kinds of operations of the step level, by what they read of their input.

#ifndef SNN_STEP_KINDS_H
#define SNN_STEP_KINDS_H

#include "mlir/IR/Operation.h"

namespace mlir::snn {

/// When an operation reads the elements of a tensor, within its kernel's pass
/// over the layer.
enum class Access {
  AtPlace,    ///< each when it computes the element of the same place
  Beforehand, ///< all before the first element is computed
  Throughout, ///< any at any time
};
Access accessOf(OpOperand &use);

/// Reads each element where it writes one.
bool isElementwise(Operation *op);

/// Works element by element but for a few numbers over the whole input: a norm,
/// a softmax. (Other activations are equations by now.)
bool isReduction(Operation *op);

/// Joins the elements of windows, channel by channel.
bool isPool(Operation *op);

/// Joins several values, and nothing more.
bool isMerge(Operation *op);

/// A constant tensor of one value.
bool isSplat(Operation *op);

/// What a step is made of: layers as they are once neurons are equations, delay
/// queues, constants of one value, and groups of these.
bool isStepOp(Operation *op);

} // namespace mlir::snn

#endif // SNN_STEP_KINDS_H
