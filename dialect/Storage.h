// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How a tensor of the step level lies in memory: the one place that decides it.

#ifndef SNN_STORAGE_H
#define SNN_STORAGE_H

#include "dialect/SNNDialect.h"

namespace mlir::snn {

/// Alignment of every array in a state, in bytes.
inline constexpr int64_t kArrayAlignment = 64;

/// Bytes of a queue's head: a number of 32 bits, that of its oldest slot.
inline constexpr int64_t kHeadBytes = 4;

/// More memory than a machine has, 1 TiB: what one step holds stays below.
inline constexpr int64_t kMostBytes = int64_t(1) << 40;

/// Bytes that one array of a program may have at most on the target of the
/// module around `op`: no more than its pointers tell apart.
int64_t mostBytesOnTarget(Operation *op);

/// True for a tensor of f32 or i1 of known sizes, which fits into memory.
bool isStorable(Type type);

/// An array of elements in memory is one of units: floats, or bytes that hold a
/// number from 0 to 255 or 8 bits each, bit k at k % 8 of byte k / 8.
int64_t elementsOfUnit(Element element);
int64_t bytesOfUnit(Element element);
/// f32 or i8.
Type typeOfUnit(MLIRContext *context, Element element);
/// Units that so many elements take, the last of which may not be full.
int64_t countUnits(Element element, int64_t elements);

/// A tensor [C, S...] is stored as [positions][pitch], channel fastest, so that
/// vector lanes run across channels. Channels are padded to `pitch`: 16 floats,
/// or 64 spikes, a bit each. Padding bits are zero; padding floats hold
/// anything. A queue has `slots` such blocks.
struct Storage {
  int64_t slots = 1;
  int64_t positions = 1;
  int64_t channels = 1;
  Element element = Element::F32;

  static Storage of(RankedTensorType type);
  /// What a tensor of that type is stored as.
  static Element elementOf(RankedTensorType type);

  bool isBits() const { return element == Element::Bits; }
  /// Elements from one position to the next.
  int64_t getPitch() const;
  int64_t getBytes() const;
  /// A block: [positions, units from one position to the next].
  MemRefType getBlockType(MLIRContext *context) const;
};

} // namespace mlir::snn

#endif // SNN_STORAGE_H
