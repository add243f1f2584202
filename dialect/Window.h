// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the windows of a convolution or a pooling layer lie on its input.

#ifndef SNN_WINDOW_H
#define SNN_WINDOW_H

#include "dialect/SNNDialect.h"
#include "dialect/Storage.h"

namespace mlir::snn {

/// How the outputs of a convolution on an axis meet its inputs. Outputs that
/// lie `phases.size()` apart belong to one phase: they meet the same taps of
/// the kernel, as elements of a spread input alone count. Within a phase all is
/// even: an output reads `inputStride` further than the one before, and with
/// the next of its taps `inputStep` further.
struct AxisPhases {
  struct Phase {
    int64_t firstTap = 0;
    int64_t taps = 0;
    int64_t firstInput = 0; ///< of the first output's first tap, from `lowest`
  };

  llvm::SmallVector<Phase> phases;
  int64_t tapStep;     ///< from one of an output's taps to the next
  int64_t inputStep;   ///< between what these read
  int64_t inputStride; ///< between what successive outputs of a phase read
  int64_t count;       ///< outputs of the longest phase
  int64_t lowest; ///< the first input that is read; negative in the padding
  int64_t extent; ///< inputs from there to the last, had all phases `count`
};

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

  static Window of(ConvolveOp op);
  static Window of(WindowReduceOp op);

  int64_t getTaps() const;
  /// Of the largest window.
  int64_t getMostElements() const;
  /// From the start of the first window on an axis to the end of the last.
  int64_t getExtent(size_t axis) const;
  /// True if no window leaves the input on this axis or meets a zero in it.
  bool isInside(size_t axis) const;
  bool isInside() const;
  AxisPhases getPhases(size_t axis) const;
};

} // namespace mlir::snn

#endif // SNN_WINDOW_H
