// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The two ways to add one source's part to the sums of a convolution.

#ifndef SNNC_CONVERSION_CONVPARTS_H
#define SNNC_CONVERSION_CONVPARTS_H

#include "compiler/Conversion/Producers.h"
#include "dialect/Window.h"

namespace snnc {

/// One source of a convolution.
struct ConvPart {
  Buffer source;
  mlir::snn::Window window;
  RowLoader rows;
  int64_t groups, groupInputs, groupOutputs;
  bool isDepthwise() const {
    return groups > 1 && groupInputs == 1 && groupOutputs == 1;
  }
  /// The part of the input that is not zero from which on all of it is
  /// multiplied, if ever.
  std::optional<double> crossover;
  /// Room for floats on all places that the windows cover, if they must be
  /// copied to be read without a test.
  std::optional<Buffer> padded;
};

/// Adds every event's rows to the sums of the outputs that it reaches.
void scatterEvents(Emitter &, ConvPart &, const Buffer &sums);

/// Adds all products of a window to each sum, with sums in registers; zeros,
/// too, so weights must be finite. Groups must be of whole vectors of 16.
void addProducts(Emitter &, ConvPart &, const Buffer &sums);

/// As `addProducts`, for groups of one input and one output.
void addDepthwiseProducts(Emitter &, ConvPart &, const Buffer &sums);

/// What `addProducts` reads, and the windows on it.
std::pair<Buffer, mlir::snn::Window> emitPadded(Emitter &, ConvPart &);

} // namespace snnc

#endif // SNNC_CONVERSION_CONVPARTS_H
