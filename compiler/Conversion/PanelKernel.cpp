// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Kernels that compute a layer panel by panel, with all that follows it.

#include "compiler/Conversion/PanelKernel.h"
#include "compiler/Conversion/Norms.h"
#include "dialect/StepKinds.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace snnc {

static bool isSum(Operation &op) { return isa<snn::LinearOp, snn::ConvOp>(op); }
static bool isProduced(Operation &op) { return isSum(op) || snn::isPool(&op); }
static snn::Storage storageOf(Value tensor) {
  return snn::Storage::of(cast<RankedTensorType>(tensor.getType()));
}

PanelKernel::PanelKernel(snn::KernelOp kernel, Emitter &emitter,
                         WeightPacker &packer)
    : kernel(kernel), plan(kernel.getBody().front()), e(emitter),
      packer(packer), workspace(emitter, kernel),
      tile(tileStepsOf(kernel, emitter)) {}

void PanelKernel::bindInputs(ValueRange memories) {
  for (auto [argument, memory] :
       llvm::zip(kernel.getBody().getArguments(), memories))
    buffers[argument] = {memory, storageOf(argument)};
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
      if (value.getDefiningOp())
        buffers.try_emplace(value, output);
    }
    for (Value value : pass.kept) {
      buffers[value] = workspace.getKept(value);
      list.push_back({value, buffers[value]});
    }
  }
}

void PanelKernel::prepareProducer(std::optional<Row> row) {
  SmallVector<snn::LinearOp> linears;
  SmallVector<snn::ConvOp> convs;
  Operation *pool = nullptr;
  for (Operation *op : plan.getPasses().front().ops) {
    if (auto linear = dyn_cast<snn::LinearOp>(op))
      linears.push_back(linear);
    if (auto conv = dyn_cast<snn::ConvOp>(op))
      convs.push_back(conv);
    if (snn::isPool(op))
      pool = op;
  }
  auto lookup = [&](Value value) { return buffers.lookup(value); };
  if (!linears.empty())
    producer =
        createLinearProducer(e, packer, workspace, linears, lookup, tile);
  else if (!convs.empty())
    producer = createConvProducer(e, packer, workspace, convs, lookup, row);
  else if (pool)
    producer = createPoolProducer(e, pool, lookup);
  if (producer)
    producer->prepare();
}

/// The shape whose panels the kernel visits: that of its last value. Floats'
/// pitch decides the panels, so spikes and floats have the same.
snn::Storage PanelKernel::panelStorage() {
  return storageOf(kernel.getBody().front().getTerminator()->getOperand(0));
}

Value PanelKernel::panelOf(Value tensor, const Panel &panel) {
  if (Value known = registers.lookup(tensor))
    return known;
  SplatElementsAttr constant;
  if (matchPattern(tensor, m_Constant(&constant))) {
    auto element = cast<ShapedType>(tensor.getType()).getElementType();
    auto type = VectorType::get(panel.width, element);
    Value splat = arith::ConstantOp::create(
        e.builder, e.loc,
        SplatElementsAttr::get(type, constant.getSplatValue<Attribute>()));
    return registers[tensor] = splat;
  }
  Buffer buffer = buffers.lookup(tensor);
  Value value = e.loadPanel(buffer.memory, buffer.storage, panel);
  return registers[tensor] = value;
}

void PanelKernel::emitPointwise(snn::PointwiseOpInterface op,
                                const Panel &panel) {
  SmallVector<Value> arguments;
  for (Value operand : op->getOperands())
    arguments.push_back(panelOf(operand, panel));
  if (ArrayAttr params = op.getScalarParams()) {
    auto type = cast<RankedTensorType>(op->getResult(0).getType());
    for (auto symbol : params.getAsRange<FlatSymbolRefAttr>())
      arguments.push_back(loadParam(e, packer, symbol, type, panel));
  }
  SmallVector<Value> results =
      vectorize(e, *op.getScalarBlock(), arguments, panel.width);
  for (auto [result, value] : llvm::zip(op->getResults(), results))
    registers[result] = value;
}

