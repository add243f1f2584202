// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How the states of a block of groups get their next values.

#ifndef SNNC_TRANSFORMS_STATEUPDATES_H
#define SNNC_TRANSFORMS_STATEUPDATES_H

#include "dialect/SNNDialect.h"

namespace snnc {

/// Reports what stands in no group.
llvm::LogicalResult checkGroups(mlir::Block &block);

/// The states of a scan's body, or of the function that computes their first
/// values: the last operands of the block's terminator are their next values,
/// and in a scan the last block arguments are the present ones.
class StateUpdates {
public:
  StateUpdates(mlir::Block &block, unsigned numStates);

  /// Makes every next value a group's result that can be written where the
  /// state lies: old values that others need are saved first, then what is
  /// left is copied. Does nothing the second time. Returns the number of
  /// states that their group updates in place.
  int64_t makeDirect();

  /// Lets a group that only copies make the next value of a state.
  mlir::snn::GroupOp addCopy(unsigned state);

  /// The state that `result` can be written to, if it is one's next value.
  std::optional<unsigned> stateUpdatedBy(mlir::OpResult result) const;

  unsigned size() const { return numStates; }
  /// The value of a state before the step; scans only.
  mlir::BlockArgument present(unsigned state) const {
    return block.getArgument(firstArgument + state);
  }
  mlir::OpOperand &next(unsigned state) const {
    return block.getTerminator()->getOpOperand(firstOperand + state);
  }

private:
  mlir::Value copy(mlir::Value value);

  mlir::Block &block;
  unsigned numStates, firstOperand, firstArgument;
  bool isScan;
};

} // namespace snnc

#endif // SNNC_TRANSFORMS_STATEUPDATES_H
