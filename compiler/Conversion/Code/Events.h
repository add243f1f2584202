// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is not zero in a buffer: spikes, and floats that are no zeros.

#ifndef SNNC_CONVERSION_CODE_EVENTS_H
#define SNNC_CONVERSION_CODE_EVENTS_H

#include "compiler/Conversion/Kernels/Producers.h"

namespace snnc {

/// What an event does; `x` is its value, null for a spike.
using EventBody = std::function<void(mlir::Value channel, mlir::Value x)>;

/// Visits the events of a buffer in ascending order of position, then channel.
/// `enter` emits what the events of a position have in common.
void forEachEvent(Emitter &, const Buffer &source,
                  llvm::function_ref<EventBody(mlir::Value position)> enter);

/// Gets the first channel of a block and the bits of those that are not zero.
using FloatBlockBody = llvm::function_ref<Emitter::Values(
    mlir::Value position, mlir::Value channel, mlir::Value mask,
    mlir::ValueRange carried)>;

/// Visits a buffer of floats in blocks.
Emitter::Values forEachFloatBlock(Emitter &, const Buffer &source,
                                  mlir::ValueRange carried,
                                  FloatBlockBody body);

/// How many there are, an index.
mlir::Value countEvents(Emitter &, const Buffer &source);

/// The bits of a vector of i1 as one integer.
mlir::Value toInteger(Emitter &, mlir::Value bits);

} // namespace snnc

#endif // SNNC_CONVERSION_CODE_EVENTS_H
