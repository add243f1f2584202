// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Turns a scan over time into a loop over buffers.

#include "compiler/Conversion/ABI/OutputSteps.h"
#include "compiler/Conversion/ABI/QueueHeads.h"
#include "compiler/Conversion/ABI/ReducedOutputs.h"
#include "compiler/Conversion/CheckPlaces.h"
#include "compiler/Conversion/Code/Buffers.h"
#include "compiler/Conversion/Passes.h"
#include "dialect/KernelPlan.h"
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

/// Where a tensor lies: one block a sample, or one for each step of the tile.
struct Place {
  snn::Storage storage;
  int64_t offset; ///< bytes from the start of a sample's state
  bool isStepped;
  int64_t head = -1; ///< of a queue, as `offset`
};

/// Rewrites the two functions of one model on buffers.
class LoopFormer {
public:
  explicit LoopFormer(snn::ModelOp model) : model(model), builder(model) {}

  LogicalResult run() {
    func::FuncOp init = model.getInitFunction(),
                 function = model.getRunFunction();
    if (!init || !function)
      return model.emitOpError("has no functions init_state and run");
    for (auto slot : model.getStates().getAsRange<snn::SlotAttr>())
      if (snn::isQueue(slot.getType()) && slot.getHead() < 0)
        return model.emitOpError("has a queue '")
               << slot.getName()
               << "' without a head; run snn-layout-state first";
    return success(succeeded(convertInit(init)) &&
                   succeeded(convertRun(function)));
  }

private:
  LogicalResult convertInit(func::FuncOp function);
  LogicalResult convertRun(func::FuncOp function);
  Value constantIndex(int64_t value) {
    return arith::ConstantIndexOp::create(builder, model.getLoc(), value);
  }
  int64_t sampleBytes() { return model.getCarried() + model.getScratch(); }
  Value bufferOf(Value tensor);
  Value workspaceView();
  snnc::SampleMemory memory() { return {state, samples, sampleBytes()}; }
  void placeResults(snn::GroupOp group);
  SmallVector<int64_t> carriedPairs(snn::GroupOp group);
  Value inputsOf(snn::GroupOp group, SmallVector<Value> &buffers);
  void createKernel(snn::GroupOp group, Value first, Value steps);
  void createGivingKernel(snn::GroupOp group, Value firstOfTile, Value steps);
  LogicalResult convertGroup(snn::GroupOp group, Value firstOfTile,
                             Value steps);
  LogicalResult createDraw(snn::GroupOp group);
  void takeTurns(ArrayRef<snn::GroupOp> groups, Value steps);
  LogicalResult convertGroups(Block &block, Value firstOfTile, Value steps);
  void forEach(Value count, llvm::function_ref<void(Value)> body);
  func::FuncOp createFunction(func::FuncOp old, TypeRange arguments);

  snn::ModelOp model;
  OpBuilder builder;
  Value state, samples;
  Value key; ///< of init_state
  int64_t tile = 1;
  llvm::DenseMap<Value, Place> places;
  /// The sequence that an input's block argument or an output is a step of.
  llvm::DenseMap<Value, Value> sequenceOf;
  Value burnin; ///< of run
};

/// All blocks of `tensor`: [sample, block, position, pitch].
Value LoopFormer::bufferOf(Value tensor) {
  const Place &place = places.at(tensor);
  int64_t blocks = place.isStepped ? tile : place.storage.slots;
  return snnc::createBuffer(builder, model.getLoc(), state, place.storage,
                            place.offset, blocks, samples, sampleBytes());
}

Value LoopFormer::workspaceView() {
  int64_t bytes = model.getWorkspace();
  if (!bytes)
    return {};
  return snnc::createSampleView(builder, model.getLoc(), state,
                                sampleBytes() - bytes, {bytes},
                                builder.getI8Type(), samples, sampleBytes());
}

/// A function of `old`'s name in its place: the bytes of all samples' states
/// come first, the number of samples after `arguments`.
func::FuncOp LoopFormer::createFunction(func::FuncOp old, TypeRange arguments) {
  SmallVector<Type> types = {
      MemRefType::get({ShapedType::kDynamic}, builder.getI8Type())};
  llvm::append_range(types, arguments);
  types.push_back(builder.getIndexType());
  builder.setInsertionPoint(old);
  std::string name = old.getSymName().str();
  old.setSymName(name + ".tensors");
  auto function = func::FuncOp::create(builder, old.getLoc(), name,
                                       builder.getFunctionType(types, {}));
  Block *entry = function.addEntryBlock();
  builder.setInsertionPointToStart(entry);
  state = entry->getArgument(0);
  samples = entry->getArguments().back();
  places.clear();
  return function;
}

