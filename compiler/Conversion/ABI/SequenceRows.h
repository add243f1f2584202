// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The application's arrays: a row a step, row-major, of floats, bytes or bits.

#ifndef SNNC_CONVERSION_ABI_SEQUENCEROWS_H
#define SNNC_CONVERSION_ABI_SEQUENCEROWS_H

#include "compiler/Conversion/Code/Emitter.h"

namespace snnc {

/// One step of one sample: a row of the application's array and a block.
struct Row {
  mlir::Value sequence, sample, row, block;
  mlir::snn::Element element = mlir::snn::Element::F32;

  llvm::SmallVector<mlir::Value> at(mlir::Value unit) const {
    return {sample, row, unit};
  }
  /// Where places of a channel stand in an array of floats or bytes.
  llvm::SmallVector<mlir::Value> outside(Emitter &e,
                                         const mlir::snn::Storage &storage,
                                         mlir::Value place,
                                         mlir::Value channel) const {
    return at(elementOf(e, storage, place, channel));
  }
  /// The number of an element of the row.
  static mlir::Value elementOf(Emitter &e, const mlir::snn::Storage &storage,
                               mlir::Value place, mlir::Value channel) {
    return e.add(e.mul(channel, storage.positions), place);
  }
};

/// Units of a row from one on; behind the first `valid` nothing is read, and
/// zeros are given.
mlir::Value loadUnits(Emitter &, const Row &, mlir::Value begin, int64_t lanes,
                      int64_t valid);
/// Elements of a row of floats or bytes from one on, as floats.
mlir::Value loadFloats(Emitter &, const Row &, mlir::Value begin, int64_t lanes,
                       int64_t valid);
/// The same of a row of any kind, up to 16 lanes where it is of bits: which of
/// them are not zero.
mlir::Value loadSpikes(Emitter &, const Row &, mlir::Value begin, int64_t lanes,
                       int64_t valid);
/// An element of a row of floats or bytes, as a float.
mlir::Value loadNumber(Emitter &, const Row &, llvm::ArrayRef<mlir::Value> at);

/// The bytes of a row that some lanes of bits are in, the first at
/// `begin` / 8: `visit` gets the place of each and how many bits of a number of
/// 32, whose bit `begin` % 8 is the first lane's, lie before it. A place behind
/// the row's end is that of its last byte: no lane is there.
void forEachByte(
    Emitter &, const Row &, mlir::Value begin, int64_t lanes,
    llvm::function_ref<void(llvm::ArrayRef<mlir::Value> at, int64_t before)>
        visit);

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

#endif // SNNC_CONVERSION_ABI_SEQUENCEROWS_H