void PanelKernel::emitOp(Operation &op, const Panel &panel) {
  if (auto pointwise = dyn_cast<snn::PointwiseOpInterface>(op))
    return emitPointwise(pointwise, panel);
  if (auto norm = dyn_cast<snn::BatchNormOp>(op)) {
    Value x = panelOf(op.getOperand(0), panel);
    registers[norm] = emitBatchNorm(e, packer, norm, x, panel);
    return;
  }
  if (snn::isReduction(&op)) {
    Value x = panelOf(op.getOperand(0), panel);
    registers[op.getResult(0)] = reductions.at(&op).apply(e, packer, x, panel);
    return;
  }
  // Only the last operation of a sum has a value of its own.
  bool isPart = isSum(op) && op.hasOneUse() && isSum(**op.user_begin());
  if (!isProduced(op) || isPart)
    return;
  Value value =
      sumsAreReady ? producer->loadSum(panel) : producer->emitPanel(panel);
  registers[op.getResult(0)] = isSum(op) ? e.finishSum(value) : value;
}

/// Computes what leaves a pass. All of it is loaded before anything is stored:
/// outputs may be inputs.
void PanelKernel::computePanel(size_t pass, const Panel &panel) {
  for (Operation *op : plan.getPasses()[pass].ops)
    emitOp(*op, panel);
  for (auto &[value, buffer] : stores[pass])
    panelOf(value, panel);
}

void PanelKernel::storePanel(const Store &store, const Panel &panel) {
  const auto &[value, buffer] = store;
  e.storePanel(panelOf(value, panel), buffer.memory, buffer.storage, panel);
}

void PanelKernel::emitPass(size_t pass, const StepBuffers &block) {
  for (Operation *op : plan.getPasses()[pass].ops)
    if (snn::isReduction(op))
      reductions.try_emplace(
          op, Reduction(e, op, buffers.lookup(op->getOperand(0)), workspace));
  e.forEachPanel(panelStorage(), [&](Panel panel) {
    panel.sample = block.sample;
    panel.step = block.step;
    registers.clear();
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
  registers.clear();
  ArrayRef<int64_t> pairs = kernel.getCarried().value_or(ArrayRef<int64_t>());
  for (size_t index = 0; index < pairs.size(); index += 2) {
    states.push_back(kernel.getBody().getArgument(pairs[index]));
    updated.push_back(pairs[index + 1]);
    before.push_back(panelOf(states.back(), panel));
  }
  Value end = e.add(tile.first, tile.steps);
  Emitter::Values after = e.loop(
      tile.first, end, e.index(1), before, [&](Value step, ValueRange carried) {
        Panel atStep = panel;
        atStep.step = step;
        registers.clear();
        for (auto [state, value] : llvm::zip(states, carried))
          registers[state] = value;
        computePanel(0, atStep);
        for (auto [number, store] : llvm::enumerate(all))
          if (!llvm::is_contained(updated, int64_t(number)))
            storePanel(store, atStep);
        return Emitter::Values(llvm::map_range(updated, [&](int64_t number) {
          return panelOf(all[number].first, atStep);
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

/// One operation of a pointwise region, on vectors.
static Value vectorizeOp(Emitter &e, Operation &op,
                         const llvm::DenseMap<Value, Value> &vectors,
                         int64_t lanes) {
  auto operand = [&](unsigned index) {
    return vectors.lookup(op.getOperand(index));
  };
  auto type = VectorType::get(lanes, op.getResult(0).getType());
  if (isa<snn::SpikeOp>(op))
    return arith::CmpFOp::create(e.builder, e.loc, arith::CmpFPredicate::OGE,
                                 operand(0), e.splat(0.0f, lanes));
  if (isa<snn::StopGradientOp>(op))
    return operand(0);
  if (auto constant = dyn_cast<arith::ConstantOp>(op))
    return arith::ConstantOp::create(
        e.builder, e.loc, SplatElementsAttr::get(type, constant.getValue()));
  if (isa<math::FmaOp>(op))
    return e.fma(operand(0), operand(1), operand(2));
  OperationState state(op.getLoc(), op.getName());
  for (Value scalar : op.getOperands())
    state.addOperands(vectors.lookup(scalar));
  state.addTypes(type);
  state.addAttributes(op.getAttrs());
  return e.builder.create(state)->getResult(0);
}

SmallVector<Value> vectorize(Emitter &e, Block &block, ValueRange arguments,
                             int64_t lanes) {
  llvm::DenseMap<Value, Value> vectors;
  for (auto [argument, value] : llvm::zip(block.getArguments(), arguments))
    vectors[argument] = value;
  for (Operation &op : block.without_terminator())
    vectors[op.getResult(0)] = vectorizeOp(e, op, vectors, lanes);
  SmallVector<Value> yielded;
  for (Value value : block.getTerminator()->getOperands())
    yielded.push_back(vectors.lookup(value));
  return yielded;
}

} // namespace snnc
