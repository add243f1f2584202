// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The layers that read their whole input. A producer prepares what it needs
// once a step and then gives its result panel by panel.

#ifndef SNNC_CONVERSION_PRODUCERS_H
#define SNNC_CONVERSION_PRODUCERS_H

#include "compiler/Conversion/Emitter.h"
#include "compiler/Conversion/PackedWeights.h"
#include "dialect/SNNDialect.h"

namespace snnc {

/// A tensor in memory.
struct Buffer {
  mlir::Value memory;
  mlir::snn::Storage storage;
};

/// Hands out parts of a kernel's workspace.
class Workspace {
public:
  Workspace(Emitter &emitter, mlir::Value bytes)
      : emitter(emitter), bytes(bytes) {}
  mlir::Value take(mlir::MemRefType type);
  Buffer take(const mlir::snn::Storage &storage);
  /// False once more was taken than there is.
  bool isSufficient() const { return !isTooSmall; }

private:
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
  /// Emits what runs once, before the panels.
  virtual void prepare() {}
  /// Emits one panel of the result.
  virtual mlir::Value emitPanel(const Panel &panel) = 0;
};

using BufferLookup = llvm::function_ref<Buffer(mlir::Value)>;

/// A sum over inputs: linear operations, each continuing the one before.
std::unique_ptr<Producer>
createLinearProducer(Emitter &, WeightPacker &, Workspace &,
                     llvm::ArrayRef<mlir::snn::LinearOp>, BufferLookup);
std::unique_ptr<Producer> createConvProducer(Emitter &, WeightPacker &,
                                             Workspace &,
                                             llvm::ArrayRef<mlir::snn::ConvOp>,
                                             BufferLookup);
std::unique_ptr<Producer> createPoolProducer(Emitter &, mlir::Operation *pool,
                                             BufferLookup);

/// What a sum over inputs starts from: the value before it in the chain, the
/// bias, or zero.
mlir::Value emitSumStart(Emitter &, WeightPacker &,
                         mlir::FlatSymbolRefAttr bias, int64_t outputs,
                         std::optional<Buffer> init, const Panel &);

} // namespace snnc

#endif // SNNC_CONVERSION_PRODUCERS_H