/// Notes where the results of `group` lie.
void LoopFormer::placeResults(snn::GroupOp group) {
  for (auto [result, offset] :
       llvm::zip(group->getResults(), *group.getSlots())) {
    auto type = cast<RankedTensorType>(result.getType());
    bool isState = offset < int64_t(model.getCarried());
    places[result] = {snn::Storage::of(type), offset,
                      !isState && !snn::isQueue(type)};
  }
}

/// Input and output numbers of the states that the group updates in place.
SmallVector<int64_t> LoopFormer::carriedPairs(snn::GroupOp group) {
  SmallVector<int64_t> pairs;
  for (OpResult result : group->getResults())
    for (OpOperand &input : group->getOpOperands())
      if (isa<BlockArgument>(input.get()) && !places.at(result).isStepped &&
          places.at(input.get()).offset == places.at(result).offset)
        pairs.append({input.getOperandNumber(), result.getResultNumber()});
  return pairs;
}

/// The buffers that a group reads, and the head of a queue among them.
Value LoopFormer::inputsOf(snn::GroupOp group, SmallVector<Value> &buffers) {
  Value head;
  for (Value input : group.getInputs()) {
    buffers.push_back(bufferOf(input));
    if (int64_t offset = places.at(input).head; offset >= 0)
      head = snnc::createHeadView(builder, group.getLoc(), memory(), offset);
  }
  return head;
}

void LoopFormer::createKernel(snn::GroupOp group, Value first, Value steps) {
  auto toBuffer = [&](Value tensor) { return bufferOf(tensor); };
  SmallVector<int64_t> pairs = carriedPairs(group);
  SmallVector<Value> inputs;
  Value head = inputsOf(group, inputs);
  auto kernel = snn::KernelOp::create(
      builder, group.getLoc(), group.getName(), group.getKind(), first, steps,
      inputs, llvm::map_to_vector(group->getResults(), toBuffer), Value(),
      Value(), workspaceView(), head,
      pairs.empty() ? nullptr : builder.getDenseI64ArrayAttr(pairs));
  kernel.getBody().takeBody(group.getBody());
}

/// A kernel of the steps of a tile that are behind the burn-in.
void LoopFormer::createGivingKernel(snn::GroupOp group, Value firstOfTile,
                                    Value steps) {
  Location loc = group.getLoc();
  snnc::OutputSteps given(builder, loc, firstOfTile, steps, burnin);
  SmallVector<Value> inputs;
  Value head = inputsOf(group, inputs);
  auto kernel = snn::KernelOp::create(
      builder, loc, group.getName(), group.getKind(), given.first, given.count,
      inputs, ValueRange(), sequenceOf.at(group.getResult(0)), given.row,
      workspaceView(), head, nullptr);
  kernel.getBody().takeBody(group.getBody());
}

LogicalResult LoopFormer::createDraw(snn::GroupOp group) {
  if (!key)
    return group.emitOpError("draws values outside of init_state");
  auto random = cast<snn::RandomOp>(group.getBody().front().front());
  for (Value result : group.getResults())
    snn::DrawOp::create(builder, group.getLoc(), random.getDraw(), key,
                        bufferOf(result), TypeAttr::get(result.getType()));
  return success();
}

/// All steps of a tile of one group.
LogicalResult LoopFormer::convertGroup(snn::GroupOp group, Value firstOfTile,
                                       Value steps) {
  if (group.getKind() == snn::KernelKind::Draw)
    return createDraw(group);
  if (snn::isGivenOut(group)) {
    createGivingKernel(group, firstOfTile, steps);
    return success();
  }
  if (group.getKind() != snn::KernelKind::Input) {
    createKernel(group, constantIndex(0), steps);
    return success();
  }
  auto input = cast<BlockArgument>(group.getInputs()[0]);
  auto port = cast<snn::PortAttr>(model.getInputs()[input.getArgNumber()]);
  snn::ReadOp::create(builder, group.getLoc(), sequenceOf[input], firstOfTile,
                      steps, bufferOf(group.getResult(0)),
                      group.getResult(0).getType(), port.getElement());
  return success();
}

/// All steps of a tile of groups that need each other's.
void LoopFormer::takeTurns(ArrayRef<snn::GroupOp> groups, Value steps) {
  if (groups.empty())
    return;
  forEach(steps, [&](Value step) {
    for (snn::GroupOp group : groups)
      createKernel(group, step, constantIndex(1));
  });
}

