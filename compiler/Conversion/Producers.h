// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The layers that read their whole input. A producer prepares what it needs
// once a step and then gives its result panel by panel.

#ifndef SNNC_CONVERSION_PRODUCERS_H
#define SNNC_CONVERSION_PRODUCERS_H

#include "compiler/Conversion/Emitter.h"
#include "compiler/Conversion/PackedWeights.h"
#include "compiler/Conversion/SequenceRows.h"
#include "dialect/SNNDialect.h"

namespace snnc {

/// A tensor in memory: all blocks of all samples, or one block.
struct Buffer {
  mlir::Value memory;
  mlir::snn::Storage storage;
};

/// What a kernel computes: steps of a tile, of many samples.
struct TileSteps {
  mlir::Value first;   ///< index of the first one's block
  mlir::Value steps;   ///< index
  mlir::Value samples; ///< index
  int64_t most;        ///< no less than `steps`
};

/// Hands out parts of a kernel's workspace, [sample, byte].
class Workspace {
public:
  Workspace(Emitter &emitter, mlir::Value bytes)
      : emitter(emitter), bytes(bytes) {}
  /// For what is of one sample and step.
  mlir::Value take(mlir::MemRefType type);
  Buffer take(const mlir::snn::Storage &storage);
  /// An array [sample, shape...].
  mlir::Value takeForSamples(llvm::ArrayRef<int64_t> shape, mlir::Type element);
  /// False once more was taken than there is.
  bool isSufficient() const { return !isTooSmall; }

private:
  std::optional<int64_t> reserve(int64_t size);
  mlir::Value flatten();

  Emitter &emitter;
  mlir::Value bytes;
  int64_t used = 0;
  bool isTooSmall = false;
};

/// The beginning of a kernel. `lookup` gives the buffer of a tensor that is
/// not the kernel's own.
class Producer {
public:
  virtual ~Producer() = default;
  /// Emits what runs once, before the panels of a step, or of all steps.
  virtual void prepare() {}
  /// Emits one panel of the result.
  virtual mlir::Value emitPanel(const Panel &panel) = 0;

  /// An i1, or null for never: whether the panels of a sample are better
  /// computed for all steps at once.
  virtual mlir::Value prefersSums(mlir::Value /*sample*/) { return {}; }
  /// Emits a panel of one sample for all steps.
  virtual void emitSums(const Panel & /*panel*/) {}
  /// What emitSums has computed for a step.
  virtual mlir::Value loadSum(const Panel & /*panel*/) { return {}; }
};

using BufferLookup = llvm::function_ref<Buffer(mlir::Value)>;

/// A sum over inputs: linear operations, each continuing the one before. For
/// all steps and samples; the other producers know one.
std::unique_ptr<Producer>
createLinearProducer(Emitter &, WeightPacker &, Workspace &,
                     llvm::ArrayRef<mlir::snn::LinearOp>, BufferLookup,
                     const TileSteps &);
/// Where there is a `row`, the sum is given out there and has no panels.
std::unique_ptr<Producer> createConvProducer(Emitter &, WeightPacker &,
                                             Workspace &,
                                             llvm::ArrayRef<mlir::snn::ConvOp>,
                                             BufferLookup,
                                             std::optional<Row> row);
std::unique_ptr<Producer> createPoolProducer(Emitter &, mlir::Operation *pool,
                                             BufferLookup);

/// What a sum over inputs starts from: the value before it in the chain, the
/// bias, or zero.
mlir::Value emitSumStart(Emitter &, WeightPacker &,
                         mlir::FlatSymbolRefAttr bias, int64_t outputs,
                         std::optional<Buffer> init, const Panel &);

} // namespace snnc

#endif // SNNC_CONVERSION_PRODUCERS_H
