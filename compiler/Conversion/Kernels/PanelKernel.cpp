// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Kernels that compute a layer panel by panel, with all that follows it.

#include "compiler/Conversion/Kernels/PanelKernel.h"
#include "dialect/StepKinds.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace snnc {

static snn::Storage storageOf(Value tensor) {
  return snn::Storage::of(cast<RankedTensorType>(tensor.getType()));
}

PanelKernel::PanelKernel(snn::KernelOp kernel, Emitter &emitter,
                         WeightPacker &packer)
    : kernel(kernel), plan(kernel.getBody().front()), e(emitter),
      packer(packer), workspace(emitter, kernel),
      values(emitter, packer, workspace), tile(tileStepsOf(kernel, emitter)) {}

void PanelKernel::bindInputs(ValueRange memories) {
  for (auto [argument, memory] :
       llvm::zip(kernel.getBody().getArguments(), memories))
    values.setBuffer(argument, {memory, storageOf(argument)});
}

/// Decides where values go: what the kernel yields to its outputs, what a later
/// pass reads to the workspace, if it is in no output.
void PanelKernel::planStores() {
  OperandRange yielded =
      kernel.getBody().front().getTerminator()->getOperands();
  stores.assign(plan.getPasses().size(), {});
  for (auto [pass, list] : llvm::zip(plan.getPasses(), stores)) {
    for (unsigned number : pass.outputs) {
      Value value = yielded[number];
      Buffer output = {outputs[number], storageOf(value)};
      list.push_back({value, output});
      if (value.getDefiningOp() && !values.bufferOf(value).memory)
        values.setBuffer(value, output);
    }
    for (Value value : pass.kept) {
      values.setBuffer(value, workspace.getKept(value));
      list.push_back({value, values.bufferOf(value)});
    }
  }
}

void PanelKernel::prepareProducer(std::optional<Row> row) {
  auto lookup = [&](Value value) { return values.bufferOf(value); };
  for (Operation *op : plan.getPasses().front().ops) {
    auto first = dyn_cast<ProducerOpInterface>(op);
    if (!first)
      continue;
    producer = first.createProducer({e, packer, workspace, lookup, tile, row});
    return producer->prepare();
  }
}

/// The shape whose panels the kernel visits: that of its last value. Floats'
/// pitch decides the panels, so spikes and floats have the same.
snn::Storage PanelKernel::panelStorage() {
  return storageOf(kernel.getBody().front().getTerminator()->getOperand(0));
}

/// True for a sum that another operation goes on with.
static bool isPartOfSum(Operation &op) {
  return op.hasOneUse() &&
         snn::getContinuedSum(*op.user_begin()) == op.getResult(0);
}

void PanelKernel::emitOp(Operation &op, const Panel &panel) {
  if (auto onPanels = dyn_cast<PanelOpInterface>(op))
    return onPanels.emitPanel(values, panel);
  // Only the last operation of a sum has a value of its own.
  if (!isa<ProducerOpInterface>(op) || isPartOfSum(op))
    return;
  values.set(op.getResult(0), sumsAreReady ? producer->loadSum(panel)
                                           : producer->emitPanel(panel));
}

/// Computes what leaves a pass. All of it is loaded before anything is stored:
/// outputs may be inputs.
void PanelKernel::computePanel(size_t pass, const Panel &panel) {
  for (Operation *op : plan.getPasses()[pass].ops)
    emitOp(*op, panel);
  for (auto &[value, buffer] : stores[pass])
    values.get(value, panel);
}

void PanelKernel::storePanel(const Store &store, const Panel &panel) {
  const auto &[value, buffer] = store;
  e.storePanel(values.get(value, panel), buffer.memory, buffer.storage, panel);
}

void PanelKernel::emitPass(size_t pass, const StepBuffers &block) {
  for (Operation *op : plan.getPasses()[pass].ops)
    if (auto onPanels = dyn_cast<PanelOpInterface>(op))
      onPanels.emitBeforePass(values);
  e.forEachPanel(panelStorage(), [&](Panel panel) {
    panel.sample = block.sample;
    panel.step = block.step;
    values.clearPanel();
    computePanel(pass, panel);
    for (const Store &store : stores[pass])
      storePanel(store, panel);
  });
}

