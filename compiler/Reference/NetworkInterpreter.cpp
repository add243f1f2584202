// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The reference interpreter: time and states. The graph is read in
// ReadNetwork.cpp.

#include "compiler/Reference/NetworkInterpreter.h"
#include "compiler/Reference/Inputs.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace snnc {

std::vector<int64_t> NetworkInterpreter::Node::shape() const {
  return cast<RankedTensorType>(op->getResult(0).getType()).getShape().vec();
}

//===----------------------------------------------------------------------===//
// Time
//===----------------------------------------------------------------------===//

LogicalResult NetworkInterpreter::initState(Key key) {
  parameters.setKey(key);
  for (Node &node : nodes) {
    node.now = Array::zeros(node.shape());
    if (node.equations)
      node.state = node.equations->initialState(parameters);
    if (node.line)
      node.line->initState();
  }
  computeBeforeFirst();
  for (Node &node : nodes) {
    size_t longest = node.registers.empty() ? 1 : node.registers.back();
    node.past = History(longest, node.now);
  }
  return success();
}

/// One step of a layer.
Array NetworkInterpreter::apply(Node &node,
                                const std::vector<Source> &sources) {
  if (node.line)
    return node.line->step(mergeSources(node.layer, sources));
  if (!node.equations)
    return applyLayer(node.layer, sources, parameters);
  return node.equations->step(mergeSources(node.layer, sources), node.state,
                              parameters);
}

/// G3: out(-1), in the order of the layers. What comes later is still zero.
void NetworkInterpreter::computeBeforeFirst() {
  for (size_t n = numInputs; n < nodes.size(); ++n) {
    if (nodes[n].layer.hasState())
      continue;
    std::vector<Source> sources;
    for (const Edge &edge : edges[n])
      sources.push_back({nodes[edge.node].now, edge.isOnOwnCycle});
    nodes[n].now = apply(nodes[n], sources);
  }
}

const Array &NetworkInterpreter::look(const Edge &edge) const {
  const Node &node = nodes[edge.node];
  return edge.delay == 0 ? node.now : node.past.ago(edge.delay);
}

/// Computes out(t) of every node.
void NetworkInterpreter::step(const std::vector<Array> &inputs, size_t t) {
  for (size_t n = 0; n < numInputs; ++n)
    nodes[n].now = inputAt(inputs[n], t, nodes[n].op->getResult(0).getType());
  for (size_t n = numInputs; n < nodes.size(); ++n) {
    Node &node = nodes[n];
    std::vector<Source> sources;
    for (const Edge &edge : edges[n])
      sources.push_back({look(edge), edge.isOnOwnCycle});
    node.now = apply(node, sources);
  }
}

/// One step further: out(t) becomes out(t-1).
void NetworkInterpreter::shift() {
  for (Node &node : nodes)
    node.past.push(node.now);
}

FailureOr<std::vector<Array>>
NetworkInterpreter::run(const std::vector<Array> &inputs, size_t steps,
                        size_t burnin, function_ref<void()> onStep) {
  std::vector<Value> given;
  for (size_t n = 0; n < numInputs; ++n)
    given.push_back(nodes[n].op->getResult(0));
  if (failed(checkInputs(inputs, given, network->getLoc(), steps)))
    return failure();
  std::vector<Collector> collectors;
  for (const Output &output : outputs)
    collectors.push_back(
        collectorOf(nodes[output.edge.node].op->getResult(0).getType(),
                    output.reduce, steps, burnin));
  for (const std::string &name : recorded)
    collectors.push_back(collectorOf(findRecorded(name)->shape,
                                     snn::Reduce::None, steps, burnin));
  for (size_t t = 0; t < steps; ++t) {
    step(inputs, t);
    for (size_t k = 0; t >= burnin && k < collectors.size(); ++k)
      collectors[k].add(k < outputs.size()
                            ? look(outputs[k].edge)
                            : *findRecorded(recorded[k - outputs.size()]));
    shift();
    onStep();
  }
  return resultsOf(collectors);
}

/// The value after the present step of a state that a network records, or null.
const Array *NetworkInterpreter::findRecorded(StringRef name) const {
  auto [owner, state] = name.rsplit('.');
  for (const Node &node : nodes) {
    if (node.name != owner)
      continue;
    auto found = node.state.find(state.str());
    if (found != node.state.end())
      return &found->second;
    if (state == "delay" && llvm::is_contained(node.registers, 1u))
      return &node.now;
  }
  return nullptr;
}

//===----------------------------------------------------------------------===//
// States
//===----------------------------------------------------------------------===//

static std::string registerName(StringRef node, size_t delay) {
  std::string length = delay == 1 ? "" : std::to_string(delay);
  return (node + ".delay" + length).str();
}

std::vector<std::string> NetworkInterpreter::getStateNames() const {
  std::vector<std::string> names;
  for (const Node &node : nodes) {
    for (const auto &[name, array] : node.state)
      names.push_back(node.name + "." + name);
    if (node.line && node.line->hasState())
      names.push_back(node.name + ".past");
    for (size_t delay : node.registers)
      names.push_back(registerName(node.name, delay));
  }
  return names;
}

std::optional<Array> NetworkInterpreter::getState(StringRef name) const {
  for (const Node &node : nodes) {
    for (const auto &[own, array] : node.state)
      if (name == node.name + "." + own)
        return array;
    if (node.line && node.line->hasState() && name == node.name + ".past")
      return node.line->getState();
    for (size_t delay : node.registers) {
      if (name != registerName(node.name, delay))
        continue;
      return delay == 1 ? node.past.ago(1) : node.past.get(delay);
    }
  }
  return std::nullopt;
}

LogicalResult NetworkInterpreter::setState(StringRef name,
                                           const std::vector<float> &data) {
  std::optional<Array> before = getState(name);
  if (!before || before->size() != data.size())
    return failure();
  for (Node &node : nodes) {
    for (auto &[own, array] : node.state) {
      if (name != node.name + "." + own)
        continue;
      array.data = data;
      if (node.equations->isOutput(own))
        node.past.set(1, data);
    }
    if (node.line && name == node.name + ".past")
      node.line->setState(data);
    for (size_t delay : node.registers)
      if (name == registerName(node.name, delay))
        node.past.set(delay, data);
  }
  return success();
}

} // namespace snnc
