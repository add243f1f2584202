// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Values of the step before, given on by who makes them.

#include "compiler/Transforms/GroupGraph.h"

#include "dialect/KernelPlan.h"

#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace snnc {

/// True for groups whose kernel goes over places and can store one value more.
static bool storesAnyValue(snn::GroupOp group) {
  switch (group.getKind()) {
  case snn::KernelKind::Map:
  case snn::KernelKind::Linear:
  case snn::KernelKind::Conv:
  case snn::KernelKind::GroupedConv:
  case snn::KernelKind::Pool:
    return true;
  default:
    return false;
  }
}

/// The block argument of a group that stands for `value`.
static Value argumentFor(snn::GroupOp group, Value value) {
  Block &body = group.getBody().front();
  for (auto [input, argument] :
       llvm::zip(group.getInputs(), body.getArguments()))
    if (input == value)
      return argument;
  group.getInputsMutable().append(value);
  return body.addArgument(value.getType(), group.getLoc());
}

snn::GroupOp addResults(snn::GroupOp group, ValueRange inner) {
  OpBuilder builder(group);
  Operation *yield = group.getBody().front().getTerminator();
  SmallVector<Type> types(group->getResultTypes());
  llvm::append_range(types, inner.getTypes());
  auto copy =
      snn::GroupOp::create(builder, group.getLoc(), types, group.getName(),
                           group.getKind(), group.getInputs());
  copy.setStepwise(group.getStepwise());
  yield->insertOperands(yield->getNumOperands(), inner);
  copy.getBody().takeBody(group.getBody());
  group->replaceAllUsesWith(
      copy->getResults().take_front(group->getNumResults()));
  group->erase();
  return copy;
}

/// Computes in `maker` what `reader` does. Returns the group of both.
static snn::GroupOp merge(snn::GroupOp maker, snn::GroupOp reader) {
  Block &from = reader.getBody().front(), &to = maker.getBody().front();
  IRMapping mapping;
  for (auto [input, argument] :
       llvm::zip(reader.getInputs(), from.getArguments()))
    mapping.map(argument, argumentFor(maker, input));
  OpBuilder builder(to.getTerminator());
  for (Operation &op : from.without_terminator())
    builder.clone(op, mapping);
  SmallVector<Value> inner;
  for (Value value : from.getTerminator()->getOperands())
    inner.push_back(mapping.lookup(value));
  maker.setName((maker.getName() + "+" + reader.getName()).str());
  snn::GroupOp both = addResults(maker, inner);
  reader->replaceAllUsesWith(both->getResults().take_back(inner.size()));
  reader->erase();
  return both;
}

namespace {

class DelayPasser {
public:
  DelayPasser(Block &body, StateUpdates &states, int64_t tile);
  void passOn(unsigned state);

private:
  snn::GroupOp makerOf(unsigned state) {
    return states.next(state).get().getDefiningOp<snn::GroupOp>();
  }
  bool isOutside(OpOperand &use, unsigned cycle) const;
  bool isMergeable(snn::GroupOp reader, BlockArgument present) const;

  StateUpdates &states;
  llvm::DenseMap<Operation *, unsigned> cycleOf; ///< of groups
};

} // namespace

DelayPasser::DelayPasser(Block &body, StateUpdates &states, int64_t tile)
    : states(states) {
  for (unsigned state = 0; state < states.size(); ++state)
    if (!makerOf(state))
      states.addCopy(state);
  for (auto [number, component] :
       llvm::enumerate(findComponents(body, states, tile, Delays::PassedOn)))
    for (snn::GroupOp group : component.groups)
      cycleOf[group] = number;
}

/// True for a use by a group of another cycle, or as an output.
bool DelayPasser::isOutside(OpOperand &use, unsigned cycle) const {
  auto reader = cycleOf.find(use.getOwner());
  return reader == cycleOf.end() || reader->second != cycle;
}

/// True if a group goes over the places of the state once, and reads nothing
/// else but states of its own.
bool DelayPasser::isMergeable(snn::GroupOp reader,
                              BlockArgument present) const {
  if (reader.getKind() != snn::KernelKind::Map ||
      snn::KernelPlan(reader.getBody().front()).getPasses().size() != 1)
    return false;
  auto shapeOf = [](Value value) {
    return cast<RankedTensorType>(value.getType()).getShape();
  };
  llvm::DenseSet<Value> own = {present};
  for (unsigned state = 0; state < states.size(); ++state)
    if (states.next(state).get().getDefiningOp() == reader)
      own.insert(states.present(state));
  return llvm::all_of(reader.getInputs(),
                      [&](Value input) { return own.contains(input); }) &&
         llvm::all_of(reader->getResults(), [&](Value result) {
           return shapeOf(result) == shapeOf(present);
         });
}

void DelayPasser::passOn(unsigned state) {
  BlockArgument present = states.present(state);
  if (snn::isQueue(present.getType()))
    return;
  snn::GroupOp maker = makerOf(state);
  unsigned cycle = cycleOf.at(maker);
  auto outside = [&] {
    SmallVector<OpOperand *> uses;
    for (OpOperand &use : present.getUses())
      if (isOutside(use, cycle))
        uses.push_back(&use);
    return uses;
  };
  if (outside().empty())
    return;
  if (!storesAnyValue(maker))
    maker = states.addCopy(state);
  llvm::SetVector<Operation *> readers;
  if (snn::KernelPlan(maker.getBody().front()).getPasses().size() == 1)
    for (OpOperand *use : outside())
      if (auto reader = dyn_cast<snn::GroupOp>(use->getOwner());
          reader && isMergeable(reader, present))
        readers.insert(reader);
  for (Operation *reader : readers) {
    cycleOf.erase(maker);
    cycleOf.erase(reader);
    maker = merge(maker, cast<snn::GroupOp>(reader));
    cycleOf[maker] = cycle;
  }
  SmallVector<OpOperand *> late = outside();
  if (!late.empty()) {
    cycleOf.erase(maker);
    maker = addResults(maker, argumentFor(maker, present));
    for (OpOperand *use : late)
      use->set(maker->getResults().back());
  }
  cycleOf[maker] = cycle;
}

void passDelaysOn(Block &body, StateUpdates &states, int64_t tile) {
  DelayPasser passer(body, states, tile);
  for (unsigned state = 0; state < states.size(); ++state)
    passer.passOn(state);
  for (GroupComponent &component : findComponents(body, states, tile))
    for (snn::GroupOp group : component.groups)
      group->moveBefore(body.getTerminator());
}

} // namespace snnc
