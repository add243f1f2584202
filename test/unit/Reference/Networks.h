// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Networks from text and from models, for tests of the reference interpreter.

#ifndef SNNC_TEST_UNIT_REFERENCE_NETWORKS_H
#define SNNC_TEST_UNIT_REFERENCE_NETWORKS_H

#include "compiler/Import/ImportModel.h"
#include "compiler/Reference/NetworkInterpreter.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "gtest/gtest.h"

namespace snnc {

/// A module in a context of its own, and the interpreter of its network.
class TestNetwork {
public:
  explicit TestNetwork(llvm::StringRef text) {
    context.loadDialect<mlir::snn::SNNDialect>();
    module = mlir::parseSourceString<mlir::ModuleOp>(text, &context);
    interpret();
  }
  explicit TestNetwork(const Model &model) {
    context.loadDialect<mlir::snn::SNNDialect>();
    module = importModel(model, context);
    interpret();
  }
  NetworkInterpreter &operator*() { return *interpreter; }
  NetworkInterpreter *operator->() { return interpreter.get(); }
  bool isValid() const { return interpreter != nullptr; }

  /// The data of the only output of a run over the only input.
  std::vector<float> run(std::vector<float> input, size_t steps,
                         size_t burnin = 0) {
    auto outputs = interpreter->run({{{}, std::move(input)}}, steps, burnin);
    return succeeded(outputs) ? outputs->front().data : std::vector<float>();
  }

private:
  void interpret() {
    if (!module)
      return;
    auto created = NetworkInterpreter::create(
        *module->getOps<mlir::snn::NetworkOp>().begin());
    if (succeeded(created))
      interpreter = std::move(*created);
  }

  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  std::unique_ptr<NetworkInterpreter> interpreter;
};

} // namespace snnc

#endif // SNNC_TEST_UNIT_REFERENCE_NETWORKS_H
