// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// SpecToSNN: the only way into the dialect.

#ifndef SNNC_COMPILER_IMPORT_IMPORTMODEL_H
#define SNNC_COMPILER_IMPORT_IMPORTMODEL_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "snnc/Model.h"
#include "snnc/Random.h"

namespace snnc {

/// Builds a module of the model's parameters (`snn.param`) and its network
/// (`snn.network`), everything at the place that the model says. The model must
/// hold what readModel promises. Types are unranked where the model gives no
/// shape. A connection with an explicit delay reads an `snn.delay`, of 0 steps
/// where it undoes the delay that the forward function implies: an edge that
/// comes from an `snn.delay` has no other delay. Tensor data are shared with
/// the model, not copied; drawn parameters are drawn from `key`
/// (docs/Semantics.md, R5). The context must have loaded the dialect.
mlir::OwningOpRef<mlir::ModuleOp>
importModel(const Model &model, mlir::MLIRContext &context, Key key = {0, 0});

} // namespace snnc

#endif // SNNC_COMPILER_IMPORT_IMPORTMODEL_H
