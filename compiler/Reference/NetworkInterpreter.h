// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The reference interpreter: docs/Semantics.md as plain loops over the network
// as it was written.

#ifndef SNNC_REFERENCE_NETWORKINTERPRETER_H
#define SNNC_REFERENCE_NETWORKINTERPRETER_H

#include "compiler/Reference/DelayLine.h"
#include "compiler/Reference/Equations.h"
#include "compiler/Reference/History.h"
#include "compiler/Reference/Interpreter.h"
#include "compiler/Reference/Layers.h"
#include "mlir/IR/OwningOpRef.h"

namespace snnc {

class NetworkInterpreter : public Interpreter {
public:
  /// Reads a network of the form `default` or `delayed` whose types are
  /// inferred. Copies its module, so the network may change afterwards. Reports
  /// what it cannot interpret as an error at its place.
  static llvm::FailureOr<std::unique_ptr<NetworkInterpreter>>
  create(mlir::snn::NetworkOp network);

  llvm::LogicalResult initState(Key key = {0, 0}) override;
  llvm::FailureOr<std::vector<Array>> run(
      const std::vector<Array> &inputs, size_t steps, size_t burnin = 0,
      llvm::function_ref<void()> onStep = [] {}) override;
  std::vector<std::string> getStateNames() const override;
  std::optional<Array> getState(llvm::StringRef name) const override;
  /// Where a neuron's output of the step before is a state, it changes for
  /// delayed edges as well.
  llvm::LogicalResult setState(llvm::StringRef name,
                               const std::vector<float> &data) override;

private:
  /// An input or a layer.
  struct Node {
    mlir::Operation *op;
    mlir::snn::LayerOpInterface layer; ///< null for an input
    std::string name;
    Array now;    ///< out(t)
    History past; ///< out(t-1), out(t-2)...
    LayerState state;
    std::vector<size_t> registers; ///< lengths of the delays that read it
    std::optional<Equations> equations;
    std::optional<DelayLine> line;
    std::vector<int64_t> shape() const;
  };
  /// Where a layer or output reads: out(t - delay) of a node.
  struct Edge {
    size_t node;
    size_t delay;
    bool isOnOwnCycle;
  };
  struct Output {
    Edge edge;
    mlir::snn::Reduce reduce;
  };

  explicit NetworkInterpreter(mlir::OwningOpRef<mlir::ModuleOp> module);

  llvm::LogicalResult read(mlir::snn::NetworkOp network);
  llvm::LogicalResult readNode(mlir::Operation &op);
  llvm::FailureOr<Edge> readEdge(mlir::Value value,
                                 std::optional<size_t> reader);
  void findOwnCycles();
  Array apply(Node &node, const std::vector<Source> &sources);
  void computeBeforeFirst();
  void step(const std::vector<Array> &inputs, size_t t);
  void shift();
  const Array &look(const Edge &edge) const;
  const Array *findRecorded(llvm::StringRef name) const;

  mlir::OwningOpRef<mlir::ModuleOp> module;
  mlir::snn::NetworkOp network;
  Parameters parameters;
  /// Inputs, then layers in their order.
  std::vector<Node> nodes;
  size_t numInputs = 0;
  llvm::DenseMap<mlir::Operation *, size_t> nodeOf;
  /// For each node, its sources.
  std::vector<std::vector<Edge>> edges;
  std::vector<Output> outputs;
  std::vector<std::string> recorded;
};

} // namespace snnc

#endif // SNNC_REFERENCE_NETWORKINTERPRETER_H
