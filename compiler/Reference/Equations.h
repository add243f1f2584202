// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The equations of a layer of neurons, run neuron by neuron (docs/Semantics.md,
// S0 to S12).

#ifndef SNNC_REFERENCE_EQUATIONS_H
#define SNNC_REFERENCE_EQUATIONS_H

#include "compiler/Reference/Parameters.h"
#include "compiler/Reference/ScalarCode.h"

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
  Array step(const Array &x, LayerState &state, Parameters &parameters);

  /// Whether the layer's output at every step is its state of that name, and
  /// was at step -1 (G3: zero).
  bool isOutput(llvm::StringRef state) const;

private:
  Equations(mlir::snn::EquationsOp op, ScalarCode code)
      : op(op), code(std::move(code)) {}

  mlir::snn::EquationsOp op;
  ScalarCode code;
};

} // namespace snnc

#endif // SNNC_REFERENCE_EQUATIONS_H
