// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Nir/Graph/NirShapes.h"
#include "compiler/Nir/Graph/OutputShape.h"
#include "compiler/Nir/Layers/NodeFields.h"
#include "compiler/Spec/Broadcast.h"
#include "compiler/Spec/ObjectReader.h"
#include "llvm/ADT/EquivalenceClasses.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include <algorithm>

using namespace snnc;

//===----------------------------------------------------------------------===//
// What nodes say
//===----------------------------------------------------------------------===//

/// The rank that a type takes, whatever its fields; 0 for the others.
static size_t rankTaken(const NirNode &node) {
  return llvm::StringSwitch<size_t>(node.type)
      .Cases({"Affine", "Linear"}, 1)
      .Case("Conv1d", 2)
      .Cases({"Conv2d", "SumPool2d", "AvgPool2d"}, 3)
      .Default(0);
}

/// Whether a node gives what it reads another shape.
static bool reshapes(const NirNode &node) {
  return rankTaken(node) != 0 || node.type == "Flatten";
}

/// Whether a number stands for no size: -1 is a size that is open, 0 what some
/// write that know none.
static bool isNoSize(int64_t number) { return number < -1; }

/// The numbers of `field` as sizes, without those in front that are open, as
/// that of a batch; nothing where they are none.
static std::optional<Shape> sizesOf(const NirNode &node, llvm::StringRef name) {
  const NirField *field = node.find(name);
  std::optional<Shape> numbers = field ? field->wholeNumbers() : std::nullopt;
  if (!numbers)
    return std::nullopt;
  Shape sizes(llvm::find_if(*numbers, [](int64_t size) { return size != -1; }),
              numbers->end());
  if (sizes.empty() ||
      llvm::any_of(sizes, [](int64_t size) { return size < 1; }) ||
      !countElements(sizes))
    return std::nullopt;
  return sizes;
}

/// Whether only exporters that know nothing of the shape write it.
static bool isVague(const Shape &shape) {
  return llvm::all_of(shape, [](int64_t size) { return size == 1; });
}

static Shape lastAxes(const Shape &shape, size_t rank) {
  return {shape.end() - std::min(rank, shape.size()), shape.end()};
}

/// Of axes of 1 in front, none is left.
static Shape withoutOnes(const Shape &shape) {
  return {llvm::find_if(shape, [](int64_t size) { return size != 1; }),
          shape.end()};
}

/// The smallest shape that a node's numbers broadcast to.
static Shape fieldShape(const NirNode &node) {
  Shape shape;
  for (const NirField &field : node.fields)
    if (!field.strings())
      shape = commonShape(shape, field.shape).value_or(shape);
  return shape;
}

NodeContext snnc::contextOf(const NirNetwork &network, size_t index,
                            const Convention &convention,
                            const std::optional<Shape> &input) {
  NodeContext context{convention, 1.0, input, false};
  for (size_t edge : network.nodes[index].out) {
    llvm::StringRef type = network.nodes[network.edges[edge].target].node->type;
    context.feedsVector |= type == "Affine" || type == "Linear";
  }
  return context;
}

//===----------------------------------------------------------------------===//
// Signals
//===----------------------------------------------------------------------===//

namespace {

/// What nodes of one shape read and give: those between nodes that reshape.
struct Signal {
  std::optional<Shape> shape;
  std::optional<size_t> rank;
  /// Who said the shape, or else the rank.
  size_t saidBy = 0;
  /// What its neurons' numbers broadcast to.
  Shape fields;
  size_t fieldsOf = 0;
  /// How many axes its Inputs store.
  size_t storedRank = 0;
};

class ShapeFinder {
public:
  ShapeFinder(const NirNetwork &network, const Convention &convention)
      : network(network), convention(convention),
        signals(2 * network.nodes.size()) {
    join();
  }

  void run() {
    readWeights();
    readFields();
    propagate();
    using Rule = bool (ShapeFinder::*)(size_t);
    for (Rule rule : {&ShapeFinder::readInput, &ShapeFinder::readStoredInput,
                      &ShapeFinder::readOutput, &ShapeFinder::readLiterally,
                      &ShapeFinder::readVagueInput})
      for (size_t node = 0; node < network.nodes.size(); ++node) {
        if ((this->*rule)(node))
          propagate();
      }
  }

  const Signal &into(size_t node) const { return signals[leader(2 * node)]; }
  const Signal &outOf(size_t node) const {
    return signals[leader(2 * node + 1)];
  }

private:
  size_t leader(size_t end) const { return ends.getLeaderValue(end); }
  Signal &in(size_t node) { return signals[leader(2 * node)]; }
  Signal &out(size_t node) { return signals[leader(2 * node + 1)]; }

