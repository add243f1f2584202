// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Nir/NirShapes.h"
#include "compiler/Nir/NodeReader.h"
#include "compiler/Spec/ObjectReader.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace snnc;

namespace {
/// What a node says of its input.
struct Expectation {
  std::optional<size_t> rank;
  std::optional<Shape> shape;
};
} // namespace

/// The rank that a type takes and gives, whatever its fields; 0 for the others.
static size_t rankTaken(const NirNode &node) {
  return llvm::StringSwitch<size_t>(node.type)
      .Cases({"Affine", "Linear"}, 1)
      .Case("Conv1d", 2)
      .Cases({"Conv2d", "SumPool2d", "AvgPool2d"}, 3)
      .Default(0);
}

/// The shape of a node's fields with one value for each neuron.
static std::optional<Shape> neuronShape(const NirNode &node) {
  for (const NirField &field : node.fields)
    if (field.floats() && field.count() > 1 && field.shape.front() != 1)
      return field.shape;
  return std::nullopt;
}

/// The numbers of `field` as sizes.
static std::optional<Shape> sizesOf(const NirNode &node, llvm::StringRef name) {
  const NirField *field = node.find(name);
  return field ? field->wholeNumbers() : std::nullopt;
}

static Expectation expectationOf(const NirNode &node) {
  size_t rank = rankTaken(node);
  const NirField *weight = node.find("weight");
  bool hasWeight = weight && weight->shape.size() >= 2;
  if (rank == 1)
    return {rank,
            hasWeight ? std::optional(Shape{weight->shape[1]}) : std::nullopt};
  if (rank == 0) {
    if (node.type == "Flatten")
      return {};
    std::optional<Shape> shape = neuronShape(node);
    return {shape ? std::optional(shape->size()) : std::nullopt, shape};
  }
  // A convolution may store the sizes of space that it reads.
  std::optional<Shape> space = sizesOf(node, "input_shape");
  std::optional<std::vector<int64_t>> groups = sizesOf(node, "groups");
  if (!space || space->size() != rank - 1 || !hasWeight)
    return {rank, std::nullopt};
  Shape shape = {weight->shape[1] *
                 (groups && !groups->empty() ? groups->front() : 1)};
  llvm::append_range(shape, *space);
  return {rank, shape};
}

/// The nearest nodes behind an Input that say something of what they read:
/// between them and it are nodes that leave shapes as they are.
static const NirNetwork::Node *
findReader(const NirNetwork &network, size_t input, Expectation &expectation) {
  std::vector<size_t> queue = {input};
  std::vector<bool> seen(network.nodes.size());
  const NirNetwork::Node *reader = nullptr;
  for (size_t next = 0; next < queue.size(); ++next)
    for (size_t edge : network.nodes[queue[next]].out) {
      size_t target = network.edges[edge].target;
      const NirNetwork::Node &node = network.nodes[target];
      if (seen[target] || node.role == NirRole::Output)
        continue;
      seen[target] = true;
      Expectation own = expectationOf(*node.node);
      bool saysMore =
          own.shape ? !expectation.shape : own.rank && !expectation.rank;
      if (saysMore) {
        expectation = own;
        reader = &node;
      }
      if (!own.rank && node.node->type != "Flatten")
        queue.push_back(target);
    }
  return reader;
}

static Shape withoutFirst(const Shape &shape) {
  return {shape.begin() + 1, shape.end()};
}

std::optional<Shape> snnc::inputShape(const NirNetwork &network, size_t input,
                                      const std::string &path,
                                      Diagnostics &diagnostics) {
  const NirNetwork::Node &node = network.nodes[input];
  NodeReader fields(*node.node, {path, 0, 0, node.path}, diagnostics);
  unsigned errors = diagnostics.errorCount();
  std::optional<Shape> stored = fields.shape("shape");
  if (diagnostics.errorCount() != errors)
    return std::nullopt;
  Expectation expected;
  const NirNetwork::Node *reader = findReader(network, input, expected);
  if (stored && expected.rank && stored->size() == *expected.rank + 1)
    stored = withoutFirst(*stored);
  // nirtorch writes [1] where it does not know better.
  bool isUnknown = !stored || *stored == Shape{1};
  if (isUnknown && expected.shape)
    return expected.shape;
  if (!stored) {
    fields.error("neither 'shape' nor a node that reads it says its shape");
    return std::nullopt;
  }
  bool fits = expected.shape  ? *stored == *expected.shape
              : expected.rank ? stored->size() == *expected.rank
                              : true;
  if (fits)
    return stored;
  std::string wanted = expected.shape
                           ? toString(*expected.shape)
                           : std::to_string(*expected.rank) + " axes";
  fields.error("its shape is " + toString(*stored) + ", but '" + reader->path +
               "' reads " + wanted);
  return std::nullopt;
}

std::vector<std::optional<size_t>>
snnc::inferRanks(const NirNetwork &network, const std::vector<size_t> &order,
                 const std::vector<std::optional<Shape>> &inputs) {
  std::vector<std::optional<size_t>> ranks(network.nodes.size());
  for (size_t index : order) {
    const NirNetwork::Node &node = network.nodes[index];
    if (inputs[index])
      ranks[index] = inputs[index]->size();
    else if (size_t taken = rankTaken(*node.node))
      ranks[index] = taken;
    else if (std::optional<Shape> shape = neuronShape(*node.node))
      ranks[index] = shape->size();
    else if (node.node->type != "Flatten")
      for (size_t edge : node.in)
        if (!ranks[index])
          ranks[index] = ranks[network.edges[edge].source];
  }
  return ranks;
}
