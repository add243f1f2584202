// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a user wants to know of a model's layers, gathered on its way through
// the pipeline: for the manifest and for `snnc info`.

#ifndef SNNC_COMPILER_TARGET_SUMMARY_H
#define SNNC_COMPILER_TARGET_SUMMARY_H

#include "dialect/SNNDialect.h"
#include "dialect/Storage.h"
#include "mlir/IR/BuiltinOps.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace snnc {

struct EdgeSummary {
  std::string source; ///< A layer or an input.
  int64_t delay = 0;  ///< In steps, with the delays that `forward` implies.
};

struct LayerSummary {
  std::string name;
  std::string type; ///< The operation, or the neuron: "linear", "LIF".
  mlir::RankedTensorType output;
  int64_t parameters = 0; ///< Trained numbers, not counting plain constants.
  int64_t stateBytes = 0; ///< In the state as it lies in memory.
  std::vector<EdgeSummary> edges;
  std::string kernel; ///< "linear"; "in fc" where fused into another's kernel.
  bool isStepwise = false; ///< Takes turns with others, step by step.
  /// The least part of inputs, not zero, that are multiplied; nothing if zeros
  /// are always skipped.
  std::optional<double> crossover;
};

struct Summary {
  std::vector<LayerSummary> layers;
  std::vector<EdgeSummary> outputs; ///< What each of the outputs reads.
  /// Whether addLayers saw the network: a module that went further tells its
  /// layers no longer apart.
  bool hasLayers = false;

  /// The layers of a network whose shapes are known (before
  /// `snn-resolve-connectivity`).
  void addLayers(mlir::snn::NetworkOp network);
  /// The kernels and state sizes of these layers (after `snn-layout-state`).
  void addKernels(mlir::ModuleOp module);

  int64_t parameters() const;

  int64_t tile = 1; ///< Steps that a kernel computes at a time.
};

/// What reports call the type of a layer's operation.
llvm::StringRef layerType(mlir::Operation *layer);

/// How a state array lies in memory.
mlir::snn::Storage storageOf(mlir::snn::SlotAttr slot);

} // namespace snnc

#endif // SNNC_COMPILER_TARGET_SUMMARY_H
