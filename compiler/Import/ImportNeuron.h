// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A neuron's equations as an `snn.equations`.

#ifndef SNNC_COMPILER_IMPORT_IMPORTNEURON_H
#define SNNC_COMPILER_IMPORT_IMPORTNEURON_H

#include "compiler/Import/ParamImporter.h"
#include "dialect/SNNDialect.h"
#include "mlir/IR/Builders.h"

namespace snnc {

/// Creates the operation of \p layer, whose equations \p neuron has, without
/// its sources. Numbers among the parameters become constants of the region.
mlir::snn::EquationsOp importNeuron(Neuron neuron, const Layer &layer,
                                    mlir::OpBuilder &builder,
                                    ParamImporter &params);

} // namespace snnc

#endif // SNNC_COMPILER_IMPORT_IMPORTNEURON_H
