// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The operations of a step whose connectivity is resolved, on arrays.

#ifndef SNNC_REFERENCE_STEPOPS_H
#define SNNC_REFERENCE_STEPOPS_H

#include "compiler/Reference/Parameters.h"
#include "compiler/Reference/ScalarCode.h"
#include "llvm/ADT/MapVector.h"

#include <map>

namespace snnc {

/// A queue is an array [n, shape...], the oldest value first. It may be short
/// of its newest values, which nothing may read then: where groups of a tile
/// run ahead of those that will push them.
class StepOps {
public:
  explicit StepOps(Parameters &parameters) : parameters(parameters) {}

  /// The results of `op` for these operands. Reports an operation that is none
  /// of a step as an error at its place.
  llvm::FailureOr<std::vector<Array>>
  apply(mlir::Operation &op, llvm::ArrayRef<const Array *> operands);

  /// What a block yields for these values of its arguments.
  llvm::FailureOr<std::vector<Array>>
  run(mlir::Block &block, llvm::ArrayRef<const Array *> arguments);

private:
  llvm::FailureOr<std::vector<Array>>
  applyScalars(mlir::snn::PointwiseOpInterface op,
               llvm::ArrayRef<const Array *> operands);
  llvm::FailureOr<std::vector<Array>>
  applyReduce(mlir::snn::ReduceOp op, llvm::ArrayRef<const Array *> operands);
  llvm::FailureOr<ScalarCode *> codeOf(mlir::Block &block);

  Parameters &parameters;
  std::map<mlir::Block *, ScalarCode> codes;
};

} // namespace snnc

#endif // SNNC_REFERENCE_STEPOPS_H
