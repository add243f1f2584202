// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Short names for the operations that kernels are made of.

#ifndef SNNC_CONVERSION_CODE_EMITTER_H
#define SNNC_CONVERSION_CODE_EMITTER_H

#include "dialect/Storage.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace snnc {

/// What the target decides about kernels.
struct KernelOptions {
  int64_t maxPanel = 64;      ///< most channels of a panel, a multiple of 16
  int64_t registerLanes = 16; ///< floats of a vector register, 1 without any
  bool useFma = true;         ///< fused multiply-add, else a product and a sum
};

/// How a row of channels is cut into panels.
struct PanelCut {
  PanelCut(int64_t channels, const KernelOptions &options);

  int64_t full; ///< panels of full width
  int64_t rest; ///< channels of the tail, what comes after them, if any
  /// Lanes of the tail's panels: no more registers than it needs, and as many
  /// as vectors have. LLVM takes three registers apart into lanes.
  llvm::SmallVector<int64_t, 2> tails;
  /// Lanes of the tail that are no channels.
  int64_t excess() const;
};

/// Some channels at one position: what a kernel holds in registers.
struct Panel {
  mlir::Value position; ///< index
  mlir::Value number;   ///< index of the panel among those of full width
  mlir::Value channel;  ///< index of the first channel
  int64_t width;        ///< lanes
  int64_t valid;        ///< lanes that are channels; fewer only in a last panel
  bool isTail;          ///< after those of full width
  int64_t tailLane = 0; ///< its first lane in the tail
  /// After a row's last panel: lanes up to a spike row's end.
  int64_t padding = 0;
  /// Indices of sample and step, where a kernel computes many.
  mlir::Value sample = {}, step = {};
};

/// Builds operations at one location. Loops take their body as a function.
class Emitter {
public:
  using Values = llvm::SmallVector<mlir::Value>;
  using LoopBody =
      llvm::function_ref<Values(mlir::Value index, mlir::ValueRange carried)>;

  Emitter(mlir::OpBuilder &builder, mlir::Location loc,
          const KernelOptions &options)
      : builder(builder), loc(loc), options(options) {}

  mlir::OpBuilder &builder;
  mlir::Location loc;
  const KernelOptions &options;

  mlir::Value index(int64_t value);
  mlir::Value f32(float value);
  mlir::Value add(mlir::Value a, mlir::Value b); ///< of indices
  mlir::Value mul(mlir::Value a, int64_t b);     ///< of indices
  mlir::Value toIndex(mlir::Value integer);      ///< unsigned

  mlir::VectorType floats(int64_t lanes);
  mlir::VectorType bits(int64_t lanes);
  mlir::Value splat(mlir::Value scalar, int64_t lanes);
  mlir::Value splat(float value, int64_t lanes);
  /// a b + c on vectors; rounded once where the target can.
  mlir::Value fma(mlir::Value a, mlir::Value b, mlir::Value c);
  /// A sum is never -0, whose sign would tell how zeros were skipped.
  mlir::Value finishSum(mlir::Value sum);
  mlir::Value toFloats(mlir::Value vector); ///< spikes as 0.0 and 1.0
  mlir::Value firstLanes(int64_t count, int64_t lanes); ///< constant mask
  /// The same of a number that may be negative, or more than there are.
  mlir::Value firstLanes(mlir::Value count, int64_t lanes);
  /// `count` lanes of a vector from `first` on.
  mlir::Value lanes(mlir::Value vector, int64_t first, int64_t count);
  mlir::Value isNonZero(mlir::Value value); ///< NaN is not zero

  /// for (i = begin; i < end; i += step) carried = body(i, carried).
  Values loop(mlir::Value begin, mlir::Value end, mlir::Value step,
              mlir::ValueRange carried, LoopBody body);
  /// Keeps LLVM from unrolling the loop with these results.
  void keepRolled(mlir::ValueRange results);
  void loop(int64_t count, llvm::function_ref<void(mlir::Value)> body);
  void loop(mlir::Value count, llvm::function_ref<void(mlir::Value)> body);
  /// If and else, without values.
  void choose(mlir::Value condition, llvm::function_ref<void()> then,
              llvm::function_ref<void()> otherwise);
  /// carried if `condition` is false.
  Values branch(mlir::Value condition, mlir::ValueRange carried,
                llvm::function_ref<Values()> body);
  /// Visits the set bits of an integer, lowest first.
  Values forEachBit(mlir::Value mask, mlir::ValueRange carried, LoopBody body);
  /// Visits every panel of an array, position by position.
  void forEachPanel(const mlir::snn::Storage &storage,
                    llvm::function_ref<void(const Panel &)> body);

  /// One block [position, pitch] of a buffer; a state has one for all steps.
  mlir::Value blockOf(mlir::Value buffer, mlir::Value sample, mlir::Value step);
  /// A panel of a buffer or of a block: a vector of f32 or i1.
  mlir::Value loadPanel(mlir::Value buffer, const mlir::snn::Storage &storage,
                        const Panel &panel);
  void storePanel(mlir::Value value, mlir::Value buffer,
                  const mlir::snn::Storage &storage, const Panel &panel);
  /// 64 spikes of a position, from `word` on.
  mlir::Value loadWord(mlir::Value buffer, mlir::Value position,
                       mlir::Value word);
  /// One element, as a float.
  mlir::Value loadElement(mlir::Value buffer, const mlir::snn::Storage &storage,
                          mlir::Value position, mlir::Value channel);
  /// Stores a float; into spikes, sets the bit where it is not zero.
  void storeElement(mlir::Value value, mlir::Value buffer,
                    const mlir::snn::Storage &storage, mlir::Value position,
                    mlir::Value channel);
  void setSpike(mlir::Value buffer, mlir::Value position, mlir::Value channel);
  /// Visits all elements, 16 channels at each position and then the next 16.
  void forEachElement(
      const mlir::snn::Storage &storage,
      llvm::function_ref<void(mlir::Value position, mlir::Value channel)> body);
  void fillZero(mlir::Value buffer, const mlir::snn::Storage &storage);
};

} // namespace snnc

#endif // SNNC_CONVERSION_CODE_EMITTER_H
