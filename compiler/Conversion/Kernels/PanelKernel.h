// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Kernels that compute a layer panel by panel, with all that follows it.

#ifndef SNNC_CONVERSION_KERNELS_PANELKERNEL_H
#define SNNC_CONVERSION_KERNELS_PANELKERNEL_H

#include "compiler/Conversion/Kernels/KernelOpInterfaces.h"
#include "dialect/KernelPlan.h"

namespace snnc {

/// Emits a kernel that begins with a producer (or with loads) and goes on with
/// pointwise operations. Linear and pointwise kernels compute one panel for all
/// steps before the next panel. Others compute step by step; a reduction then
/// ends one pass over the layer's panels and begins the next.
class PanelKernel {
public:
  PanelKernel(mlir::snn::KernelOp kernel, Emitter &emitter,
              WeightPacker &packer);
  /// Fails, with an error, if the kernel's workspace is too small.
  mlir::LogicalResult emit();

private:
  /// What leaves a pass: a value and the buffer that it goes to.
  using Store = std::pair<mlir::Value, Buffer>;

  void emitTile();
  void emitStep(const StepBuffers &block);
  void bindInputs(mlir::ValueRange memories);
  void planStores();
  void prepareProducer(std::optional<Row> row = {});
  void emitGiven();
  void emitPass(size_t pass, const StepBuffers &block);
  void emitSample(const Panel &panel);
  void emitSteps(const Panel &panel);
  void computePanel(size_t pass, const Panel &panel);
  void storePanel(const Store &store, const Panel &panel);
  void emitOp(mlir::Operation &op, const Panel &panel);
  mlir::snn::Storage panelStorage();

  mlir::snn::KernelOp kernel;
  mlir::snn::KernelPlan plan;
  Emitter &e;
  WeightPacker &packer;
  Workspace workspace;
  PanelValues values;
  TileSteps tile;
  /// Where the kernel's outputs go.
  llvm::SmallVector<mlir::Value> outputs;
  std::unique_ptr<Producer> producer;
  bool sumsAreReady = false; ///< a panel's, for all steps
  llvm::SmallVector<llvm::SmallVector<Store>> stores; ///< of each pass
};

} // namespace snnc

#endif // SNNC_CONVERSION_KERNELS_PANELKERNEL_H
