// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loops over the outputs of a convolution, phase by phase (dialect/Window.h).

#ifndef SNNC_CONVERSION_CODE_PHASELOOPS_H
#define SNNC_CONVERSION_CODE_PHASELOOPS_H

#include "compiler/Conversion/Code/Emitter.h"
#include "dialect/Window.h"

namespace snnc {

/// Of a list of numbers the one at `index`.
mlir::Value pick(Emitter &, mlir::Value index, llvm::ArrayRef<int64_t> numbers);

/// One phase of the outputs along every axis.
class OutputPhase {
public:
  /// Visits all phases.
  static void forEach(Emitter &, const mlir::snn::Window &,
                      llvm::ArrayRef<mlir::snn::AxisPhases>,
                      llvm::function_ref<void(const OutputPhase &)> body);

  /// An output by its coordinates within the phase: its position in the result,
  /// and an i1, whether there is such an output; null where there always is.
  struct Output {
    mlir::Value position, isThere;
  };
  Output getOutput(llvm::ArrayRef<mlir::Value> coordinates,
                   llvm::ArrayRef<int64_t> sizes) const;

  /// Visits the taps that the outputs meet, in row-major order. `places` is
  /// what the first output reads along each axis, counted from the lowest
  /// input.
  using TapBody = llvm::function_ref<Emitter::Values(
      mlir::Value tap, llvm::ArrayRef<mlir::Value> places,
      mlir::ValueRange carried)>;
  Emitter::Values forEachTap(mlir::ValueRange carried, TapBody body) const;

  /// The same along one axis: `tap` is one of the kernel's on this axis.
  using AxisTapBody = llvm::function_ref<Emitter::Values(
      mlir::Value tap, mlir::Value place, mlir::ValueRange carried)>;
  Emitter::Values forEachTapOf(size_t axis, mlir::ValueRange carried,
                               AxisTapBody body) const;

private:
  struct Axis {
    mlir::Value number, firstTap, taps, firstInput;
  };

  OutputPhase(Emitter &e, const mlir::snn::Window &window,
              llvm::ArrayRef<mlir::snn::AxisPhases> all)
      : e(e), window(window), all(all) {}
  void visit(llvm::function_ref<void(const OutputPhase &)> body);
  Axis axisAt(const mlir::snn::AxisPhases &axis, mlir::Value number) const;

  Emitter &e;
  const mlir::snn::Window &window;
  llvm::ArrayRef<mlir::snn::AxisPhases> all;
  llvm::SmallVector<Axis> axes;
};

} // namespace snnc

#endif // SNNC_CONVERSION_CODE_PHASELOOPS_H
