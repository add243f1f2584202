// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which groups of a step depend on each other's earlier steps.

#include "compiler/Transforms/GroupGraph.h"
#include "dialect/StepKinds.h"

#include "llvm/ADT/SCCIterator.h"

using namespace mlir;

namespace {

struct Node {
  snn::GroupOp group; ///< null for the root, from which every node is reached
  SmallVector<Node *> successors;
};

} // namespace

template <> struct llvm::GraphTraits<Node *> {
  using NodeRef = Node *;
  using ChildIteratorType = SmallVector<Node *>::iterator;
  static NodeRef getEntryNode(NodeRef node) { return node; }
  static ChildIteratorType child_begin(NodeRef node) {
    return node->successors.begin();
  }
  static ChildIteratorType child_end(NodeRef node) {
    return node->successors.end();
  }
};

namespace snnc {

/// True if `use` reads a state only at the place where the group writes its
/// next value.
static bool isPointwise(OpOperand &use) {
  auto group = cast<snn::GroupOp>(use.getOwner());
  BlockArgument argument = group.getBody().getArgument(use.getOperandNumber());
  return llvm::all_of(argument.getUses(), [](OpOperand &inner) {
    return snn::accessOf(inner) == snn::Access::AtPlace;
  });
}

/// True if the group of `use` must not run ahead of the one that makes the next
/// value of the state: but for a queue of which it reads nothing that may have
/// entered in the same tile.
static bool readsWithinTile(OpOperand &use, int64_t tile) {
  auto reader = cast<snn::GroupOp>(use.getOwner());
  auto read = dyn_cast<snn::QueueReadOp>(reader.getBody().front().front());
  return !read || !snn::isQueue(use.get().getType()) ||
         read.getShortest() < tile;
}

llvm::SmallVector<GroupComponent> findComponents(Block &body,
                                                 const StateUpdates &states,
                                                 int64_t tile, Delays delays) {
  llvm::MapVector<Operation *, Node> nodes;
  for (auto group : body.getOps<snn::GroupOp>())
    nodes[group].group = group;
  Node root;
  for (auto &[op, node] : llvm::reverse(nodes))
    root.successors.push_back(&node);
  for (auto &[op, node] : nodes)
    for (Operation *user : op->getUsers())
      if (auto reader = nodes.find(user); reader != nodes.end())
        node.successors.push_back(&reader->second);
  for (unsigned state = 0; state < states.size(); ++state) {
    Node &maker = nodes[states.next(state).get().getDefiningOp()];
    for (OpOperand &use : states.present(state).getUses()) {
      if (!isa<snn::GroupOp>(use.getOwner()))
        continue; // an output
      Node &reader = nodes[use.getOwner()];
      bool isQueue = snn::isQueue(use.get().getType()),
           keepsPlace = isQueue || isPointwise(use);
      if (&reader == &maker && keepsPlace)
        continue;
      if (readsWithinTile(use, tile))
        maker.successors.push_back(&reader);
      if (isQueue || delays == Delays::Tie)
        reader.successors.push_back(&maker);
    }
  }
  llvm::SmallVector<GroupComponent> components;
  for (auto found = llvm::scc_begin(&root); !found.isAtEnd(); ++found) {
    if (found->front() == &root)
      continue;
    GroupComponent &component = components.emplace_back();
    component.isRecurrent = found.hasCycle();
    for (Node *node : *found)
      component.groups.push_back(node->group);
    llvm::sort(component.groups, [](snn::GroupOp a, snn::GroupOp b) {
      return a->isBeforeInBlock(b);
    });
  }
  std::reverse(components.begin(), components.end());
  return components;
}

} // namespace snnc
