// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Nir/Graph/CheckEdges.h"
#include "compiler/Nir/Graph/EdgeEnds.h"
#include "compiler/Spec/Names.h"
#include "llvm/ADT/StringMap.h"
#include <set>

using namespace snnc;
using llvm::StringRef;
using llvm::Twine;

/// Beyond this many nodes a wrong name is not compared with all of them.
static constexpr size_t mostCandidates = 10'000;

/// "'a', 'b'", or "it has none".
static std::string listEnds(const NirGraph &graph, StringRef type) {
  std::string text;
  for (const NirNode &node : graph.nodes)
    if (node.type == type)
      text += (text.empty() ? "'" : ", '") + node.name + "'";
  return text.empty() ? "it has none" : text;
}

namespace {
class EdgeChecker {
public:
  EdgeChecker(const NirGraph &graph, const Place &place,
              Diagnostics &diagnostics)
      : graph(graph), place(place), diagnostics(diagnostics) {
    for (const NirNode &node : graph.nodes) {
      types[node.name] = node.type;
      names.push_back(node.name);
    }
  }

  void check(const NirEdge &edge) {
    checkEnd(edge, "comes from", edge.source, "Output");
    checkEnd(edge, "goes to", edge.target, "Input");
    if (typeOf(edge.target) == "Input")
      report(edge, "goes into an Input, which takes what the network is given");
    if (typeOf(edge.source) == "Output")
      report(edge, "comes out of an Output, where the network ends");
    if (!seen.insert({edge.source, edge.target}).second)
      report(edge, "is there twice");
  }

private:
  StringRef typeOf(StringRef node) const {
    auto found = types.find(node);
    return found == types.end() ? StringRef() : found->second;
  }

  void report(const NirEdge &edge, const Twine &what) {
    diagnostics.error(place, "the edge '" + edge.source + "' -> '" +
                                 edge.target + "' " + what);
  }

  /// Of a nested graph's nodes, an edge comes and goes to its ends alone.
  void checkEnd(const NirEdge &edge, StringRef how, StringRef node,
                StringRef type) {
    if (types.contains(node))
      return;
    EdgeEnd end = findEnd(graph, node);
    const NirNode *nested = end.node;
    while (end.node && !end.inside.empty()) {
      nested = end.node;
      end = findEnd(*nested->graph, end.inside);
    }
    if (end.node && (end.node->type == type || end.node->graph))
      return;
    if (nested)
      return report(edge, how + " '" + node + "', expected an " + type +
                              " of the graph '" + nested->name +
                              "': " + listEnds(*nested->graph, type));
    std::string hint =
        names.size() > mostCandidates ? "" : didYouMean("; ", node, names);
    report(edge,
           how + " '" + node + "', but the graph has no such node" + hint);
  }

  const NirGraph &graph;
  const Place &place;
  Diagnostics &diagnostics;
  llvm::StringMap<StringRef> types;
  std::vector<StringRef> names;
  std::set<std::pair<StringRef, StringRef>> seen;
};
} // namespace

void snnc::checkEdges(const NirGraph &graph, const Place &place,
                      Diagnostics &diagnostics) {
  EdgeChecker checker(graph, place, diagnostics);
  for (const NirEdge &edge : graph.edges)
    checker.check(edge);
}
