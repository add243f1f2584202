// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Weights in the order in which kernels read them, as constants of the module.

#ifndef SNNC_CONVERSION_WEIGHTS_PACKEDWEIGHTS_H
#define SNNC_CONVERSION_WEIGHTS_PACKEDWEIGHTS_H

#include "compiler/Conversion/Code/SumsFunction.h"
#include "compiler/Conversion/Weights/WeightSource.h"
#include "dialect/SNNDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace snnc {

/// The rows of one weight: [panel][row][lane] for the panels of full width, and
/// [row][channel] for the tail. A row is what one input adds to a panel.
struct PackedRows {
  mlir::memref::GlobalOp full; ///< null if there is none
  /// One row after the other: lanes of the tail that are no channels read what
  /// stands behind, and behind the last row there is room for them.
  mlir::memref::GlobalOp tail;
  int64_t tailPitch; ///< floats of a row
};

/// A parameter as [position][channel], one position if it only depends on the
/// channel. One row follows the other, as those of a tail do.
struct PackedParam {
  mlir::memref::GlobalOp values;
  int64_t positions;
};

/// Packs parameters into memref.global constants, each once.
class WeightPacker {
public:
  WeightPacker(mlir::ModuleOp module, const KernelOptions &options)
      : module(module), options(options) {}

  /// The columns [offset, offset + count) of a linear layer's weight [out, in].
  PackedRows packLinear(mlir::snn::MatvecOp op, int64_t count);
  /// Input channels [offset, offset + count) of a convolution's weight [out,
  /// in, kernel...]; a row is (channel, kernel position), so that what one
  /// channel adds anywhere lies together. With groups, rows are whole, as a
  /// panel would cut groups in two.
  PackedRows packConv(mlir::snn::ConvolveOp op, int64_t count);
  /// A parameter at every element of `shape`, broadcast.
  PackedParam packParam(mlir::FlatSymbolRefAttr symbol,
                        mlir::RankedTensorType shape);

  /// For every element that \p op reads, as [position][channel], how many slots
  /// behind the oldest value its value stands; all slots for one of this step.
  /// One row follows the other, as those of a tail do.
  mlir::memref::GlobalOp packSlots(mlir::snn::QueueReadOp op);

  int64_t getBytes() const { return bytes; }

private:
  /// Rows of a parameter whose element for a row of an output is at
  /// `base` + output * `stride` + row.
  PackedRows packRows(mlir::FlatSymbolRefAttr symbol, llvm::StringRef suffix,
                      int64_t outputs, int64_t rows, bool isWhole, int64_t base,
                      int64_t stride);
  mlir::memref::GlobalOp createGlobal(mlir::snn::ParamOp param,
                                      llvm::StringRef name,
                                      llvm::ArrayRef<int64_t> shape,
                                      const WeightSource &source);
  mlir::memref::GlobalOp lookup(llvm::StringRef name);

  mlir::ModuleOp module;
  const KernelOptions &options;
  int64_t bytes = 0;
};

/// Emits the loads of packed rows.
class RowLoader {
public:
  RowLoader(Emitter &emitter, PackedRows rows);
  mlir::Value load(const Panel &panel, mlir::Value row);
  /// `lanes` weights of the row from `lane` of the panel on.
  mlir::Value load(const Panel &panel, mlir::Value row, int64_t lane,
                   int64_t lanes);
  /// Of rows that are not cut into panels.
  mlir::Value loadWhole(const Panel &panel, mlir::Value row);
  /// All rows of the panel, as a function of sums is given them.
  void passPanel(const Panel &panel, SumsArguments &arguments);
  /// One weight of rows that are not cut, or of a layer that is all tail.
  mlir::Value loadWeight(mlir::Value row, mlir::Value output);

private:
  mlir::Value loadTail(mlir::Value row, mlir::Value lane, int64_t lanes);

  Emitter &emitter;
  mlir::Value full, tail;
  int64_t tailPitch;
};

/// A panel of a parameter that broadcasts to `type`, or has one value for each
/// channel.
mlir::Value loadParam(Emitter &emitter, WeightPacker &packer,
                      mlir::FlatSymbolRefAttr symbol,
                      mlir::RankedTensorType type, const Panel &panel);

/// The address of a packed constant.
mlir::Value getGlobal(Emitter &emitter, mlir::memref::GlobalOp global);

} // namespace snnc

#endif // SNNC_CONVERSION_WEIGHTS_PACKEDWEIGHTS_H