/// Computes all steps of one sample for a panel. The states that the kernel
/// updates stay in registers; everything else leaves at every step.
void PanelKernel::emitSteps(const Panel &panel) {
  ArrayRef<Store> all = stores.front(); // of the only pass: outputs in order
  SmallVector<Value> states;
  SmallVector<int64_t> updated; // numbers of outputs
  Emitter::Values before;
  values.clearPanel();
  ArrayRef<int64_t> pairs = kernel.getCarried().value_or(ArrayRef<int64_t>());
  for (size_t index = 0; index < pairs.size(); index += 2) {
    states.push_back(kernel.getBody().getArgument(pairs[index]));
    updated.push_back(pairs[index + 1]);
    before.push_back(values.get(states.back(), panel));
  }
  Value end = e.add(tile.first, tile.steps);
  Emitter::Values after = e.loop(
      tile.first, end, e.index(1), before, [&](Value step, ValueRange carried) {
        Panel atStep = panel;
        atStep.step = step;
        values.clearPanel();
        for (auto [state, value] : llvm::zip(states, carried))
          values.set(state, value);
        computePanel(0, atStep);
        for (auto [number, store] : llvm::enumerate(all))
          if (!llvm::is_contained(updated, int64_t(number)))
            storePanel(store, atStep);
        return Emitter::Values(llvm::map_range(updated, [&](int64_t number) {
          return values.get(all[number].first, atStep);
        }));
      });
  for (auto [number, value] : llvm::zip(updated, after)) {
    const Buffer &buffer = all[number].second;
    e.storePanel(value, buffer.memory, buffer.storage, panel);
  }
}

/// All steps of one sample for a panel. Where that is better, its sums are
/// computed first.
void PanelKernel::emitSample(const Panel &panel) {
  Value prefersSums = producer ? producer->prefersSums(panel.sample) : Value();
  if (!prefersSums)
    return emitSteps(panel);
  e.choose(
      prefersSums,
      [&] {
        producer->emitSums(panel);
        sumsAreReady = true;
        emitSteps(panel);
        sumsAreReady = false;
      },
      [&] { emitSteps(panel); });
}

void PanelKernel::emitTile() {
  llvm::append_range(outputs, kernel.getOutputs());
  planStores();
  e.forEachPanel(panelStorage(), [&](const Panel &panel) {
    e.loop(tile.samples, [&](Value sample) {
      Panel ofSample = panel;
      ofSample.sample = sample;
      emitSample(ofSample);
    });
  });
}

void PanelKernel::emitStep(const StepBuffers &block) {
  bindInputs(block.inputs);
  outputs = block.outputs;
  if (!producer)
    prepareProducer();
  planStores();
  for (size_t pass = 0; pass < stores.size(); ++pass)
    emitPass(pass, block);
}

/// A sum that its producer gives to the application.
void PanelKernel::emitGiven() {
  forEachStep(kernel, e, tile, [&](const StepBuffers &block) {
    bindInputs(block.inputs);
    Value number =
        arith::SubIOp::create(e.builder, e.loc, block.step, kernel.getFirst());
    prepareProducer(Row{kernel.getSequence(), block.sample,
                        e.add(kernel.getRow(), number), Value()});
  });
}

LogicalResult PanelKernel::emit() {
  if (failed(workspace.check(kernel)))
    return failure();
  bindInputs(kernel.getInputs());
  // Linear kernels list the events of all steps before the first.
  bool isLinear = kernel.getKind() == snn::KernelKind::Linear;
  if (isLinear)
    prepareProducer();
  if (kernel.getSequence())
    emitGiven();
  else if (plan.getPasses().size() == 1 &&
           (isLinear || kernel.getKind() == snn::KernelKind::Map))
    emitTile();
  else
    forEachStep(kernel, e, tile,
                [&](const StepBuffers &block) { emitStep(block); });
  return success();
}

} // namespace snnc
