// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The inputs of a linear kernel that are not zero.

#ifndef SNNC_CONVERSION_KERNELS_EVENTLISTS_H
#define SNNC_CONVERSION_KERNELS_EVENTLISTS_H

#include "compiler/Conversion/Kernels/Producers.h"

namespace snnc {

/// For every sample and every step of a kernel, the inputs that are not zero,
/// in ascending order: one list a sample, the steps' events one after the
/// other. `crossover` is the part of the inputs from which on a group of
/// kDenseRows steps counts as dense; without one none does.
class EventLists {
public:
  EventLists(Emitter &emitter, Workspace &workspace, mlir::snn::MatvecOp op,
             const Buffer &source, const TileSteps &tile);

  /// Emits the code that makes the lists.
  void emit();
  /// An i1: whether a sample has dense groups of steps.
  mlir::Value hasDense(mlir::Value sample);
  bool mayBeDense() const { return denseAbove >= 0; }
  /// More events than this make a group of steps dense; as a number without a
  /// sign, more than there can be where none is.
  int64_t mostEvents() const { return denseAbove; }
  /// Visits the events of the panel's sample and step.
  Emitter::Values forEach(const Panel &panel, mlir::ValueRange carried,
                          Emitter::LoopBody body);

  /// A sample's events, step by step, and where those of each step begin.
  mlir::Value listOf(mlir::Value sample);
  mlir::Value startsOf(mlir::Value sample);
  unsigned indexBits() const;

private:
  mlir::Value isDense(mlir::Value sample, mlir::Value group);
  mlir::Value append(mlir::Value mask, mlir::Value base, mlir::Value indices,
                     mlir::Value count);
  mlir::Value listSpikes(mlir::Value source, mlir::Value indices,
                         mlir::Value count);
  mlir::Value listFloats(mlir::Value source, mlir::Value indices,
                         mlir::Value count);
  void countDense(mlir::Value sample);
  mlir::Value startOf(mlir::Value sample, mlir::Value number);
  void storeStart(mlir::Value count, mlir::Value sample, mlir::Value number);

  Emitter &e;
  Buffer source;
  TileSteps tile;
  mlir::Value indices; ///< [sample, event]
  /// [sample, step of the kernel], then the end, then how many groups of steps
  /// are dense.
  mlir::Value starts;
  int64_t denseAbove = -1; ///< events of a group of steps; negative: never
};

} // namespace snnc

#endif // SNNC_CONVERSION_KERNELS_EVENTLISTS_H
