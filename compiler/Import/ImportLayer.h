// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One layer of a model as its operation.

#ifndef SNNC_COMPILER_IMPORT_IMPORTLAYER_H
#define SNNC_COMPILER_IMPORT_IMPORTLAYER_H

#include "compiler/Import/ParamImporter.h"
#include "dialect/SNNDialect.h"
#include "mlir/IR/Builders.h"
#include "snnc/Model.h"

namespace snnc {

/// Creates the layer's operation at the builder's insertion point, without
/// sources: they may be layers that do not exist yet.
mlir::snn::LayerOpInterface importLayer(const Layer &layer,
                                        mlir::OpBuilder &builder,
                                        ParamImporter &params);

} // namespace snnc

#endif // SNNC_COMPILER_IMPORT_IMPORTLAYER_H
