// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How many weights a value meets on its way into a layer: what synaptic
// operations are counted with.

#ifndef SNNC_COMPILER_DRIVER_SYNAPSES_H
#define SNNC_COMPILER_DRIVER_SYNAPSES_H

#include "dialect/SNNDialect.h"
#include <cstdint>
#include <optional>
#include <vector>

namespace snnc {

/// One source of a layer with weights.
struct Synapses {
  /// Accumulates if so, else multiply-accumulates.
  bool isSpikes = false;
  /// For each element of the source, row-major, the nonzero weights that it
  /// meets: in a convolution once for every window that it lies in.
  std::vector<uint64_t> fanOut;
  /// What `fanOut` would add up to if no weight were zero. A convolution's
  /// padding is no element and hence not in it.
  uint64_t dense = 0;
};

/// The synapses of an snn.linear or snn.conv that reads one source, of a
/// resolved network. Nothing for any other operation.
std::optional<Synapses> findSynapses(mlir::Operation *op);

} // namespace snnc

#endif // SNNC_COMPILER_DRIVER_SYNAPSES_H
