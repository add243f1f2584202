// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The application's arrays: rows of row-major floats, one a step.

#ifndef SNNC_CONVERSION_SEQUENCEROWS_H
#define SNNC_CONVERSION_SEQUENCEROWS_H

#include "compiler/Conversion/Emitter.h"

namespace snnc {

/// One step of one sample: a row of the application's array and a block.
struct Row {
  mlir::Value sequence, sample, row, block;

  llvm::SmallVector<mlir::Value> at(mlir::Value element) const {
    return {sample, row, element};
  }
  /// Where places of a channel stand in the application's array.
  llvm::SmallVector<mlir::Value> outside(Emitter &e,
                                         const mlir::snn::Storage &storage,
                                         mlir::Value place,
                                         mlir::Value channel) const {
    return at(e.add(e.mul(channel, storage.positions), place));
  }
};

/// Visits a row in blocks of some lanes; the last may have fewer that are
/// valid.
void forEachBlock(Emitter &, int64_t size,
                  llvm::function_ref<void(mlir::Value begin, int64_t valid)>,
                  int64_t lanes = 16);

/// Visits an image of floats, [channel][place] outside and the other way round
/// here: squares of channels and places, which are turned in registers, and one
/// by one the places that are left.
void forEachSquare(
    Emitter &, const mlir::snn::Storage &,
    llvm::function_ref<void(mlir::Value place, mlir::Value channel,
                            int64_t valid)>
        square,
    llvm::function_ref<void(mlir::Value place, mlir::Value channel)> element);

} // namespace snnc

#endif // SNNC_CONVERSION_SEQUENCEROWS_H