  void join() {
    for (size_t end = 0; end < signals.size(); ++end)
      ends.insert(end);
    for (size_t node = 0; node < network.nodes.size(); ++node)
      if (!reshapes(*network.nodes[node].node))
        ends.unionSets(2 * node, 2 * node + 1);
    for (const NirNetwork::Edge &edge : network.edges)
      ends.unionSets(2 * edge.source + 1, 2 * edge.target);
  }

  bool say(Signal &signal, std::optional<Shape> shape, size_t node) {
    if (signal.shape || !shape)
      return false;
    signal.rank = shape->size();
    signal.shape = std::move(shape);
    signal.saidBy = node;
    return true;
  }

  void sayRank(Signal &signal, size_t rank, size_t node) {
    if (!signal.rank)
      signal.saidBy = node;
    signal.rank = signal.rank.value_or(rank);
  }

  void readWeights();
  void readFields();
  static bool saysAll(const Signal &signal);
  void propagate();
  bool propagate(size_t node);

  // The rules for what is still open, one after another.
  bool readInput(size_t node);
  bool readStoredInput(size_t node);
  bool readOutput(size_t node);
  bool readLiterally(size_t node);
  bool readVagueInput(size_t node);
  bool readEnd(Signal &signal, size_t node, bool takesVague);

  const NirNetwork &network;
  const Convention &convention;
  llvm::EquivalenceClasses<size_t> ends;
  std::vector<Signal> signals;
};

} // namespace

/// Weights have the sizes of what they are multiplied with.
void ShapeFinder::readWeights() {
  for (size_t index = 0; index < network.nodes.size(); ++index) {
    const NirNode &node = *network.nodes[index].node;
    size_t rank = rankTaken(node);
    if (rank == 0)
      continue;
    sayRank(in(index), rank, index);
    sayRank(out(index), rank, index);
    const NirField *weight = node.find("weight");
    if (rank != 1 || !weight || weight->shape.size() != 2)
      continue;
    say(in(index), Shape{weight->shape[1]}, index);
    say(out(index), Shape{weight->shape[0]}, index);
  }
}

/// Numbers of a neuron, one for each. An axis of 1 may be one to broadcast
/// along, or that of a batch where it is in front, and says nothing.
void ShapeFinder::readFields() {
  for (size_t index = 0; index < network.nodes.size(); ++index) {
    const NirNetwork::Node &node = network.nodes[index];
    Signal &signal = in(index);
    if (node.role == NirRole::Input)
      if (std::optional<Shape> stored = sizesOf(*node.node, "shape"))
        signal.storedRank = std::max(signal.storedRank, stored->size());
    bool isEnd = node.role == NirRole::Input || node.role == NirRole::Output;
    if (isEnd || reshapes(*node.node) || node.node->type == "Identity")
      continue;
    auto common = commonShape(signal.fields, fieldShape(*node.node));
    if (!common || isVague(*common))
      continue;
    signal.fields = *common;
    signal.fieldsOf = index;
  }
  for (Signal &signal : signals)
    if (saysAll(signal))
      say(signal, withoutOnes(signal.fields), signal.fieldsOf);
}

/// Whether numbers have all the axes of a signal. Without a node that says how
/// many there are, an Input may have one more, that of a batch.
bool ShapeFinder::saysAll(const Signal &signal) {
  Shape plain = withoutOnes(signal.fields);
  if (plain.empty() || llvm::is_contained(plain, 1))
    return false;
  if (signal.rank)
    return *signal.rank == plain.size();
  return plain.size() == signal.fields.size() &&
         signal.storedRank <= plain.size() + 1;
}

/// What a node makes of a shape that is known.
bool ShapeFinder::propagate(size_t index) {
  const NirNode &node = *network.nodes[index].node;
  if (!reshapes(node) || !in(index).shape || out(index).shape)
    return false;
  Diagnostics unheard;
  NodeFields reader(node, {}, unheard);
  std::optional<Layer> layer =
      readNode(reader, contextOf(network, index, convention, in(index).shape));
  return layer &&
         say(out(index), outputShape(layer->layer, *in(index).shape), index);
}

void ShapeFinder::propagate() {
  for (bool isChanged = true; isChanged;) {
    isChanged = false;
    for (size_t node = 0; node < network.nodes.size(); ++node)
      isChanged |= propagate(node);
  }
}

