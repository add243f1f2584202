// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Views of the memory of many samples, which lie one after the other.

#ifndef SNNC_CONVERSION_CODE_BUFFERS_H
#define SNNC_CONVERSION_CODE_BUFFERS_H

#include "dialect/Storage.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace snnc {

/// A view [sample, shape...] of `bytes`, the memory of all samples, each
/// `sampleBytes` long: in each, the array begins at `offset`. All numbers of
/// bytes are multiples of the element's size.
mlir::Value createSampleView(mlir::OpBuilder &, mlir::Location,
                             mlir::Value bytes, int64_t offset,
                             llvm::ArrayRef<int64_t> shape, mlir::Type element,
                             mlir::Value samples, int64_t sampleBytes);

/// A buffer [sample, block, position, pitch] of `blocks` blocks of `storage`.
mlir::Value createBuffer(mlir::OpBuilder &, mlir::Location, mlir::Value bytes,
                         const mlir::snn::Storage &storage, int64_t offset,
                         int64_t blocks, mlir::Value samples,
                         int64_t sampleBytes);

/// The part [sample, block] of a buffer: [position, pitch].
mlir::Value createBlockView(mlir::OpBuilder &, mlir::Location,
                            mlir::Value buffer, mlir::Value sample,
                            mlir::Value block);

/// The part [sample] of a view: [shape...].
mlir::Value createSampleOf(mlir::OpBuilder &, mlir::Location, mlir::Value view,
                           mlir::Value sample);

} // namespace snnc

#endif // SNNC_CONVERSION_CODE_BUFFERS_H
