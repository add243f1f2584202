// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The ways to add one source's part to the sums of a convolution.

#ifndef SNNC_CONVERSION_KERNELS_CONVPARTS_H
#define SNNC_CONVERSION_KERNELS_CONVPARTS_H

#include "compiler/Conversion/Kernels/Producers.h"
#include "dialect/ProductPlan.h"

namespace snnc {

/// One source of a convolution.
struct ConvPart {
  Buffer source;
  mlir::snn::Window window;
  RowLoader rows;
  int64_t groups, groupInputs, groupOutputs;
  /// The part of the input that is not zero from which on all of it is
  /// multiplied, if ever; then, how, and room for what `plan` wants.
  std::optional<double> crossover;
  mlir::snn::ProductPlan plan;
  std::optional<Buffer> copy;
  mlir::Value planes, blockSums;
  /// Gives a panel of what sums begin with, where products are the first to
  /// make them; null where they stand in memory.
  std::function<mlir::Value(const Panel &)> start;
};

/// Adds every event's rows to the sums of the outputs that it reaches.
void scatterEvents(Emitter &, ConvPart &, const Buffer &sums);

/// Adds all products of a window to each sum, or to its start, with sums in
/// registers; zeros, too, so weights must be finite. By rows or lanes.
void addProducts(Emitter &, ConvPart &, const Buffer &sums);

/// The same by planes. True if sums went to `row`, where there is one, instead.
bool addPlaneProducts(Emitter &, ConvPart &, const Buffer &sums,
                      const Row *row);

/// Writes zeros to the planes of so many channels.
void clearPlanes(Emitter &, const ConvPart &, int64_t channels);

/// Copies the source to its planes, whose padding is clear and stays so.
void copyToPlanes(Emitter &, const ConvPart &);
/// The same with some channels alone, which get the first planes: spikes that
/// lie in one half of a word.
void copyToPlanes(Emitter &, const ConvPart &, mlir::Value first,
                  int64_t channels);

} // namespace snnc

#endif // SNNC_CONVERSION_KERNELS_CONVPARTS_H
