// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Interprets a network whose connectivity is resolved: every value is one of
// the same step, and only snn.delay reaches back. Layers with a state may still
// be whole, as they are before snn-expand-neurons.

#ifndef SNNC_REFERENCE_RESOLVEDINTERPRETER_H
#define SNNC_REFERENCE_RESOLVEDINTERPRETER_H

#include "compiler/Reference/DelayLine.h"
#include "compiler/Reference/Equations.h"
#include "compiler/Reference/History.h"
#include "compiler/Reference/Interpreter.h"
#include "compiler/Reference/StepOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace snnc {

class ResolvedInterpreter : public Interpreter {
public:
  /// Copies the network's module.
  static llvm::FailureOr<std::unique_ptr<ResolvedInterpreter>>
  create(mlir::snn::NetworkOp network);

  llvm::LogicalResult initState(Key key = {0, 0}) override;
  llvm::FailureOr<std::vector<Array>> run(
      const std::vector<Array> &inputs, size_t steps, size_t burnin = 0,
      llvm::function_ref<void()> onStep = [] {}) override;
  /// Those of delays that say a name.
  std::vector<std::string> getStateNames() const override;
  std::optional<Array> getState(llvm::StringRef name) const override;
  llvm::LogicalResult setState(llvm::StringRef name,
                               const std::vector<float> &data) override;

private:
  struct Output {
    mlir::Value value; ///< Null for a recorded state of a layer that is whole.
    mlir::snn::Reduce reduce;
    std::string state;
  };

  /// A layer that is whole.
  struct Neurons {
    Equations equations;
    LayerState state;
  };

  explicit ResolvedInterpreter(mlir::OwningOpRef<mlir::ModuleOp> module);
  llvm::LogicalResult read(mlir::snn::NetworkOp network);
  llvm::LogicalResult findRecorded(llvm::ArrayRef<mlir::Attribute> names);
  llvm::FailureOr<const Array *> valueOf(mlir::Value value);
  llvm::FailureOr<Array> delayed(mlir::snn::DelayOp delay);
  llvm::FailureOr<std::vector<Array>>
  apply(mlir::Operation &op, llvm::ArrayRef<const Array *> operands);
  llvm::LogicalResult step(const std::vector<Array> &inputs, size_t t);
  Array resultOf(const Output &output) const;

  mlir::OwningOpRef<mlir::ModuleOp> module;
  Parameters parameters;
  StepOps ops;
  std::vector<mlir::snn::InputOp> inputOps;
  std::vector<mlir::snn::DelayOp> delays;
  std::vector<Output> outputs;
  llvm::DenseMap<mlir::Operation *, History> histories; ///< By delay.
  llvm::MapVector<mlir::Operation *, std::unique_ptr<Neurons>> neurons;
  llvm::MapVector<mlir::Operation *, DelayLine> lines;
  /// The values of this step that are known so far.
  llvm::DenseMap<mlir::Value, std::unique_ptr<Array>> values;
};

} // namespace snnc

#endif // SNNC_REFERENCE_RESOLVEDINTERPRETER_H
