// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The heads of delay queues: which slot of the ring holds the oldest value.

#ifndef SNNC_CONVERSION_ABI_QUEUEHEADS_H
#define SNNC_CONVERSION_ABI_QUEUEHEADS_H

#include "dialect/SNNDialect.h"

namespace snnc {

/// The memory of all samples' states, one after the other.
struct SampleMemory {
  mlir::Value bytes, samples;
  int64_t sampleBytes;
};

/// The head at `offset` of a state, of all samples: [sample, 0].
mlir::Value createHeadView(mlir::OpBuilder &, mlir::Location,
                           const SampleMemory &, int64_t offset);

/// Moves the heads of all queues of the model on by `steps`, after its last
/// slot to the first: they never overflow, however long a model runs.
void advanceHeads(mlir::OpBuilder &, mlir::snn::ModelOp model,
                  const SampleMemory &, mlir::Value steps);

} // namespace snnc

#endif // SNNC_CONVERSION_ABI_QUEUEHEADS_H
