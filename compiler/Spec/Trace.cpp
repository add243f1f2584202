// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Building a graph from what a model's `call` does.

#include "snnc/StatefulModel.h"
#include "llvm/ADT/STLExtras.h"

using namespace snnc;

Trace::Trace(const Composition &model)
    : model(model), places(model.layers.size(), -1) {}

std::vector<Value> Trace::inputs(size_t count) {
  std::vector<Value> inputs;
  for (size_t input = 0; input < count; ++input)
    inputs.push_back(Value(*this, true, input, 0));
  return inputs;
}

/// A layer that gives an input of the model on: an edge from a layer can be
/// delayed, and stand before others.
Value Trace::toLayer(const Value &value) {
  return value.isInput ? apply(Identity(), {value}) : value;
}

/// A layer's connections come before its external inputs, in every graph; what
/// is given in another order goes through layers.
static bool isInOrder(const std::vector<bool> &areInputs) {
  return llvm::is_sorted(areInputs);
}

Value Trace::add(Layer layer, size_t handle, std::vector<Value> inputs) {
  std::vector<bool> areInputs;
  for (const Value &value : inputs)
    areInputs.push_back(value.isInput);
  if (!isInOrder(areInputs))
    for (Value &value : inputs)
      value = toLayer(value);
  places[handle] = traced.layers.size();
  traced.layers.push_back(std::move(layer));
  auto &ids = traced.graph.inputLayerIds.emplace_back();
  auto &edges = traced.graph.inputConnectivity.emplace_back();
  for (const Value &value : inputs)
    if (value.isInput)
      ids.push_back(value.index);
    else
      edges.emplace_back(value.index, value.delay);
  return Value(*this, false, handle, 0);
}

Value Trace::apply(size_t layer, const std::vector<Value> &inputs) {
  if (layer >= model.layers.size()) {
    problems.push_back(
        "call applies layer " + std::to_string(layer) + ", but there are " +
        std::to_string(model.layers.size()) + ", counted from 0");
    return apply(Identity(), inputs);
  }
  if (places[layer] >= 0) {
    problems.push_back("call applies layer " + std::to_string(layer) +
                       " twice");
    return apply(Identity(), inputs);
  }
  return add(model.layers[layer], layer, inputs);
}

Value Trace::apply(Layer layer, const std::vector<Value> &inputs) {
  size_t handle = places.size();
  places.push_back(-1);
  if (layer.name.empty())
    layer.name = std::to_string(handle);
  return add(std::move(layer), handle, inputs);
}

Value Trace::previous(size_t layer, int64_t steps) {
  if (layer >= model.layers.size() || steps < 1) {
    problems.push_back(
        "call asks for the output of layer " + std::to_string(layer) + ", " +
        std::to_string(steps) + " steps ago; expected a layer of the " +
        std::to_string(model.layers.size()) + " and at least 1 step");
    return apply(Identity(), {});
  }
  return Value(*this, false, layer, steps);
}

Value Trace::delay(const Value &value, int64_t steps) {
  Value delayed = toLayer(value);
  delayed.delay += steps;
  if (steps < 0)
    problems.push_back("call delays a value by " + std::to_string(steps) +
                       " steps");
  return delayed;
}

Value snnc::operator+(const Value &a, const Value &b) {
  Layer sum = Identity();
  sum.merge = Merge::Sum;
  return a.trace->apply(std::move(sum), {a, b});
}

Composition Trace::finish(const std::vector<Value> &outputs) {
  std::vector<int64_t> finals;
  for (const Value &value : outputs) {
    bool isLayer = !value.isInput && value.delay == 0;
    Value final = isLayer ? value : apply(Identity(), {value});
    finals.push_back(final.index);
  }
  if (finals.empty())
    problems.push_back("call gives no output");
  auto placeOf = [&](int64_t handle) {
    if (places[handle] < 0)
      problems.push_back("call reads layer " + std::to_string(handle) +
                         ", which it does not apply");
    return std::max<int64_t>(places[handle], 0);
  };
  for (auto &edges : traced.graph.inputConnectivity)
    for (Connection &edge : edges)
      edge.source = placeOf(edge.source);
  for (int64_t &final : finals)
    final = placeOf(final);
  traced.graph.finalLayerIds = std::move(finals);
  traced.graph.numLayers = traced.layers.size();
  traced.problems = std::move(problems);
  return std::move(traced);
}
