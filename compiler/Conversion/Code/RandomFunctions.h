// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The functions with which compiled code draws random numbers.

#ifndef SNNC_CONVERSION_CODE_RANDOMFUNCTIONS_H
#define SNNC_CONVERSION_CODE_RANDOMFUNCTIONS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"

namespace snnc {

/// Puts the functions into a module when they are first asked for: scalar code,
/// one copy for all states. They give the same bits on every target, with a
/// fused multiply-add or without (docs/Semantics.md, R1 to R4).
class RandomFunctions {
public:
  RandomFunctions(mlir::ModuleOp module, bool useFma)
      : module(module), useFma(useFma) {}

  /// (key, key, counter's upper half, its lower half) -> two words; all i32.
  mlir::func::FuncOp threefry();
  /// (bits: i32, low: f32, high - low: f32) -> f32 in [low, high).
  mlir::func::FuncOp uniform();
  /// (bits: i32) -> f32 of the standard normal distribution.
  mlir::func::FuncOp normal();

private:
  /// (x: f32, y: f32, z: f32) -> x y + z, rounded once: of other operations.
  mlir::func::FuncOp fma();
  /// (x: i32) -> i32: the square root, of the bits of a number within [4, 32).
  mlir::func::FuncOp squareRoot();
  mlir::func::FuncOp find(llvm::StringRef name);
  mlir::func::FuncOp create(llvm::StringRef name, mlir::TypeRange arguments,
                            mlir::TypeRange results);

  mlir::ModuleOp module;
  bool useFma;
};

} // namespace snnc

#endif // SNNC_CONVERSION_CODE_RANDOMFUNCTIONS_H
