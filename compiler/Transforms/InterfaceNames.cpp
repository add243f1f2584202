// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Names of a network that become names in C.

#include "compiler/Transforms/InterfaceNames.h"

#include "compiler/Spec/Names.h"

using namespace mlir;

namespace snnc {

static LogicalResult check(Operation *op, StringRef what, StringRef name,
                           StringRef fault) {
  if (fault.empty())
    return success();
  return emitError(op->getLoc(), what) << " '" << name << "' is " << fault;
}

/// The header defines macros of its own.
static StringRef portFault(snn::NetworkOp network, StringRef name) {
  StringRef rest = name;
  bool isOwn = rest.consume_front(network.getSymName().upper() + "_") &&
               (llvm::is_contained(headerMacros, rest) ||
                rest.starts_with("INPUT_") || rest.starts_with("OUTPUT_"));
  return isOwn ? "a macro of the model's header" : faultOf(name, NameUse::Port);
}

LogicalResult checkInterfaceNames(snn::NetworkOp network) {
  StringRef name = network.getSymName();
  if (failed(check(network, "the network's name", name,
                   faultOf(name, NameUse::Model))))
    return failure();
  for (Operation &op : network.getBody().front()) {
    auto input = dyn_cast<snn::InputOp>(op);
    if (input && failed(check(input, "the input's name", input.getName(),
                              portFault(network, input.getName()))))
      return failure();
    auto output = dyn_cast<snn::OutputOp>(op);
    if (output && failed(check(output, "the output's name", output.getName(),
                               portFault(network, output.getName()))))
      return failure();
  }
  return success();
}

} // namespace snnc
