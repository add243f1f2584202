// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Turns a scan over time into a loop over buffers.

#include "compiler/Conversion/Passes.h"
#include "dialect/Storage.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace snnc {
#define GEN_PASS_DEF_SCANTOLOOPS
#include "compiler/Conversion/Passes.h.inc"
} // namespace snnc

using namespace mlir;

namespace {

/// Rewrites the two functions of one model on buffers.
class LoopFormer {
public:
  explicit LoopFormer(snn::ModelOp model) : model(model), builder(model) {}

  LogicalResult run() {
    func::FuncOp init = model.getInitFunction(),
                 function = model.getRunFunction();
    if (!init || !function)
      return model.emitOpError("has no functions init_state and run");
    return success(succeeded(convertInit(init)) &&
                   succeeded(convertRun(function)));
  }

private:
  LogicalResult convertInit(func::FuncOp function);
  LogicalResult convertRun(func::FuncOp function);
  Value constantIndex(int64_t value) {
    return arith::ConstantIndexOp::create(builder, model.getLoc(), value);
  }
  Value viewOf(snn::Storage storage, int64_t offset);
  Value stateView(snn::SlotAttr slot);
  LogicalResult convertGroup(snn::GroupOp group, Value row);
  void clearReduced(snn::ScanOp scan, ValueRange sequences);
  void writeOutputs(snn::ScanOp scan, ValueRange sequences, Value step,
                    Value count);
  func::FuncOp createFunction(func::FuncOp old, TypeRange arguments);
  MemRefType sequenceType(RankedTensorType type) {
    return MemRefType::get({ShapedType::kDynamic, type.getNumElements()},
                           builder.getF32Type());
  }

