// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The layers that read their whole input. A producer prepares what it needs
// once a step and then gives its result panel by panel.

#ifndef SNNC_CONVERSION_KERNELS_PRODUCERS_H
#define SNNC_CONVERSION_KERNELS_PRODUCERS_H

#include "compiler/Conversion/ABI/SequenceRows.h"
#include "compiler/Conversion/Code/Emitter.h"
#include "compiler/Conversion/Weights/PackedWeights.h"
#include "dialect/SNNDialect.h"
#include "dialect/WorkspacePlan.h"

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

/// The parts of a kernel's workspace, [sample, byte], where its plan puts them.
class Workspace {
public:
  using Use = mlir::snn::WorkspacePlan::Use;

  Workspace(Emitter &emitter, mlir::snn::KernelOp kernel)
      : emitter(emitter), bytes(kernel.getWorkspace()),
        plan(kernel.getBody().front(), mlir::snn::mostSteps(kernel)) {}

  /// Fails, with an error, where the kernel has less than its plan.
  mlir::LogicalResult check(mlir::snn::KernelOp kernel) const;

  /// A part of what is of one sample and step.
  mlir::Value get(mlir::Operation *op, Use use);
  Buffer getKept(mlir::Value value);
  /// A part that each sample has: [sample, shape...].
  mlir::Value getForSamples(mlir::Operation *op, Use use);

private:
  mlir::Value view(const mlir::snn::WorkspacePlan::Part &part);
  mlir::Value flatten();

  Emitter &emitter;
  mlir::Value bytes;
  mlir::snn::WorkspacePlan plan;
};

/// The beginning of a kernel. `lookup` gives the buffer of a tensor that is
/// not the kernel's own.
class Producer {
public:
  virtual ~Producer() = default;
  /// Emits what runs once, before the panels of a step, or of all steps.
  virtual void prepare() {}
  /// Emits one panel of the result. A sum over inputs is never -0 (N1).
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

/// What a producer needs to know of its kernel.
struct ProducerContext {
  Emitter &e;
  WeightPacker &packer;
  Workspace &workspace;
  BufferLookup lookup;
  const TileSteps &tile;
  /// Where the sum is given out, if it is: it has no panels then.
  std::optional<Row> row;
};

/// `first` and the operations behind it in its block that go on with its sum.
template <typename SumOp> llvm::SmallVector<SumOp> getSumParts(SumOp first) {
  llvm::SmallVector<SumOp> parts = {first};
  for (mlir::Operation *next = first->getNextNode(); next;
       next = next->getNextNode())
    if (auto part = mlir::dyn_cast<SumOp>(next))
      parts.push_back(part);
  return parts;
}

/// What a sum over inputs starts from: the value before it in the chain, the
/// bias, or zero.
mlir::Value emitSumStart(Emitter &, WeightPacker &,
                         mlir::FlatSymbolRefAttr bias, int64_t outputs,
                         std::optional<Buffer> init, const Panel &);

} // namespace snnc

#endif // SNNC_CONVERSION_KERNELS_PRODUCERS_H
