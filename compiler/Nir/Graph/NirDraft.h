// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A model as a graph of NIR's nodes, before it is known by what convention the
// file will be read.

#ifndef SNNC_COMPILER_NIR_GRAPH_NIRDRAFT_H
#define SNNC_COMPILER_NIR_GRAPH_NIRDRAFT_H

#include "compiler/Nir/Layers/ExportNode.h"
#include "snnc/Convention.h"
#include "snnc/Diagnostics.h"
#include "snnc/FlatModel.h"
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace snnc {

struct NirDraft {
  struct Node {
    std::string name;
    /// "LIF", "Input", ...
    std::string type;
    /// What the node is read as, in NIR's terms; nothing of an Input or Output.
    std::optional<LayerClass> layer;
    std::map<std::string, Parameter> initState;
    ExportContext context;
    Place place;
  };
  struct Edge {
    size_t source, target;
    /// In steps, all of them.
    int64_t delay;
  };

  std::vector<Node> nodes;
  /// What leads to a node is added up in this order.
  std::vector<Edge> edges;
  /// The time step that Delays count by.
  double dt = 1.0;
};

/// What a model is in NIR's terms. `shapes` are those of layers' outputs; a
/// layer that has none there is read by nobody. Reports each layer that NIR
/// cannot say, with the reason.
std::optional<NirDraft> draftNir(const Model &model,
                                 const std::map<std::string, Shape> &shapes,
                                 Diagnostics &diagnostics);

/// How a draft becomes a file.
struct NirPlan {
  /// By what the file will be read; nothing where that says nothing.
  std::optional<Convention> reading;
  /// Whether neurons are written in `plainForm`.
  bool isPlain = false;
  /// Whether delays that a reader would imply are nodes, too.
  bool writesAllDelays = false;
};

/// The plans that may do for a draft, the best first: what the model says of
/// its convention, then what its layers have in common.
std::vector<NirPlan> planReadings(const NirDraft &draft,
                                  const std::optional<Convention> &recorded);

/// What would be read otherwise than it is meant.
struct Misreading {
  /// Null where it is the file as a whole.
  const NirDraft::Node *node = nullptr;
  std::string why;
};

/// What the layers of a draft disagree in, which one convention cannot say, if
/// there is something.
std::optional<Misreading> findConflict(const NirDraft &draft);

/// Writes a draft as \p plan has it, reads that again and compares. Delays that
/// no reader would find by itself (see NirNetwork.h) are nodes.
std::variant<NirFile, Misreading> writeDraft(const NirDraft &draft,
                                             const NirPlan &plan);

} // namespace snnc

#endif // SNNC_COMPILER_NIR_GRAPH_NIRDRAFT_H
