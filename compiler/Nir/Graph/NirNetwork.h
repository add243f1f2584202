// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A NIR file as one graph: nested graphs are dissolved, and every edge knows
// whether it is delayed.

#ifndef SNNC_COMPILER_NIR_GRAPH_NIRNETWORK_H
#define SNNC_COMPILER_NIR_GRAPH_NIRNETWORK_H

#include "compiler/Nir/File/NirFile.h"
#include "snnc/Diagnostics.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace snnc {

/// What a node is to the graph around it.
enum class NirRole {
  Input,
  Output,
  Neuron,   ///< keeps a state
  Stateless ///< gives out what it makes of its input
};

struct NirNetwork {
  struct Node {
    /// "outer.inner", as the file spells names.
    std::string path;
    const NirNode *node;
    NirRole role;
    /// Indices of edges, in the file's order.
    std::vector<size_t> in, out;
    /// A Delay of at least one step. If it has to break a cycle, the edges into
    /// it are delayed by one step, and it is shorter by that.
    bool isDelay = false, isShortened = false;
  };
  struct Edge {
    size_t source, target;
    /// In steps; set by `delayEdges`.
    int64_t delay = 0;
  };

  /// Inputs, outputs and nodes, none of which is a graph, in the file's order.
  std::vector<Node> nodes;
  /// In the file's order, those of a graph before those of the graphs in it.
  std::vector<Edge> edges;
};

/// Which node an edge from a nested graph's Input means.
enum class NestedInput {
  AsWritten,
  /// Spyx has it lead into the recurrent weights, and means the neuron.
  IntoNeuron
};

/// Dissolves nested graphs: what leads into one leads to what its Input leads
/// to, what comes out of its Output comes out of it. Of several, edges say
/// which (see EdgeEnds.h). Reports edges that do not, and unknown types.
std::optional<NirNetwork> flatten(const NirFile &file, NestedInput nestedInput,
                                  const std::string &path,
                                  Diagnostics &diagnostics);

/// How cycles are broken.
struct DelayOptions {
  /// Whether what comes out of neurons that spike is read a step late.
  bool lateSpikes = false;
  /// Whether the edge is that of nirtorch's executor: from the node that runs
  /// later to the one that runs earlier, in the order of a depth-first walk.
  bool asNirtorch = false;
};

/// Breaks every cycle: delays the edge from a neuron into a stateless node,
/// among several the first in the file's order, or, without one, the first out
/// of a neuron. A cycle with a Delay of at least a step needs no other. Reports
/// cycles without a neuron.
void delayEdges(NirNetwork &network, const DelayOptions &options,
                const std::string &path, Diagnostics &diagnostics);

/// The nodes so that each comes after those that it reads without a delay.
std::vector<size_t> sortNodes(const NirNetwork &network);

} // namespace snnc

#endif // SNNC_COMPILER_NIR_GRAPH_NIRNETWORK_H
