// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef SNNC_COMPILER_API_COMPILEREAD_H
#define SNNC_COMPILER_API_COMPILEREAD_H

#include "mlir/IR/MLIRContext.h"
#include "snnc/Compile.h"

namespace snnc {

/// Compiles \p spec, which a reader has made: problems stand at the places of
/// its file, not at those of the model written anew.
llvm::Expected<CompiledModel> compileRead(mlir::MLIRContext &context,
                                          const Model &spec,
                                          const CompileOptions &options);

} // namespace snnc

#endif // SNNC_COMPILER_API_COMPILEREAD_H
