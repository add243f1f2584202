// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What goes in and comes out of a run, the same at every level.

#ifndef SNNC_REFERENCE_INPUTS_H
#define SNNC_REFERENCE_INPUTS_H

#include "compiler/Reference/Collector.h"
#include "dialect/SNNDialect.h"

namespace snnc {

/// The input [steps, shape...] at step `t`, as a value of `type`: of spikes,
/// what is not zero is one.
Array inputAt(const Array &input, size_t t, mlir::Type type);

/// Fails, with an error, unless `inputs` are as many steps of `values`.
llvm::LogicalResult checkInputs(const std::vector<Array> &inputs,
                                mlir::ValueRange values, mlir::Location loc,
                                size_t steps);

/// Takes an output of this type behind the burn-in.
Collector collectorOf(mlir::Type type, mlir::snn::Reduce reduce, size_t steps,
                      size_t burnin);
Collector collectorOf(std::vector<int64_t> shape, mlir::snn::Reduce reduce,
                      size_t steps, size_t burnin);

/// The names of a model's states, once it lists them.
std::vector<std::string> stateNamesOf(mlir::snn::ModelOp model);

std::vector<Array> resultsOf(const std::vector<Collector> &collectors);

} // namespace snnc

#endif // SNNC_REFERENCE_INPUTS_H
