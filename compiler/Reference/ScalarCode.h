// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A region of scalar operations, run element by element (docs/Semantics.md, S0
// to S12 and N5).

#ifndef SNNC_REFERENCE_SCALARCODE_H
#define SNNC_REFERENCE_SCALARCODE_H

#include "mlir/IR/Block.h"
#include "llvm/ADT/DenseMap.h"

#include <vector>

namespace snnc {

class ScalarCode {
public:
  /// Reports an operation that no equation has as an error at its place.
  static llvm::FailureOr<ScalarCode> read(mlir::Block &block);

  size_t getNumResults() const { return yielded.size(); }
  /// What the block yields for these values of its arguments; bits are 0 or 1.
  void run(llvm::ArrayRef<float> arguments,
           llvm::MutableArrayRef<float> results);

private:
  using Function = float (*)(float, float, float);
  /// One operation; numbers are those of registers.
  struct Instruction {
    Function function;
    unsigned operands[3];
    unsigned result;
  };

  llvm::LogicalResult readOperation(mlir::Operation &operation);

  std::vector<Instruction> instructions;
  /// The value of each register: the block's arguments first, then results;
  /// constants are there from the beginning.
  std::vector<float> registers;
  llvm::DenseMap<mlir::Value, unsigned> registerOf;
  std::vector<unsigned> yielded; ///< Registers.
};

} // namespace snnc

#endif // SNNC_REFERENCE_SCALARCODE_H