/// The stored shape of an Input or Output, without axes that stand before those
/// of a signal: of a batch, or of time.
bool ShapeFinder::readEnd(Signal &signal, size_t index, bool takesVague) {
  std::optional<Shape> stored = sizesOf(*network.nodes[index].node, "shape");
  if (signal.shape || !stored || (isVague(*stored) && !takesVague))
    return false;
  size_t rank = signal.rank.value_or(stored->size());
  if (stored->size() < rank)
    return false;
  Shape shape = lastAxes(*stored, rank);
  return say(signal,
             commonShape(shape, withoutOnes(signal.fields)).value_or(shape),
             index);
}

bool ShapeFinder::readInput(size_t node) {
  return network.nodes[node].role == NirRole::Input &&
         readEnd(out(node), node, false);
}

/// Convolutions may have the space that they read, a Flatten its input.
bool ShapeFinder::readStoredInput(size_t index) {
  const NirNode &node = *network.nodes[index].node;
  size_t rank = rankTaken(node);
  std::optional<Shape> stored =
      sizesOf(node, rank ? "input_shape" : "input_type");
  if (!stored || in(index).shape)
    return false;
  if (node.type == "Flatten" && !isVague(*stored))
    return say(in(index),
               lastAxes(*stored, in(index).rank.value_or(stored->size())),
               index);
  const NirField *weight = node.find("weight");
  if (rank < 2 || stored->size() != rank - 1 || !weight ||
      weight->shape.size() != rank + 1)
    return false;
  int64_t groups = sizesOf(node, "groups").value_or(Shape{1}).front();
  Shape shape = {weight->shape[1] * groups};
  llvm::append_range(shape, *stored);
  return say(in(index), shape, index);
}

bool ShapeFinder::readOutput(size_t node) {
  return network.nodes[node].role == NirRole::Output &&
         readEnd(in(node), node, false);
}

/// What neurons' numbers have, their axes of 1 included.
bool ShapeFinder::readLiterally(size_t node) {
  Signal &signal = in(node);
  size_t rank = signal.rank.value_or(withoutOnes(signal.fields).size());
  if (signal.fields.empty() || signal.fields.size() < rank)
    return false;
  return say(signal, lastAxes(signal.fields, rank), signal.fieldsOf);
}

bool ShapeFinder::readVagueInput(size_t node) {
  return network.nodes[node].role == NirRole::Input &&
         readEnd(out(node), node, true);
}

//===----------------------------------------------------------------------===//
// Networks
//===----------------------------------------------------------------------===//

/// Whether a stored shape can be that of a signal: with axes in front, and 1
/// where its writer knew no better.
static bool mayBe(const Shape &stored, const Shape &shape) {
  return isVague(stored) || (stored.size() >= shape.size() &&
                             broadcasts(lastAxes(stored, shape.size()), shape));
}

/// What is wrong with an Input of that signal.
static void checkInput(NodeFields &fields, const NirNode &node,
                       const Signal &signal, const NirNetwork &network) {
  std::optional<Shape> stored = sizesOf(node, "shape");
  unsigned errors = fields.errorCount();
  // Sizes that are open say nothing, which matters only where nothing else
  // does. Other negative numbers and text are wrong.
  const NirField *field = node.find("shape");
  std::optional<Shape> numbers = field ? field->wholeNumbers() : std::nullopt;
  bool isWrong = field && (field->strings() ||
                           (numbers && llvm::any_of(*numbers, isNoSize)));
  if (isWrong || (!stored && !signal.shape))
    fields.shape("shape");
  if (fields.errorCount() != errors)
    return;
  std::string says = "but '" + network.nodes[signal.saidBy].path + "' reads ";
  if (stored && signal.shape && !mayBe(*stored, *signal.shape))
    fields.error("its shape is " + toString(*stored) + ", " + says +
                 toString(*signal.shape));
  else if (stored && !signal.shape && signal.rank)
    fields.error("its shape is " + toString(*stored) + ", " + says +
                 llvm::Twine(*signal.rank) + " axes");
  else if (!signal.shape)
    fields.error("neither 'shape' nor a node that reads it says its shape");
}

NirShapes snnc::inferShapes(const NirNetwork &network,
                            const Convention &convention,
                            const std::string &path, Diagnostics &diagnostics) {
  ShapeFinder finder(network, convention);
  finder.run();
  NirShapes shapes;
  for (auto [index, node] : llvm::enumerate(network.nodes)) {
    shapes.in.push_back(finder.into(index).shape);
    shapes.out.push_back(finder.outOf(index).shape);
    NodeFields fields(*node.node, {path, 0, 0, node.path}, diagnostics);
    if (node.role == NirRole::Input)
      checkInput(fields, *node.node, finder.outOf(index), network);
  }
  return shapes;
}
