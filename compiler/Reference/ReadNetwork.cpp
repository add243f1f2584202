// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads the graph of a network for the reference interpreter.

#include "compiler/Reference/NetworkInterpreter.h"
#include "dialect/VerifyLayer.h"

#include "llvm/ADT/GraphTraits.h"
#include "llvm/ADT/SCCIterator.h"
#include "llvm/ADT/STLExtras.h"
#include <vector>

using namespace mlir;

namespace {
/// A layer or input as LLVM's algorithms on graphs want it.
struct GraphNode {
  std::vector<GraphNode *> sources;
  size_t component = 0;
};
} // namespace

template <> struct llvm::GraphTraits<GraphNode *> {
  using NodeRef = GraphNode *;
  using ChildIteratorType = std::vector<GraphNode *>::iterator;
  static NodeRef getEntryNode(NodeRef node) { return node; }
  static ChildIteratorType child_begin(NodeRef node) {
    return node->sources.begin();
  }
  static ChildIteratorType child_end(NodeRef node) {
    return node->sources.end();
  }
};

namespace snnc {

NetworkInterpreter::NetworkInterpreter(OwningOpRef<ModuleOp> module)
    : module(std::move(module)), parameters(*this->module) {}

FailureOr<std::unique_ptr<NetworkInterpreter>>
NetworkInterpreter::create(snn::NetworkOp network) {
  if (network.getForward() == snn::Forward::Resolved)
    return emitError(network.getLoc(),
                     "the reference interpreter takes a network as it was "
                     "written, found one whose connectivity is resolved");
  auto module = network->getParentOfType<ModuleOp>();
  std::unique_ptr<NetworkInterpreter> interpreter(
      new NetworkInterpreter(OwningOpRef<ModuleOp>(module.clone())));
  auto copy =
      interpreter->module->lookupSymbol<snn::NetworkOp>(network.getSymName());
  if (failed(interpreter->read(copy)))
    return failure();
  if (failed(interpreter->initState()))
    return failure();
  for (const std::string &name : interpreter->recorded)
    if (!interpreter->findRecorded(name))
      return emitError(copy.getLoc(), "no state named '")
             << name << "' to record";
  return interpreter;
}

LogicalResult NetworkInterpreter::readNode(Operation &op) {
  auto type = dyn_cast<RankedTensorType>(op.getResult(0).getType());
  if (!type || !type.hasStaticShape())
    return emitError(op.getLoc(), "has a result of type ")
           << op.getResult(0).getType()
           << ", expected known sizes; run snn-infer-shapes first";
  auto layer = dyn_cast<snn::LayerOpInterface>(op);
  StringRef name =
      layer ? layer.getLayerName() : cast<snn::InputOp>(op).getName();
  nodeOf[&op] = nodes.size();
  nodes.push_back({&op, layer, name.str(), {}, {}, {}, {}, {}, {}});
  if (auto line = dyn_cast<snn::DelayLineOp>(op))
    nodes.back().line.emplace(line);
  if (auto equations = dyn_cast<snn::EquationsOp>(op)) {
    FailureOr<Equations> read = Equations::read(equations);
    if (failed(read))
      return failure();
    nodes.back().equations = std::move(*read);
  }
  return success();
}

/// G2: a delay that is written counts; without one, out(t-1) for an edge that
/// does not go forward in the order, and for every edge in the delayed form.
FailureOr<NetworkInterpreter::Edge>
NetworkInterpreter::readEdge(Value value, std::optional<size_t> reader) {
  bool isWritten = false;
  size_t delay = 0;
  while (auto op = value.getDefiningOp<snn::DelayOp>()) {
    if (op.getInit())
      return emitError(op.getLoc(), "the reference interpreter knows no delays "
                                    "with an initial value");
    isWritten = true;
    delay += op.getSteps();
    value = op.getValue();
  }
  auto found = nodeOf.find(value.getDefiningOp());
  if (found == nodeOf.end())
    return emitError(value.getLoc(), "expected a layer or input as a source");
  size_t node = found->second;
  bool isLayerEdge = reader && node >= numInputs;
  bool isBackEdge = isLayerEdge && node >= *reader;
  bool isDelayed = isLayerEdge && network.getForward() == snn::Forward::Delayed;
  if (!isWritten && (isBackEdge || isDelayed))
    delay = 1;
  if (isBackEdge && delay == 0)
    return emitError(value.getLoc(), "an edge that does not go forward needs a "
                                     "delay of at least 1");
  auto &registers = nodes[node].registers;
  if (delay > 0 && !llvm::is_contained(registers, delay))
    registers.insert(llvm::lower_bound(registers, delay), delay);
  return Edge{node, delay, false};
}

/// G5: a source is on its reader's own cycle if a path leads from the reader to
/// it, and so if both are in one strongly connected component.
void NetworkInterpreter::findOwnCycles() {
  std::vector<GraphNode> graph(nodes.size() + 1);
  GraphNode &entry = graph.back();
  for (size_t reader = 0; reader < nodes.size(); ++reader) {
    entry.sources.push_back(&graph[reader]);
    for (const Edge &edge : edges[reader])
      graph[reader].sources.push_back(&graph[edge.node]);
  }
  size_t component = 0;
  for (auto scc = llvm::scc_begin(&entry); !scc.isAtEnd(); ++scc, ++component)
    for (GraphNode *node : *scc)
      node->component = component;
  for (size_t reader = 0; reader < nodes.size(); ++reader)
    for (Edge &edge : edges[reader])
      edge.isOnOwnCycle = graph[reader].component == graph[edge.node].component;
}

LogicalResult NetworkInterpreter::read(snn::NetworkOp source) {
  network = source;
  Block &block = network.getBody().front();
  for (auto input : block.getOps<snn::InputOp>())
    if (failed(readNode(*input.getOperation())))
      return failure();
  numInputs = nodes.size();
  for (auto layer : block.getOps<snn::LayerOpInterface>())
    if (failed(readNode(*layer.getOperation())))
      return failure();
  edges.resize(nodes.size());
  for (size_t n = numInputs; n < nodes.size(); ++n)
    for (Value value : nodes[n].layer.getLayerSources()) {
      FailureOr<Edge> edge = readEdge(value, n);
      if (failed(edge))
        return failure();
      edges[n].push_back(*edge);
    }
  for (auto output : block.getOps<snn::OutputOp>()) {
    FailureOr<Edge> edge = readEdge(output.getValue(), std::nullopt);
    if (failed(edge))
      return failure();
    outputs.push_back({*edge, output.getReduce()});
  }
  // Its verifier leaves that to snn-infer-shapes, which may not have run.
  for (size_t n = numInputs; n < nodes.size(); ++n)
    if (failed(snn::verifyTypes(nodes[n].layer)))
      return failure();
  findOwnCycles();
  if (ArrayAttr names = network.getRecordAttr())
    for (StringRef name : names.getAsValueRange<StringAttr>())
      recorded.push_back(name.str());
  return success();
}

} // namespace snnc
