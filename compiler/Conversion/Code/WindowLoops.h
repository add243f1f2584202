// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loops over the taps of a window, and over the windows that hold an input.

#ifndef SNNC_CONVERSION_CODE_WINDOWLOOPS_H
#define SNNC_CONVERSION_CODE_WINDOWLOOPS_H

#include "compiler/Conversion/Code/Emitter.h"
#include "dialect/Window.h"

namespace snnc {

/// Of indices that are not negative.
mlir::Value divide(Emitter &, mlir::Value a, int64_t b);
mlir::Value remainder(Emitter &, mlir::Value a, int64_t b);

/// The coordinates of a position in an array of these sizes, last axis fastest.
llvm::SmallVector<mlir::Value> coordinatesOf(Emitter &, mlir::Value position,
                                             llvm::ArrayRef<int64_t> sizes);

/// Whether `all` holds and an axis of `size` elements has the coordinate; a
/// null `all` holds. A negative coordinate is a large one.
mlir::Value isInside(Emitter &, mlir::Value all, mlir::Value coordinate,
                     int64_t size);

/// Where an input stands on an axis whose elements are `distance` apart.
mlir::Value spread(Emitter &, mlir::Value coordinate, int64_t distance);

/// How many elements the window of an output has along each axis.
llvm::SmallVector<mlir::Value> windowSizes(Emitter &, const mlir::snn::Window &,
                                           mlir::Value output);

using TapBody = llvm::function_ref<Emitter::Values(
    mlir::Value tap, mlir::Value input, mlir::ValueRange carried)>;

/// Visits the inputs in the window of an output, those in the padding left out.
/// The input has no zeros between its elements.
Emitter::Values forEachTap(Emitter &, const mlir::snn::Window &,
                           mlir::Value output, mlir::ValueRange carried,
                           TapBody body);

/// Parts of a window's rows, along the last axis, that are joined apart.
struct TapRuns {
  int64_t length; ///< The last of a row may be shorter.
  /// What a run begins with, and the carried values after it.
  llvm::function_ref<Emitter::Values()> begin;
  llvm::function_ref<Emitter::Values(mlir::ValueRange carried,
                                     mlir::ValueRange run)>
      end;
};

/// The same run by run; `body` gets the run's values.
Emitter::Values forEachTapInRuns(Emitter &, const mlir::snn::Window &,
                                 mlir::Value output, mlir::ValueRange carried,
                                 const TapRuns &runs, TapBody body);

/// The outputs whose windows hold one position of the input.
class Reach {
public:
  Reach(Emitter &, const mlir::snn::Window &, mlir::Value input);

  using Body = llvm::function_ref<void(mlir::Value output, mlir::Value tap)>;
  void forEach(Body body) const;

private:
  struct Axis {
    mlir::Value place;      ///< with the padding before it
    mlir::Value begin, end; ///< of the outputs
  };
  void visit(size_t axis, mlir::Value output, mlir::Value tap, Body body) const;

  Emitter &e;
  const mlir::snn::Window &window;
  llvm::SmallVector<Axis> axes;
};

} // namespace snnc

#endif // SNNC_CONVERSION_CODE_WINDOWLOOPS_H
