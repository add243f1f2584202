// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The equations of a layer of neurons, run neuron by neuron (docs/Semantics.md,
// S0 to S12).

#ifndef SNNC_REFERENCE_EQUATIONS_H
#define SNNC_REFERENCE_EQUATIONS_H

#include "compiler/Reference/Parameters.h"

#include <map>
#include <string>

namespace snnc {

/// The arrays of a layer's state by name.
using LayerState = std::map<std::string, Array>;

class Equations {
public:
  /// Reports an operation that no equation has as an error at its place.
  static llvm::FailureOr<Equations> read(mlir::snn::EquationsOp op);

  /// The state before the first step.
  LayerState initialState(Parameters &parameters) const;
  /// One step: changes `state` and returns the layer's output.
  Array step(const Array &x, LayerState &state, Parameters &parameters) const;

  /// Whether the layer's output at every step is its state of that name, and
  /// was at step -1 (G3: zero).
  bool isOutput(llvm::StringRef state) const;

private:
  using Function = float (*)(float, float, float);
  /// One operation; numbers are those of registers.
  struct Instruction {
    Function function;
    unsigned operands[3];
    unsigned result;
  };

  explicit Equations(mlir::snn::EquationsOp op) : op(op) {}
  llvm::LogicalResult readBlock();
  llvm::LogicalResult readOperation(mlir::Operation &operation);

  mlir::snn::EquationsOp op;
  std::vector<Instruction> instructions;
  /// The value of each register: the block's arguments first, then results;
  /// constants are there from the beginning.
  std::vector<float> registers;
  llvm::DenseMap<mlir::Value, unsigned> registerOf;
};

} // namespace snnc

#endif // SNNC_REFERENCE_EQUATIONS_H
