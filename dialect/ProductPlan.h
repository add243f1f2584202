// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How a convolution multiplies its whole input, and the memory that this takes.

#ifndef SNN_PRODUCTPLAN_H
#define SNN_PRODUCTPLAN_H

#include "dialect/Window.h"

namespace mlir::snn {

class ConvolveOp;

/// What the lanes of a product are, and what is copied first so that it can be
/// read without a test: no window leaves the copy, and no zero lies between its
/// elements.
struct ProductPlan {
  enum class Kind {
    Rows,   ///< outputs at one position: an input times a row of weights
    Lanes,  ///< the same where each channel has a kernel of its own
    Planes, ///< positions of one output: neighbouring inputs times a weight
  };

  /// The input by channels: each has a plane of floats for every phase of its
  /// places, so that what neighbouring outputs read lies side by side.
  struct Planes {
    int64_t perChannel;
    llvm::SmallVector<int64_t> extent; ///< of a plane
    int64_t begin;                     ///< floats before a plane's first place
    int64_t pitch;                     ///< floats from a plane to the next
    int64_t floats;                    ///< of all
    /// Outputs of a phase, counted on a plane's places, so that some of these
    /// are none.
    int64_t outputs;
    /// Most of these that are computed together; floats of all their sums.
    int64_t block, blockFloats;
  };

  static ProductPlan of(ConvolveOp conv);

  Kind kind;
  llvm::SmallVector<AxisPhases> axes;
  /// For Rows and Lanes: [places, channels], unless the source is that.
  std::optional<Storage> copy;
  std::optional<Planes> planes;
};

} // namespace mlir::snn

#endif // SNN_PRODUCTPLAN_H
