// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the windows of a convolution or a pooling layer lie on its input.

#ifndef SNN_WINDOW_H
#define SNN_WINDOW_H

#include "dialect/Storage.h"

namespace mlir::snn {

/// The windows of a layer whose shapes are known, axis by axis. A tap is a
/// place in the window, a position one in the input or the output; both are
/// counted row-major.
struct Window {
  llvm::SmallVector<int64_t> input, output, kernel, stride, dilation, before;
  /// How far apart the elements of the input stand, zeros between them: windows
  /// then lie on the input so spread, which `input` does not say.
  llvm::SmallVector<int64_t> spread;
  /// So many windows at an axis' beginning are longer than `kernel` and than
  /// `stride`, by one: those of an adaptive pool that does not divide the axis.
  llvm::SmallVector<int64_t> longer;

  /// The windows of an snn.conv or of a pool.
  static Window of(Operation *op);

  int64_t getTaps() const;
  /// From the start of the first window on an axis to the end of the last.
  int64_t getExtent(size_t axis) const;
  /// True if no window leaves the input on this axis or meets a zero in it.
  bool isInside(size_t axis) const;
  bool isInside() const;
  /// The same windows on an input that they cover and do not leave.
  Window onPadded() const;
};

/// What a convolution reads when it multiplies instead of looking for events:
/// floats on all places that a window covers. None if `source` is that.
std::optional<Storage> getPaddedCopy(const Storage &source,
                                     const Window &window);

} // namespace mlir::snn

#endif // SNN_WINDOW_H
