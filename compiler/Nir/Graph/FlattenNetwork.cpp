// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Dissolves the nested graphs of a NIR file.

#include "compiler/Nir/File/ReadNirFile.h"
#include "compiler/Nir/Graph/EdgeEnds.h"
#include "compiler/Nir/Graph/NirNetwork.h"
#include "compiler/Nir/Layers/NodeToLayer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include <utility>

using namespace snnc;
using llvm::StringRef;

/// No network of a file that anyone trained has as many edges; nested graphs of
/// a few bytes could.
static constexpr size_t mostEdges = 1'000'000;

static bool hasRole(const NirGraph &graph, StringRef name, NirRole role) {
  const NirNode *node = graph.find(name);
  return node && roleOf(node->type) == role;
}

/// Of an edge from an Input into recurrent weights, the neuron around them;
/// else its target.
static StringRef meantTarget(const NirGraph &graph, const NirEdge &edge) {
  if (!hasRole(graph, edge.source, NirRole::Input) ||
      !hasRole(graph, edge.target, NirRole::Stateless))
    return edge.target;
  for (const NirEdge &out : graph.edges)
    for (const NirEdge &back : graph.edges)
      if (out.source == edge.target && back.target == edge.target &&
          out.target == back.source &&
          hasRole(graph, out.target, NirRole::Neuron))
        return out.target;
  return edge.target;
}

namespace {

/// A node of any graph: those at the ends of nested graphs are only joints.
struct Point {
  NirNetwork::Node node;
  bool isJoint = false;
};

/// Where edges go into a node and where they come out: of a nested graph, its
/// Inputs and Outputs.
struct Ends {
  std::vector<size_t> in, out;
  /// Of a nested graph, those of its nodes.
  llvm::StringMap<Ends> inside;
};

class Flattener {
public:
  Flattener(NestedInput nestedInput, const std::string &file,
            Diagnostics &diagnostics)
      : nestedInput(nestedInput), file(file), diagnostics(diagnostics) {}

  std::optional<NirNetwork> run(const NirGraph &graph) {
    unsigned errors = diagnostics.errorCount();
    addGraph(graph, "", false);
    if (diagnostics.errorCount() != errors)
      return std::nullopt;
    checkInputs();
    for (size_t point = 0; point < points.size(); ++point)
      if (points[point].isJoint)
        dissolve(point);
    if (diagnostics.errorCount() != errors)
      return std::nullopt;
    return collect();
  }

private:
  Place at(const std::string &node) const { return {file, 0, 0, node}; }

  size_t addPoint(const NirNode &node, std::string path, bool isNested) {
    std::optional<NirRole> role = roleOf(node.type);
    if (!role)
      diagnostics.error(at(path), "unknown type '" + node.type + "'")
          .note({}, "known types: " + knownTypes());
    NirRole known = role.value_or(NirRole::Stateless);
    bool isEnd = known == NirRole::Input || known == NirRole::Output;
    points.push_back(
        {{std::move(path), &node, known, {}, {}}, isEnd && isNested});
    return points.size() - 1;
  }

  /// Adds a graph's nodes and edges; gives its ends.
  Ends addGraph(const NirGraph &graph, const std::string &path, bool isNested) {
    Ends own;
    for (const NirNode &node : graph.nodes) {
      if (node.graph)
        continue;
      size_t point = addPoint(node, nodePath(path, node.name), isNested);
      own.inside[node.name] = {{point}, {point}, {}};
      NirRole role = points[point].node.role;
      if (role == NirRole::Input)
        own.in.push_back(point);
      if (role == NirRole::Output)
        own.out.push_back(point);
    }
    size_t firstEdge = edges.size();
    edges.resize(firstEdge + graph.edges.size());
    for (const NirNode &node : graph.nodes)
      if (node.graph)
        own.inside[node.name] =
            addGraph(*node.graph, nodePath(path, node.name), true);
    for (const auto &[index, edge] : llvm::enumerate(graph.edges)) {
      bool isRedirected = isNested && nestedInput == NestedInput::IntoNeuron;
      StringRef target =
          isRedirected ? meantTarget(graph, edge) : StringRef(edge.target);
      auto from = endOf({graph, own, path, edge}, edge.source, &Ends::out);
      auto to = endOf({graph, own, path, edge}, target, &Ends::in);
      if (from && to)
        edges[firstEdge + index] = {*from, *to};
    }
    return own;
  }

