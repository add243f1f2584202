// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What interprets a model, at whichever level its IR is.

#ifndef SNNC_REFERENCE_INTERPRETER_H
#define SNNC_REFERENCE_INTERPRETER_H

#include "compiler/Reference/Array.h"
#include "mlir/IR/BuiltinOps.h"
#include "snnc/Random.h"

#include <memory>
#include <optional>
#include <string>

namespace snnc {

/// Runs a model step by step. Slow and obvious; shares no code with the passes,
/// so that what they make can be compared with it.
class Interpreter {
public:
  /// The interpreter of the model in `module`: of a network as it was written,
  /// of one whose connectivity is resolved, of a scan, or of loops over
  /// buffers whose kernels are not lowered. Copies the module.
  /// Reports what it cannot interpret as an error at its place.
  static llvm::FailureOr<std::unique_ptr<Interpreter>>
  create(mlir::ModuleOp module);

  virtual ~Interpreter() = default;

  /// Puts all states where they are before the first step, drawn from `key`
  /// where they are.
  virtual llvm::LogicalResult initState(Key key = {0, 0}) = 0;

  /// Runs `steps` steps from the present state. Input k has the shape [steps,
  /// shape...]; output k has [steps - burnin, shape...], or [shape...] if it is
  /// reduced; outputs that are recorded states come last. Fails if an input's
  /// size is wrong. Calls `onStep` after each step.
  virtual llvm::FailureOr<std::vector<Array>> run(
      const std::vector<Array> &inputs, size_t steps, size_t burnin = 0,
      llvm::function_ref<void()> onStep = [] {}) = 0;

  /// Names as in the compiled model: "lif.v", "lif.delay", "lif.delay3". States
  /// that the level gives no name to are missing.
  virtual std::vector<std::string> getStateNames() const = 0;
  /// The state's array; a delay by n > 1 steps has the shape [n, shape...],
  /// oldest first. Nothing if there is no such state.
  virtual std::optional<Array> getState(llvm::StringRef name) const = 0;
  /// Fails if there is no such state or the size is wrong.
  virtual llvm::LogicalResult setState(llvm::StringRef name,
                                       const std::vector<float> &data) = 0;
};

} // namespace snnc

#endif // SNNC_REFERENCE_INTERPRETER_H
