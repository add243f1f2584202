// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parameters are called as their tensors are, which may be anything.

#ifndef SNNC_TRANSFORMS_PARAMNAMES_H
#define SNNC_TRANSFORMS_PARAMNAMES_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/ArrayRef.h"

namespace snnc {

/// Renames the parameters of the module whose names a function or a constant
/// could get that is made of a network with one of these names, or of another
/// parameter: nobody sees them, and symbols must differ.
void renameParams(mlir::ModuleOp module,
                  llvm::ArrayRef<llvm::StringRef> networks);

} // namespace snnc

#endif // SNNC_TRANSFORMS_PARAMNAMES_H