  /// An edge of a graph.
  struct EdgeOf {
    const NirGraph &graph;
    const Ends &ends;
    const std::string &path;
    const NirEdge &edge;
  };

  /// The point that an end of an edge names; reports one that names none, or
  /// more than one.
  std::optional<size_t> endOf(const EdgeOf &of, StringRef name,
                              std::vector<size_t> Ends::*side) {
    bool isSource = side == &Ends::out;
    StringRef type = isSource ? "Output" : "Input";
    EdgeEnd end = findEnd(of.graph, name);
    const Ends *found = &of.ends.inside.find(end.node->name)->second;
    for (; !end.inside.empty();
         found = &found->inside.find(end.node->name)->second)
      end = findEnd(*end.node->graph, end.inside);
    const std::vector<size_t> &points = found->*side;
    if (points.size() == 1)
      return points.front();
    Place place = at(nodePath(of.path, name.str()));
    std::string edge =
        "the edge '" + of.edge.source + "' -> '" + of.edge.target + "' ";
    if (points.empty())
      diagnostics.error(place, edge + "needs a nested graph with an " + type);
    else
      reportSeveral(place, type, edge, name, points);
    return std::nullopt;
  }

  void reportSeveral(const Place &place, StringRef type,
                     const std::string &edge, StringRef name,
                     llvm::ArrayRef<size_t> ends) {
    std::string names;
    for (size_t end : ends)
      names += (names.empty() ? "'" : " or '") + name.str() + "." +
               points[end].node.node->name + "'";
    diagnostics.error(place, "a nested graph with more than one " + type +
                                 ": " + edge + "does not say which; expected " +
                                 names);
  }

  /// Without a source, an Input of a nested graph would be zeros.
  void checkInputs() {
    std::vector<bool> isFed(points.size());
    for (const NirNetwork::Edge &edge : edges)
      isFed[edge.target] = true;
    for (auto [index, point] : llvm::enumerate(points))
      if (point.isJoint && !isFed[index])
        diagnostics.error(at(point.node.path),
                          "no edge leads to this " + point.node.node->type);
  }

  /// Leads what comes to a joint to what it leads to.
  void dissolve(size_t joint) {
    std::vector<size_t> targets;
    for (const NirNetwork::Edge &edge : edges)
      if (edge.source == joint)
        targets.push_back(edge.target);
    std::vector<NirNetwork::Edge> kept;
    for (const NirNetwork::Edge &edge : edges) {
      if (edge.target == joint && edge.source == joint)
        return report(joint, "this graph's end leads to itself: a cycle "
                             "without a neuron");
      if (edge.target == joint)
        for (size_t target : targets)
          kept.push_back({edge.source, target});
      else if (edge.source != joint)
        kept.push_back(edge);
      if (kept.size() > mostEdges)
        return report(joint, "nested graphs dissolve into more than " +
                                 std::to_string(mostEdges) + " edges");
    }
    edges = std::move(kept);
  }

  void report(size_t joint, const llvm::Twine &message) {
    diagnostics.error(at(points[joint].node.path), message);
    edges.clear();
  }

  NirNetwork collect() {
    NirNetwork network;
    std::vector<size_t> numbers(points.size());
    for (auto [index, point] : llvm::enumerate(points)) {
      numbers[index] = network.nodes.size();
      if (!point.isJoint)
        network.nodes.push_back(std::move(point.node));
    }
    for (const NirNetwork::Edge &edge : edges) {
      NirNetwork::Edge own{numbers[edge.source], numbers[edge.target]};
      network.nodes[own.source].out.push_back(network.edges.size());
      network.nodes[own.target].in.push_back(network.edges.size());
      network.edges.push_back(own);
    }
    return network;
  }

  NestedInput nestedInput;
  const std::string &file;
  Diagnostics &diagnostics;
  std::vector<Point> points;
  std::vector<NirNetwork::Edge> edges;
};

} // namespace

std::optional<NirNetwork> snnc::flatten(const NirFile &file,
                                        NestedInput nestedInput,
                                        const std::string &path,
                                        Diagnostics &diagnostics) {
  return Flattener(nestedInput, path, diagnostics).run(file.graph);
}
