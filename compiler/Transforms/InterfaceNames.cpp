// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Names of a network that become names in C.

#include "compiler/Transforms/InterfaceNames.h"

#include "compiler/Spec/Names.h"

using namespace mlir;

namespace snnc {

static LogicalResult check(Operation *op, StringRef what, StringRef name) {
  if (isCIdentifier(name))
    return success();
  return emitError(op->getLoc(), what)
         << " '" << name << "' is no C identifier";
}

LogicalResult checkInterfaceNames(snn::NetworkOp network) {
  if (failed(check(network, "the network's name", network.getSymName())))
    return failure();
  for (Operation &op : network.getBody().front()) {
    auto input = dyn_cast<snn::InputOp>(op);
    if (input && failed(check(input, "the input's name", input.getName())))
      return failure();
    auto output = dyn_cast<snn::OutputOp>(op);
    if (output && failed(check(output, "the output's name", output.getName())))
      return failure();
  }
  return success();
}

} // namespace snnc