  snn::ModelOp model;
  OpBuilder builder;
  Value state;
  /// The buffer of every tensor that has one: states and groups' results.
  llvm::DenseMap<Value, Value> buffers;
  /// The sequence that an input's block argument is a step of.
  llvm::DenseMap<Value, Value> sequenceOf;
};

Value LoopFormer::viewOf(snn::Storage storage, int64_t offset) {
  return memref::ViewOp::create(builder, model.getLoc(),
                                storage.getType(model.getContext()), state,
                                constantIndex(offset), ValueRange());
}

Value LoopFormer::stateView(snn::SlotAttr slot) {
  return viewOf(snn::Storage::of(slot.getType(), slot.getQueue() > 0),
                slot.getOffset());
}

/// A function of `old`'s name in its place, with the state as first argument.
func::FuncOp LoopFormer::createFunction(func::FuncOp old, TypeRange arguments) {
  int64_t bytes = model.getCarried() + model.getScratch();
  SmallVector<Type> types = {MemRefType::get({bytes}, builder.getI8Type())};
  llvm::append_range(types, arguments);
  builder.setInsertionPoint(old);
  std::string name = old.getSymName().str();
  old.setSymName(name + ".tensors");
  auto function = func::FuncOp::create(builder, old.getLoc(), name,
                                       builder.getFunctionType(types, {}));
  Block *entry = function.addEntryBlock();
  builder.setInsertionPointToStart(entry);
  state = entry->getArgument(0);
  buffers.clear();
  return function;
}

/// True if the first operation of the group works on whole queues.
bool isQueueResult(snn::GroupOp group) {
  return isa<snn::QueuePushOp, snn::QueueFillOp>(
      group.getBody().front().front());
}

LogicalResult LoopFormer::convertGroup(snn::GroupOp group, Value row) {
  if (!group.getSlots())
    return group.emitOpError(
        "has no place in memory; run snn-layout-state first");
  SmallVector<Value> outputs;
  for (auto [result, offset] :
       llvm::zip(group->getResults(), *group.getSlots())) {
    auto storage = snn::Storage::of(cast<RankedTensorType>(result.getType()),
                                    isQueueResult(group));
    outputs.push_back(buffers[result] = viewOf(storage, offset));
  }
  if (group.getKind() == snn::KernelKind::Input) {
    snn::ReadOp::create(builder, group.getLoc(),
                        sequenceOf[group.getInputs()[0]], row, outputs[0],
                        TypeAttr::get(group.getResult(0).getType()));
    return success();
  }
  SmallVector<Value> inputs;
  for (Value input : group.getInputs()) {
    auto found = buffers.find(input);
    if (found == buffers.end())
      return group.emitOpError("reads a value that has no buffer");
    inputs.push_back(found->second);
  }
  Value workspace;
  if (int64_t bytes = model.getWorkspace()) {
    int64_t offset = model.getCarried() + model.getScratch() - bytes;
    workspace = memref::ViewOp::create(
        builder, group.getLoc(), MemRefType::get({bytes}, builder.getI8Type()),
        state, constantIndex(offset), ValueRange());
  }
  auto kernel =
      snn::KernelOp::create(builder, group.getLoc(), group.getName(),
                            group.getKind(), inputs, outputs, workspace);
  kernel.getBody().takeBody(group.getBody());
  return success();
}

LogicalResult LoopFormer::convertInit(func::FuncOp old) {
  createFunction(old, MemRefType::get({2}, builder.getI32Type()));
  Location loc = old.getLoc();
  Value zero =
      arith::ConstantOp::create(builder, loc, builder.getI8IntegerAttr(0));
  int64_t bytes = model.getCarried() + model.getScratch();
  auto loop = scf::ForOp::create(builder, loc, constantIndex(0),
                                 constantIndex(bytes), constantIndex(1));
  {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(loop.getBody());
    memref::StoreOp::create(builder, loc, zero, state, loop.getInductionVar());
  }
  for (auto group :
       llvm::make_early_inc_range(old.getBody().front().getOps<snn::GroupOp>()))
    if (failed(convertGroup(group, {})))
      return failure();
  func::ReturnOp::create(builder, loc);
  old.erase();
  return success();
}

/// Reduced outputs are zero where no step follows the burn-in.
void LoopFormer::clearReduced(snn::ScanOp scan, ValueRange sequences) {
  Location loc = scan.getLoc();
  Value zero =
      arith::ConstantOp::create(builder, loc, builder.getF32FloatAttr(0));
  for (auto [reduce, sequence] :
       llvm::zip(scan.getReduce().getAsRange<snn::ReduceAttr>(), sequences)) {
    if (reduce.getValue() == snn::Reduce::None)
      continue;
    int64_t size = cast<MemRefType>(sequence.getType()).getDimSize(1);
    Value first = constantIndex(0);
    auto loop = scf::ForOp::create(builder, loc, first, constantIndex(size),
                                   constantIndex(1));
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(loop.getBody());
    memref::StoreOp::create(builder, loc, zero, sequence,
                            ValueRange{first, loop.getInductionVar()});
  }
}

void LoopFormer::writeOutputs(snn::ScanOp scan, ValueRange sequences,
                              Value step, Value count) {
  auto yielded = scan.getBody().front().getTerminator()->getOperands();
  for (auto [value, sequence, reduce] : llvm::zip(
           yielded, sequences, scan.getReduce().getAsRange<snn::ReduceAttr>()))
    snn::WriteOp::create(builder, scan.getLoc(), buffers[value], sequence, step,
                         count, reduce, TypeAttr::get(value.getType()));
}

LogicalResult LoopFormer::convertRun(func::FuncOp old) {
  snn::ScanOp scan;
  old.walk([&](snn::ScanOp op) { scan = op; });
  if (!scan)
    return old.emitOpError("has no snn.scan");
  Location loc = scan.getLoc();
  SmallVector<Type> types;
  for (auto ports : {model.getInputs(), model.getOutputs()})
    for (auto port : ports.getAsRange<snn::PortAttr>())
      types.push_back(sequenceType(port.getType()));
  types.append(2, builder.getIndexType());
  func::FuncOp function = createFunction(old, types);
  ValueRange arguments(function.getArguments());
  ValueRange inputs = arguments.slice(1, scan.getInputs().size());
  ValueRange outputs =
      arguments.slice(1 + inputs.size(), scan.getOutputs().size());
  Value steps = arguments[arguments.size() - 2], burnin = arguments.back();

  Block &body = scan.getBody().front();
  for (auto [argument, sequence] : llvm::zip(body.getArguments(), inputs))
    sequenceOf[argument] = sequence;
  for (auto [argument, slot] :
       llvm::zip(body.getArguments().drop_front(inputs.size()),
                 model.getStates().getAsRange<snn::SlotAttr>()))
    buffers[argument] = stateView(slot);
  clearReduced(scan, outputs);
  // Steps after burn-in, and the number of the present one among them.
  Value count = arith::SubIOp::create(builder, loc, steps, burnin);
  auto loop = scf::ForOp::create(builder, loc, constantIndex(0), steps,
                                 constantIndex(1));
  builder.setInsertionPointToStart(loop.getBody());
  for (auto group : llvm::make_early_inc_range(body.getOps<snn::GroupOp>()))
    if (failed(convertGroup(group, loop.getInductionVar())))
      return failure();
  Value step =
      arith::SubIOp::create(builder, loc, loop.getInductionVar(), burnin);
  // As unsigned numbers: a burn-in may be as long as size_t has numbers.
  Value isKept = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::uge,
                                       loop.getInductionVar(), burnin);
  auto kept = scf::IfOp::create(builder, loc, isKept);
  builder.setInsertionPointToStart(&kept.getThenRegion().front());
  writeOutputs(scan, outputs, step, count);
  builder.setInsertionPointAfter(loop);
  func::ReturnOp::create(builder, loc);
  old.erase();
  return success();
}

struct ScanToLoops : snnc::impl::ScanToLoopsBase<ScanToLoops> {
  void runOnOperation() override {
    for (auto model : getOperation().getOps<snn::ModelOp>())
      if (failed(LoopFormer(model).run()))
        return signalPassFailure();
  }
};

} // namespace
