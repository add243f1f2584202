// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Interprets a model as loops over buffers, before its kernels are lowered.

#ifndef SNNC_REFERENCE_LOOPINTERPRETER_H
#define SNNC_REFERENCE_LOOPINTERPRETER_H

#include "compiler/Reference/Interpreter.h"
#include "compiler/Reference/Memory.h"
#include "compiler/Reference/StepOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/OwningOpRef.h"

namespace snnc {

/// One sample in memory of its own, whose scratch holds NaN and ones before it
/// is written. A kernel reads all of its inputs before it writes; where lowered
/// code could not, it is in error (Hazards.h).
class LoopInterpreter : public Interpreter {
public:
  /// Copies the model's module.
  static llvm::FailureOr<std::unique_ptr<LoopInterpreter>>
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
  /// A whole number, or memory.
  struct Cell {
    int64_t number = 0;
    MemoryView view;
  };
  using Cells = llvm::DenseMap<mlir::Value, Cell>;

  explicit LoopInterpreter(mlir::OwningOpRef<mlir::ModuleOp> module);
  llvm::LogicalResult read();
  llvm::LogicalResult call(mlir::func::FuncOp function,
                           llvm::ArrayRef<Cell> arguments);
  llvm::LogicalResult runBlock(mlir::Block &block, Cells &cells);
  llvm::LogicalResult runOp(mlir::Operation &op, Cells &cells);
  llvm::LogicalResult runLoop(mlir::scf::ForOp loop, Cells &cells);
  llvm::LogicalResult runCall(mlir::func::CallOp op, Cells &cells);
  llvm::LogicalResult runMemory(mlir::Operation &op, Cells &cells);
  llvm::LogicalResult runNumber(mlir::Operation &op, Cells &cells);
  llvm::LogicalResult runKernel(mlir::snn::KernelOp kernel, Cells &cells);
  llvm::LogicalResult runKernelStep(mlir::snn::KernelOp kernel, Cells &cells,
                                    int64_t step);
  llvm::LogicalResult runRead(mlir::snn::ReadOp op, Cells &cells);
  llvm::LogicalResult runWrite(mlir::snn::WriteOp op, Cells &cells);
  llvm::LogicalResult runDraw(mlir::snn::DrawOp op, Cells &cells);
  MemoryView arrayOf(mlir::snn::SlotAttr slot) const;
  std::optional<mlir::snn::SlotAttr> findState(llvm::StringRef name) const;
  int64_t headOf(mlir::snn::SlotAttr slot) const;
  Cell stateCell();

  mlir::OwningOpRef<mlir::ModuleOp> module;
  Parameters parameters;
  StepOps ops;
  mlir::snn::ModelOp model;
  mutable std::vector<uint8_t> memory;
};

} // namespace snnc

#endif // SNNC_REFERENCE_LOOPINTERPRETER_H
