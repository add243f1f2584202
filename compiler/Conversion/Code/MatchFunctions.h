// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whether two functions differ in numbers only.

#ifndef SNNC_CONVERSION_CODE_MATCHFUNCTIONS_H
#define SNNC_CONVERSION_CODE_MATCHFUNCTIONS_H

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

namespace snnc {

/// A use of a constant that an argument could take the place of.
struct ConstantUse {
  mlir::OpOperand *operand;
  mlir::TypedAttr value;
};

/// All of them, in the order of the operations that use them: where the
/// constants themselves stand, and how many places share one, is of no matter.
llvm::SmallVector<ConstantUse> constantsOf(mlir::LLVM::LLVMFuncOp function);

/// True if the functions are the same but for these constants.
bool areAlike(mlir::LLVM::LLVMFuncOp a, mlir::LLVM::LLVMFuncOp b);

/// The same for functions that are alike.
llvm::hash_code hashOf(mlir::LLVM::LLVMFuncOp function);

} // namespace snnc

#endif // SNNC_CONVERSION_CODE_MATCHFUNCTIONS_H
