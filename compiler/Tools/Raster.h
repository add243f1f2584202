// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// snnc run --raster: what layers gave, over time.

#ifndef SNNC_COMPILER_TOOLS_RASTER_H
#define SNNC_COMPILER_TOOLS_RASTER_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace snnc {

/// What one output gave in one sample: [steps, neurons].
struct RasterBand {
  std::string name;
  bool isSpikes;
  size_t neurons;
  const float *values;
};

/// An SVG file with time on x and a band below the other for each of `bands`:
/// spikes as marks, one line a neuron, and numbers as curves, of the first
/// ten neurons. What is larger than the picture is thinned, so that a file
/// has a few megabytes at most, and the picture says how. The first of `steps`,
/// at least one, is called `firstStep`.
std::string drawRaster(llvm::StringRef title, llvm::ArrayRef<RasterBand> bands,
                       size_t steps, size_t firstStep);

} // namespace snnc

#endif // SNNC_COMPILER_TOOLS_RASTER_H
