// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Kernels that compute a layer panel by panel, with all that follows it.

#include "compiler/Conversion/PanelKernel.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace snnc {

static bool isSum(Operation &op) { return isa<snn::LinearOp, snn::ConvOp>(op); }
static bool isReduction(Operation &op) {
  return isa<snn::LayerNormOp, snn::LambdaOp>(op);
}
static bool isProduced(Operation &op) {
  return isSum(op) || isa<snn::AvgPoolOp, snn::MaxPoolOp>(op);
}

PanelKernel::PanelKernel(snn::KernelOp kernel, Emitter &emitter,
                         WeightPacker &packer)
    : kernel(kernel), e(emitter), packer(packer),
      workspace(emitter, kernel.getWorkspace()) {}

void PanelKernel::bindBuffers() {
  auto bind = [&](Value tensor, Value memory) {
    buffers[tensor] = {
        memory, snn::Storage::of(cast<RankedTensorType>(tensor.getType()))};
  };
  for (auto [argument, memory] :
       llvm::zip(kernel.getBody().getArguments(), kernel.getInputs()))
    bind(argument, memory);
}

void PanelKernel::splitPasses() {
  passes.emplace_back();
  for (Operation &op : kernel.getBody().front().without_terminator()) {
    if (isReduction(op))
      passes.emplace_back();
    passes.back().ops.push_back(&op);
  }
}

/// Decides where values go: what the kernel yields to its outputs, what a later
/// pass reads to the workspace, if it is in no output.
void PanelKernel::planStores() {
  Operation *yield = kernel.getBody().front().getTerminator();
  llvm::DenseMap<Operation *, size_t> passOf;
  for (auto [index, pass] : llvm::enumerate(passes))
    for (Operation *op : pass.ops)
      passOf[op] = index;
  for (auto [value, memory] :
       llvm::zip(yield->getOperands(), kernel.getOutputs())) {
    Operation *source = value.getDefiningOp();
    Buffer output = {memory,
                     snn::Storage::of(cast<RankedTensorType>(value.getType()))};
    passes[source ? passOf[source] : 0].stores.push_back({value, output});
    if (source)
      buffers.try_emplace(value, output);
  }
  for (auto [index, pass] : llvm::enumerate(passes))
    for (Operation *op : pass.ops)
      for (Value result : op->getResults()) {
        bool isReadLater = llvm::any_of(
            result.getUsers(), [&, number = index](Operation *user) {
              return user != yield && passOf[user] > number;
            });
        if (!isReadLater || buffers.contains(result))
          continue;
        Buffer kept = workspace.take(
            snn::Storage::of(cast<RankedTensorType>(result.getType())));
        buffers[result] = kept;
        pass.stores.push_back({result, kept});
      }
}

void PanelKernel::createProducer() {
  SmallVector<snn::LinearOp> linears;
  SmallVector<snn::ConvOp> convs;
  Operation *pool = nullptr;
  for (Operation *op : passes.front().ops) {
    if (auto linear = dyn_cast<snn::LinearOp>(op))
      linears.push_back(linear);
    if (auto conv = dyn_cast<snn::ConvOp>(op))
      convs.push_back(conv);
    if (isa<snn::AvgPoolOp, snn::MaxPoolOp>(op))
      pool = op;
  }
  auto lookup = [&](Value value) { return buffers.lookup(value); };
  if (!linears.empty())
    producer = createLinearProducer(e, packer, workspace, linears, lookup);
  else if (!convs.empty())
    producer = createConvProducer(e, packer, workspace, convs, lookup);
  else if (pool)
    producer = createPoolProducer(e, pool, lookup);
}

/// The shape whose panels the kernel visits: that of its last value. Floats'
/// pitch decides the panels, so spikes and floats have the same.
snn::Storage PanelKernel::panelStorage() {
  Value last = kernel.getBody().front().getTerminator()->getOperand(0);
  return snn::Storage::of(cast<RankedTensorType>(last.getType()));
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
    auto floats =
        RankedTensorType::get(type.getShape(), e.builder.getF32Type());
    for (auto symbol : params.getAsRange<FlatSymbolRefAttr>())
      arguments.push_back(
          e.loadPanel(getGlobal(e, packer.packStorage(symbol, floats)),
                      snn::Storage::of(floats), panel));
  }
  SmallVector<Value> results =
      vectorize(e, *op.getScalarBlock(), arguments, panel.width);
  for (auto [result, value] : llvm::zip(op->getResults(), results))
    registers[result] = value;
}

void PanelKernel::emitOp(Operation &op, const Panel &panel) {
  if (auto pointwise = dyn_cast<snn::PointwiseOpInterface>(op))
    return emitPointwise(pointwise, panel);
  if (isReduction(op)) {
    Value x = panelOf(op.getOperand(0), panel);
    registers[op.getResult(0)] = reductions.at(&op).apply(e, packer, x, panel);
    return;
  }
  // Only the last operation of a sum has a value of its own.
  bool isPart = isSum(op) && op.hasOneUse() && isSum(**op.user_begin());
  if (isProduced(op) && !isPart)
    registers[op.getResult(0)] = producer->emitPanel(panel);
}

void PanelKernel::emitPass(Pass &pass) {
  for (Operation *op : pass.ops)
    if (isReduction(*op))
      reductions.try_emplace(
          op, Reduction(e, op, buffers.lookup(op->getOperand(0))));
  e.forEachPanel(panelStorage(), [&](const Panel &panel) {
    registers.clear();
    for (Operation *op : pass.ops)
      emitOp(*op, panel);
    // All is loaded before anything is stored: outputs may be inputs.
    SmallVector<Value> values;
    for (auto &[value, buffer] : pass.stores)
      values.push_back(panelOf(value, panel));
    for (auto [value, store] : llvm::zip(values, pass.stores))
      e.storePanel(value, store.second.memory, store.second.storage, panel);
  });
}

LogicalResult PanelKernel::emit() {
  bindBuffers();
  splitPasses();
  createProducer();
  if (producer)
    producer->prepare();
  planStores();
  for (Pass &pass : passes)
    emitPass(pass);
  if (workspace.isSufficient())
    return success();
  return mlir::emitError(kernel.getLoc(), "kernel '")
         << kernel.getName()
         << "' has too little workspace; run snn-layout-state first";
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
