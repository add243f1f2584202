// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Interprets a model as snn.scan has it, in the order in which its groups take
// their steps.

#ifndef SNNC_REFERENCE_SCANINTERPRETER_H
#define SNNC_REFERENCE_SCANINTERPRETER_H

#include "compiler/Reference/Interpreter.h"
#include "compiler/Reference/StepOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace snnc {

/// In a tile of n steps each group computes all n before the next one begins,
/// and neighbours that are stepwise take turns. A state is one place in memory:
/// whoever reads it in a step that the place is not at, is in error, and so is
/// who reads what a queue does not hold yet.
class ScanInterpreter : public Interpreter {
public:
  /// Copies the model's module.
  static llvm::FailureOr<std::unique_ptr<ScanInterpreter>>
  create(mlir::snn::ModelOp model);

  llvm::LogicalResult initState(Key key = {0, 0}) override;
  llvm::FailureOr<std::vector<Array>> run(
      const std::vector<Array> &inputs, size_t steps, size_t burnin = 0,
      llvm::function_ref<void()> onStep = [] {}) override;
  std::vector<std::string> getStateNames() const override;
  std::optional<Array> getState(llvm::StringRef name) const override;
  llvm::LogicalResult setState(llvm::StringRef name,
                               const std::vector<float> &data) override;

private:
  /// The values of a state in a tile: at its beginning, and after each step
  /// that it was brought to.
  using Versions = std::vector<Array>;
  /// Operations that take turns, or one alone.
  using Section = llvm::SmallVector<mlir::Operation *, 1>;

  explicit ScanInterpreter(mlir::OwningOpRef<mlir::ModuleOp> module);
  llvm::LogicalResult read();
  llvm::LogicalResult runTile(const std::vector<Array> &inputs, size_t first,
                              size_t steps);
  llvm::LogicalResult runOp(mlir::Operation &op, const Section &section,
                            size_t step);
  llvm::LogicalResult updateStates(mlir::Operation &op, size_t step);
  llvm::LogicalResult finishStates(size_t steps);
  llvm::FailureOr<const Array *> lookup(mlir::OpOperand &use,
                                        const Section &section, size_t step);
  llvm::FailureOr<const Array *> lookupState(mlir::OpOperand &use,
                                             unsigned state,
                                             const Section &section,
                                             size_t step);
  std::optional<unsigned> stateOf(mlir::Value value) const;
  mlir::Value nextOf(unsigned state) const;

  mlir::OwningOpRef<mlir::ModuleOp> module;
  Parameters parameters;
  StepOps ops;
  mlir::snn::ModelOp model;
  mlir::snn::ScanOp scan;
  std::vector<Section> sections;
  std::vector<Versions> states;
  /// Of each value of the body, by step of the tile.
  llvm::DenseMap<mlir::Value, std::vector<Array>> values;
  /// Queues as they are seen from later steps.
  std::vector<std::unique_ptr<Array>> shifted;
};

} // namespace snnc

#endif // SNNC_REFERENCE_SCANINTERPRETER_H