LogicalResult LoopFormer::convertGroups(Block &block, Value firstOfTile,
                                        Value steps) {
  if (failed(snnc::checkPlaces(model, block)))
    return failure();
  SmallVector<snn::GroupOp> section;
  for (auto group : llvm::make_early_inc_range(block.getOps<snn::GroupOp>())) {
    placeResults(group);
    if (group.getStepwise() && group.getKind() != snn::KernelKind::Input) {
      section.push_back(group);
      continue;
    }
    takeTurns(section, steps);
    section.clear();
    if (failed(convertGroup(group, firstOfTile, steps)))
      return failure();
  }
  takeTurns(section, steps);
  return success();
}

/// for (i = 0; i < count; ++i) body(i).
void LoopFormer::forEach(Value count, llvm::function_ref<void(Value)> body) {
  auto loop = scf::ForOp::create(builder, model.getLoc(), constantIndex(0),
                                 count, constantIndex(1));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  body(loop.getInductionVar());
}

LogicalResult LoopFormer::convertInit(func::FuncOp old) {
  func::FuncOp function =
      createFunction(old, MemRefType::get({2}, builder.getI32Type()));
  key = function.getArgument(1);
  Location loc = old.getLoc();
  Value zero =
      arith::ConstantOp::create(builder, loc, builder.getI8IntegerAttr(0));
  forEach(samples, [&](Value sample) {
    Value begin = arith::MulIOp::create(builder, loc, sample,
                                        constantIndex(sampleBytes()));
    forEach(constantIndex(model.getCarried()), [&](Value byte) {
      Value place = arith::AddIOp::create(builder, loc, begin, byte);
      memref::StoreOp::create(builder, loc, zero, state, place);
    });
  });
  tile = 1;
  if (failed(convertGroups(old.getBody().front(), constantIndex(0),
                           constantIndex(1))))
    return failure();
  func::ReturnOp::create(builder, loc);
  old.erase();
  return success();
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
      types.push_back(port.getSequenceType());
  types.append(2, builder.getIndexType());
  func::FuncOp function = createFunction(old, types);
  ValueRange arguments(function.getArguments());
  ValueRange inputs = arguments.slice(1, scan.getInputs().size());
  ValueRange outputs =
      arguments.slice(1 + inputs.size(), scan.getOutputs().size());
  key = {};
  Value total = arguments[arguments.size() - 3];
  burnin = arguments[arguments.size() - 2];

  Block &body = scan.getBody().front();
  for (auto [argument, sequence] : llvm::zip(body.getArguments(), inputs))
    sequenceOf[argument] = sequence;
  // Whom the kernels give their sums to is asked before they take the groups'
  // bodies.
  SmallVector<bool> isGiven;
  for (auto [value, sequence] :
       llvm::zip(body.getTerminator()->getOperands(), outputs)) {
    auto group = value.getDefiningOp<snn::GroupOp>();
    isGiven.push_back(group && snn::isGivenOut(group));
    if (isGiven.back())
      sequenceOf[value] = sequence;
  }
  for (auto [argument, slot] :
       llvm::zip(body.getArguments().drop_front(inputs.size()),
                 model.getStates().getAsRange<snn::SlotAttr>()))
    places[argument] = {snn::Storage::of(slot.getType()), slot.getOffset(),
                        /*isStepped=*/false, slot.getHead()};
  SmallVector<Value> sums =
      snnc::startOutputs(builder, model, memory(), outputs);
  tile = scan.getTile();
  auto loop = scf::ForOp::create(builder, loc, constantIndex(0), total,
                                 constantIndex(tile));
  builder.setInsertionPointToStart(loop.getBody());
  Value first = loop.getInductionVar(), steps = constantIndex(1);
  if (tile > 1) {
    Value left = arith::SubIOp::create(builder, loc, total, first);
    steps = arith::MinSIOp::create(builder, loc, left, constantIndex(tile));
  }
  if (failed(convertGroups(body, first, steps)))
    return failure();
  for (auto [value, sequence, sum, port, isDone] :
       llvm::zip(body.getTerminator()->getOperands(), outputs, sums,
                 model.getOutputs().getAsRange<snn::PortAttr>(), isGiven))
    if (!isDone)
      snn::WriteOp::create(builder, loc, bufferOf(value), sequence, first,
                           steps, burnin, total, sum, port.getReduce(),
                           value.getType(), port.getElement());
  snnc::advanceHeads(builder, model, memory(), steps);
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
