// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the values of a kernel are while it goes over its layer: in memory, in
// registers, or a number for each group of channels.

#ifndef SNNC_CONVERSION_KERNELS_PANELVALUES_H
#define SNNC_CONVERSION_KERNELS_PANELVALUES_H

#include "compiler/Conversion/Kernels/Producers.h"

namespace snnc {

class PanelValues {
public:
  PanelValues(Emitter &e, WeightPacker &packer, Workspace &workspace)
      : e(e), packer(packer), workspace(workspace) {}

  Emitter &e;
  WeightPacker &packer;
  Workspace &workspace;

  /// A panel of a tensor: as it was set, or loaded from its buffer.
  mlir::Value get(mlir::Value tensor, const Panel &panel);
  void set(mlir::Value tensor, mlir::Value panel) { registers[tensor] = panel; }
  /// Another panel begins.
  void clearPanel() { registers.clear(); }

  Buffer bufferOf(mlir::Value tensor) const { return buffers.lookup(tensor); }
  void setBuffer(mlir::Value tensor, Buffer buffer) {
    buffers[tensor] = buffer;
  }

  /// A tensor that is one number, in a register, or one for each channel, in
  /// the one position of a buffer.
  void setNumber(mlir::Value tensor, mlir::Value number) {
    numbers[tensor] = number;
  }
  void setNumbers(mlir::Value tensor, Buffer ofChannels) {
    channelNumbers[tensor] = ofChannels;
  }

  /// A panel, or an element, a float, of a tensor wherever it is, for once.
  mlir::Value load(mlir::Value tensor, const Panel &panel);
  mlir::Value loadElement(mlir::Value tensor, mlir::Value position,
                          mlir::Value channel);

private:
  llvm::DenseMap<mlir::Value, Buffer> buffers, channelNumbers;
  llvm::DenseMap<mlir::Value, mlir::Value> numbers;
  /// The panel at hand of every tensor computed or loaded so far.
  llvm::DenseMap<mlir::Value, mlir::Value> registers;
};

} // namespace snnc

#endif // SNNC_CONVERSION_KERNELS_PANELVALUES_H
