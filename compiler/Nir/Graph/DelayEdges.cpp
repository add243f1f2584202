// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which edges of a NIR network read the last step's value: the file does not
// say (docs/Semantics.md, M7).

#include "compiler/Nir/Graph/NirNetwork.h"
#include "compiler/Nir/Layers/NodeToLayer.h"
#include "llvm/ADT/SCCIterator.h"
#include "llvm/ADT/STLExtras.h"
#include <utility>

using namespace snnc;

using Edge = NirNetwork::Edge;

namespace {
/// A node with the edges that are not delayed.
struct Vertex {
  std::vector<Vertex *> out;
  int64_t component = -1;
};
} // namespace

// The names are those that LLVM asks for.
// NOLINTBEGIN(readability-identifier-naming)
template <> struct llvm::GraphTraits<Vertex *> {
  using NodeRef = Vertex *;
  using ChildIteratorType = std::vector<Vertex *>::iterator;

  static NodeRef getEntryNode(Vertex *vertex) { return vertex; }
  static ChildIteratorType child_begin(Vertex *vertex) {
    return vertex->out.begin();
  }
  static ChildIteratorType child_end(Vertex *vertex) {
    return vertex->out.end();
  }
};
// NOLINTEND(readability-identifier-naming)

namespace {

/// Numbers the strongly connected components of the edges that are not delayed.
class Components {
public:
  explicit Components(const NirNetwork &network)
      : vertices(network.nodes.size() + 1) {
    // The last one leads everywhere.
    for (size_t node = 0; node < network.nodes.size(); ++node)
      vertices.back().out.push_back(&vertices[node]);
    for (size_t node = 0; node < network.nodes.size(); ++node)
      for (size_t edge : network.nodes[node].out)
        if (network.edges[edge].delay == 0)
          vertices[node].out.push_back(&vertices[network.edges[edge].target]);
    int64_t count = 0;
    for (auto members = llvm::scc_begin(&vertices.back()); !members.isAtEnd();
         ++members, ++count)
      for (Vertex *member : *members)
        member->component = count;
  }

  /// Whether the edge lies on a cycle.
  bool hasCycle(const Edge &edge) const {
    return edge.delay == 0 && of(edge.source) == of(edge.target);
  }
  int64_t of(size_t node) const { return vertices[node].component; }

private:
  std::vector<Vertex> vertices;
};

} // namespace

/// Where a depth-first walk from the inputs comes to each node.
static std::vector<size_t> walkOrder(const NirNetwork &network) {
  std::vector<size_t> order(network.nodes.size(), 0), stack;
  size_t visited = 0;
  auto visit = [&](size_t root) {
    stack.push_back(root);
    while (!stack.empty()) {
      size_t node = stack.back();
      stack.pop_back();
      if (order[node])
        continue;
      order[node] = ++visited;
      for (size_t edge : llvm::reverse(network.nodes[node].out))
        stack.push_back(network.edges[edge].target);
    }
  };
  for (size_t node = 0; node < network.nodes.size(); ++node)
    if (network.nodes[node].role == NirRole::Input)
      visit(node);
  for (size_t node = 0; node < network.nodes.size(); ++node)
    visit(node);
  return order;
}

/// How well an edge of a cycle serves as the delayed one; 0 not at all.
static int fitness(const NirNetwork &network, const Edge &edge,
                   const std::vector<size_t> &order) {
  if (network.nodes[edge.target].isDelay)
    return 3;
  if (!order.empty())
    return order[edge.source] >= order[edge.target];
  if (network.nodes[edge.source].role != NirRole::Neuron)
    return 0;
  return network.nodes[edge.target].role == NirRole::Stateless ? 2 : 1;
}

/// "'a' -> 'b' -> 'a'" of a component.
static std::string describeCycle(const NirNetwork &network,
                                 const Components &components, size_t first) {
  std::string text = "'" + network.nodes[first].path + "'";
  std::vector<bool> seen(network.nodes.size());
  for (size_t node = first; !seen[node];) {
    seen[node] = true;
    for (size_t index : network.nodes[node].out) {
      const Edge &edge = network.edges[index];
      if (!components.hasCycle(edge))
        continue;
      node = edge.target;
      break;
    }
    text += " -> '" + network.nodes[node].path + "'";
  }
  return text;
}

static void delay(NirNetwork &network, Edge &edge) {
  NirNetwork::Node &target = network.nodes[edge.target];
  target.isShortened = target.isDelay;
  if (!target.isDelay)
    edge.delay = 1;
  else
    for (size_t index : target.in)
      ++network.edges[index].delay;
}

void snnc::delayEdges(NirNetwork &network, const DelayOptions &options,
                      const std::string &path, Diagnostics &diagnostics) {
  if (options.lateSpikes)
    for (Edge &edge : network.edges)
      edge.delay = givesSpikes(*network.nodes[edge.source].node);
  std::vector<size_t> order;
  if (options.asNirtorch)
    order = walkOrder(network);
  while (true) {
    Components components(network);
    // By component, the edge to delay.
    std::vector<std::pair<int, Edge *>> best(network.nodes.size(),
                                             {-1, nullptr});
    for (Edge &edge : network.edges) {
      if (!components.hasCycle(edge))
        continue;
      auto &[bestFitness, bestEdge] = best[components.of(edge.source)];
      int own = fitness(network, edge, order);
      if (own > bestFitness)
        bestFitness = own, bestEdge = &edge;
    }
    bool isDone = true;
    for (auto [own, edge] : best) {
      if (!edge)
        continue;
      if (own == 0) {
        diagnostics.error({path, 0, 0, network.nodes[edge->source].path},
                          "a cycle without a neuron: " +
                              describeCycle(network, components, edge->source));
        return;
      }
      delay(network, *edge);
      isDone = false;
    }
    if (isDone)
      return;
  }
}

std::vector<size_t> snnc::sortNodes(const NirNetwork &network) {
  std::vector<size_t> missing(network.nodes.size(), 0), sorted;
  for (const Edge &edge : network.edges)
    missing[edge.target] += edge.delay == 0;
  for (size_t node = 0; node < network.nodes.size(); ++node)
    if (!missing[node])
      sorted.push_back(node);
  for (size_t next = 0; next < sorted.size(); ++next)
    for (size_t index : network.nodes[sorted[next]].out) {
      const Edge &edge = network.edges[index];
      if (edge.delay == 0 && --missing[edge.target] == 0)
        sorted.push_back(edge.target);
    }
  return sorted;
}
