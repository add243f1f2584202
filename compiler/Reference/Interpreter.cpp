// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The reference interpreter: time and states. The graph is read in
// ReadNetwork.cpp.

#include "compiler/Reference/Interpreter.h"
#include "compiler/Reference/Collector.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace snnc {

std::vector<int64_t> Interpreter::Node::shape() const {
  return cast<RankedTensorType>(op->getResult(0).getType()).getShape().vec();
}

//===----------------------------------------------------------------------===//
// Time
//===----------------------------------------------------------------------===//

void Interpreter::initState(Key key) {
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
}

/// One step of a layer.
Array Interpreter::apply(Node &node, const std::vector<Source> &sources) {
  if (node.line)
    return node.line->step(mergeSources(node.layer, sources));
  if (!node.equations)
    return applyLayer(node.layer, sources, parameters);
  return node.equations->step(mergeSources(node.layer, sources), node.state,
                              parameters);
}

/// G3: out(-1), in the order of the layers. What comes later is still zero.
void Interpreter::computeBeforeFirst() {
  for (size_t n = numInputs; n < nodes.size(); ++n) {
    if (nodes[n].layer.hasState())
      continue;
    std::vector<Source> sources;
    for (const Edge &edge : edges[n])
      sources.push_back({nodes[edge.node].now, edge.isOnOwnCycle});
    nodes[n].now = apply(nodes[n], sources);
  }
}

const Array &Interpreter::look(const Edge &edge) const {
  const Node &node = nodes[edge.node];
  return edge.delay == 0 ? node.now : node.past.ago(edge.delay);
}

/// Computes out(t) of every node.
void Interpreter::step(const std::vector<Array> &inputs, size_t t) {
  for (size_t n = 0; n < numInputs; ++n) {
    Node &node = nodes[n];
    bool isSpikes = cast<RankedTensorType>(node.op->getResult(0).getType())
                        .getElementType()
                        .isInteger(1);
    for (size_t k = 0; k < node.now.size(); ++k) {
      float value = inputs[n][t * node.now.size() + k];
      node.now[k] = isSpikes ? float(value != 0.0f) : value;
    }
  }
  for (size_t n = numInputs; n < nodes.size(); ++n) {
    Node &node = nodes[n];
    std::vector<Source> sources;
    for (const Edge &edge : edges[n])
      sources.push_back({look(edge), edge.isOnOwnCycle});
    node.now = apply(node, sources);
  }
}

/// One step further: out(t) becomes out(t-1).
void Interpreter::shift() {
  for (Node &node : nodes)
    node.past.push(node.now);
}

LogicalResult Interpreter::checkInputs(const std::vector<Array> &inputs,
                                       size_t steps) const {
  if (inputs.size() != numInputs)
    return emitError(network->getLoc(), "takes ")
           << numInputs << " inputs, found " << inputs.size();
  for (size_t n = 0; n < numInputs; ++n)
    if (inputs[n].size() != steps * nodes[n].now.size())
      return emitError(nodes[n].op->getLoc(), "input '")
             << nodes[n].name << "' takes " << steps * nodes[n].now.size()
             << " values, found " << inputs[n].size();
  return success();
}

FailureOr<std::vector<Array>> Interpreter::run(const std::vector<Array> &inputs,
                                               size_t steps, size_t burnin,
                                               function_ref<void()> onStep) {
  if (failed(checkInputs(inputs, steps)))
    return failure();
  size_t kept = steps > burnin ? steps - burnin : 0;
  std::vector<Collector> collectors;
  for (const Output &output : outputs)
    collectors.emplace_back(output.reduce, nodes[output.edge.node].shape(),
                            kept);
  for (const std::string &name : recorded)
    collectors.emplace_back(snn::Reduce::None, findRecorded(name)->shape, kept);
  for (size_t t = 0; t < steps; ++t) {
    step(inputs, t);
    for (size_t k = 0; t >= burnin && k < collectors.size(); ++k)
      collectors[k].add(k < outputs.size()
                            ? look(outputs[k].edge)
                            : *findRecorded(recorded[k - outputs.size()]));
    shift();
    onStep();
  }
  std::vector<Array> results;
  for (const Collector &collector : collectors)
    results.push_back(collector.get());
  return results;
}

/// The value after the present step of a state that a network records, or null.
const Array *Interpreter::findRecorded(StringRef name) const {
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

std::vector<std::string> Interpreter::getStateNames() const {
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

std::optional<Array> Interpreter::getState(StringRef name) const {
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

LogicalResult Interpreter::setState(StringRef name,
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
