// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The snn dialect: everything that code on snn IR includes.

#ifndef SNN_DIALECT_H
#define SNN_DIALECT_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/RegionKindInterface.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/IR/TensorEncoding.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace mlir::snn {
/// True if \p type is that of a delay queue (`#snn.queue`).
bool isQueue(Type type);

/// When an operation reads the elements of a tensor, within its kernel's pass
/// over the layer.
enum class Access {
  AtPlace,    ///< each when it computes the element of the same place
  Beforehand, ///< all before the first element is computed
  Throughout, ///< any at any time
};

class WorkspacePlan;
} // namespace mlir::snn

#include "dialect/SNNDialect.h.inc"
#include "dialect/SNNEnums.h.inc"
#define GET_ATTRDEF_CLASSES
#include "dialect/SNNAttrs.h.inc"
#include "dialect/SNNInterfaces.h.inc"
#define GET_OP_CLASSES
#include "dialect/SNNOps.h.inc"

#endif // SNN_DIALECT_H
