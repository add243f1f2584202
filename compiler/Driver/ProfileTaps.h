// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes what the layers of a network read and give out visible: each such value
// becomes an output.

#ifndef SNNC_COMPILER_DRIVER_PROFILETAPS_H
#define SNNC_COMPILER_DRIVER_PROFILETAPS_H

#include "compiler/Driver/Synapses.h"
#include "llvm/ADT/SmallPtrSet.h"
#include <string>

namespace snnc {

/// Synapses and the index of the output that gives what their layer reads.
struct TappedSynapses {
  size_t output;
  Synapses synapses;
};

struct TappedLayer {
  std::string name;
  std::string type; ///< The operation: "linear", "lif".
  std::vector<int64_t> shape;
  bool isSpikes;
  size_t output; ///< The index of the output that gives what it computes.
  std::vector<TappedSynapses> sources; ///< Empty for a layer without weights.
};

/// The operations of a resolved network that run at every step. The others
/// compute what delays start from and may be copies of layers.
llvm::SmallPtrSet<mlir::Operation *, 32>
findStepOps(mlir::snn::NetworkOp network);

/// Replaces the outputs of a resolved network by those that the result needs,
/// one step at a time, and drops its records. Every layer reads one source in
/// such a network (snn.linear and snn.conv may be chains of those), at the step
/// that it really reads. The states stay as they are.
std::vector<TappedLayer> tapLayers(mlir::snn::NetworkOp network);

} // namespace snnc

#endif // SNNC_COMPILER_DRIVER_PROFILETAPS_H
