// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Chooses the interpreter for a model's level.

#include "compiler/Reference/Interpreter.h"
#include "compiler/Reference/LoopInterpreter.h"
#include "compiler/Reference/NetworkInterpreter.h"
#include "compiler/Reference/ResolvedInterpreter.h"
#include "compiler/Reference/ScanInterpreter.h"

using namespace mlir;

namespace snnc {

/// As the base class, or null after an error.
template <typename InterpreterT, typename OpT>
static FailureOr<std::unique_ptr<Interpreter>> createFor(OpT op) {
  auto created = InterpreterT::create(op);
  if (failed(created))
    return failure();
  return std::unique_ptr<Interpreter>(std::move(*created));
}

FailureOr<std::unique_ptr<Interpreter>> Interpreter::create(ModuleOp module) {
  for (auto network : module.getOps<snn::NetworkOp>())
    return network.getForward() == snn::Forward::Resolved
               ? createFor<ResolvedInterpreter>(network)
               : createFor<NetworkInterpreter>(network);
  bool hasScan =
      module.walk([](snn::ScanOp) { return WalkResult::interrupt(); })
          .wasInterrupted();
  for (auto model : module.getOps<snn::ModelOp>())
    return hasScan ? createFor<ScanInterpreter>(model)
                   : createFor<LoopInterpreter>(model);
  return module.emitError("has no snn.network or snn.model");
}

} // namespace snnc
