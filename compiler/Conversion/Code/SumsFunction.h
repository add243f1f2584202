// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A function that adds the inputs of some steps to sums in memory.

#ifndef SNNC_CONVERSION_CODE_SUMSFUNCTION_H
#define SNNC_CONVERSION_CODE_SUMSFUNCTION_H

#include "compiler/Conversion/Code/Emitter.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace snnc {

/// What the code of such a function depends on. Everything else is an argument,
/// so that all layers of a model share it.
struct SumsKind {
  int64_t width; ///< lanes of the panel
  bool isTail;   ///< whether its rows of weights are as long as they are
  mlir::snn::Element element; ///< of the inputs: floats or bits
  unsigned indexBits;         ///< of an event
};

/// The arguments of the function, in their order.
struct SumsArguments {
  mlir::Value starts;      ///< where the events of each step begin
  mlir::Value events;      ///< inputs that are not zero, step by step
  mlir::Value source;      ///< the inputs of the first step
  mlir::Value sourcePitch; ///< elements from one step to the next
  mlir::Value weights;
  mlir::Value firstWeight; ///< of the panel
  mlir::Value weightPitch; ///< from one row to the next
  mlir::Value sums;        ///< [step, lane]
  mlir::Value expanded;    ///< memory for [step of a group, input of a stretch]
  mlir::Value steps;
  mlir::Value inputs;
  mlir::Value denseAbove; ///< events of a group of steps
};

/// Calls the function of that kind, which the module gets if it has none yet.
/// Groups of kDenseRows steps that have more than `denseAbove` events are added
/// as products, whose sums stay in registers for a stretch of inputs, others
/// event by event.
void callSums(Emitter &emitter, const SumsKind &kind,
              const SumsArguments &arguments);

/// A view of what lies from the first element of `view` on, which is
/// contiguous, as callSums takes it.
mlir::Value flatView(Emitter &emitter, mlir::Value view);

} // namespace snnc

#endif // SNNC_CONVERSION_CODE_SUMSFUNCTION_H
