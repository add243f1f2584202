// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Gives every state and intermediate its place in memory.

#include "compiler/Transforms/Passes.h"
#include "compiler/Transforms/ScratchAllocator.h"
#include "dialect/Storage.h"
#include "dialect/Window.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Matchers.h"

namespace snnc {
#define GEN_PASS_DEF_LAYOUTSTATE
#include "compiler/Transforms/Passes.h.inc"
} // namespace snnc

using namespace mlir;

namespace {

int64_t alignedBytes(const snn::Storage &storage) {
  return llvm::alignTo(storage.getBytes(), snn::kArrayAlignment);
}

RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

/// True if the kernel of `group` has read all of `operand` by the time that it
/// writes its first result, or reads it only at the place that it writes next.
bool readsBeforeWriting(snn::GroupOp group, OpOperand &operand) {
  BlockArgument argument =
      group.getBody().getArgument(operand.getOperandNumber());
  // A norm cuts the kernel in two passes over the layer; only one may read.
  bool hasPasses = llvm::any_of(group.getBody().front(),
                                llvm::IsaPred<snn::LayerNormOp, snn::LambdaOp>);
  if (hasPasses && llvm::count_if(argument.getUsers(),
                                  llvm::IsaPred<snn::PointwiseOpInterface>) > 1)
    return false;
  bool isSpikes = typeOf(argument).getElementType().isInteger(1);
  return llvm::all_of(argument.getUsers(), [&](Operation *user) {
    // A linear kernel lists the spikes of its sources first, and a queue moves
    // in place. The value of an input that is no spike is read again later.
    if (isa<snn::LinearOp>(user))
      return isSpikes;
    return isa<snn::PointwiseOpInterface, snn::QueuePushOp>(user);
  });
}

/// True if state `argument` may be overwritten by a result of `group`: nothing
/// reads the old value later.
bool canUpdateInPlace(BlockArgument argument, snn::GroupOp group) {
  return llvm::all_of(argument.getUses(), [&](OpOperand &use) {
    Operation *user = use.getOwner();
    if (user == group)
      return readsBeforeWriting(group, use);
    return user->isBeforeInBlock(group) &&
           !user->hasTrait<OpTrait::IsTerminator>();
  });
}

/// The sums of a convolution, unless it goes on with those of another, and what
/// it multiplies, unless that is its source itself.
int64_t convBytes(snn::ConvOp conv) {
  bool isFirst = !conv.getInit() || isa<BlockArgument>(conv.getInit());
  int64_t bytes =
      isFirst ? alignedBytes(snn::Storage::of(typeOf(conv.getResult()))) : 0;
  std::optional<snn::Storage> copy = snn::getPaddedCopy(
      snn::Storage::of(typeOf(conv.getSources()[0])), snn::Window::of(conv));
  return bytes + (copy ? alignedBytes(*copy) : 0);
}

/// Bytes that the kernel of `group` needs for itself: a list of events for each
/// source of a linear layer, whole layers where a norm stands between.
int64_t workspaceBytes(snn::GroupOp group) {
  int64_t bytes = 0;
  for (Operation &op : group.getBody().front().without_terminator()) {
    auto add = [&](Value value) {
      snn::Storage storage = snn::Storage::of(typeOf(value));
      storage.isSpikes = false;
      bytes += alignedBytes(storage);
    };
    if (auto linear = dyn_cast<snn::LinearOp>(op))
      add(linear.getSources()[0]);
    else if (auto conv = dyn_cast<snn::ConvOp>(op))
      bytes += convBytes(conv);
    else if (isa<snn::LayerNormOp, snn::LambdaOp>(op))
      for (Operation &other : group.getBody().front().without_terminator())
        for (Value result : other.getResults())
          if (other.isBeforeInBlock(&op))
            add(result);
  }
  return bytes;
}

/// Slots of a model that was written by hand may say anything.
LogicalResult checkSlots(snn::ModelOp model) {
  for (auto slot : model.getStates().getAsRange<snn::SlotAttr>()) {
    RankedTensorType type = slot.getType();
    bool isQueue = slot.getQueue() > 0;
    if (!type.hasStaticShape())
      return model.emitError("state '")
             << slot.getName() << "' needs known sizes, found " << type;
    if (isQueue &&
        (type.getRank() == 0 || type.getDimSize(0) != slot.getQueue()))
      return model.emitError("state '")
             << slot.getName() << "' needs its " << slot.getQueue()
             << " steps as first axis, found " << type;
  }
  return success();
}

/// Lays one model out: its states, then the scratch of its two functions.
class Layouter {
public:
  explicit Layouter(snn::ModelOp model) : model(model), builder(model) {}
  void run();

  int64_t carried = 0, scratch = 0, numInPlace = 0;

private:
  void placeStates();
  void copyYieldedStates(Block &block, unsigned firstState);
  void placeBlock(Block &block, unsigned firstState, unsigned firstArgument);
  Value createCopy(Value value, Operation *before, StringRef name);
  std::optional<unsigned> stateUpdatedBy(OpResult result, Block &block,
                                         unsigned firstState,
                                         unsigned firstArgument);

  snn::ModelOp model;
  OpBuilder builder;
  SmallVector<int64_t> offsets;
  int64_t workspace = 0;
};

void Layouter::placeStates() {
  SmallVector<Attribute> slots;
  for (auto slot : model.getStates().getAsRange<snn::SlotAttr>()) {
    offsets.push_back(carried);
    slots.push_back(snn::SlotAttr::get(model.getContext(), slot.getName(),
                                       slot.getType(), slot.getQueue(),
                                       carried));
    carried +=
        alignedBytes(snn::Storage::of(slot.getType(), slot.getQueue() > 0));
  }
  model.setStatesAttr(builder.getArrayAttr(slots));
}

bool isConstant(Value value) {
  return value.getDefiningOp() && isa<arith::ConstantOp>(value.getDefiningOp());
}

bool isZero(Value value) {
  return matchPattern(value, m_AnyZeroFloat()) || matchPattern(value, m_Zero());
}

/// A group that only copies: what a value needs that is a state already, or a
/// constant. A full queue is filled once more, as copies know no steps.
Value Layouter::createCopy(Value value, Operation *before, StringRef name) {
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPoint(before);
  auto source = value.getDefiningOp<snn::GroupOp>();
  if (source && isa<snn::QueueFillOp>(source.getBody().front().front()))
    return builder.clone(*source)->getResult(0);
  Location loc = before->getLoc();
  ValueRange inputs = isConstant(value) ? ValueRange() : ValueRange(value);
  auto group =
      snn::GroupOp::create(builder, loc, TypeRange(value.getType()), name,
                           snn::KernelKind::Map, inputs, nullptr);
  Block &body = group.getBody().emplaceBlock();
  builder.setInsertionPointToStart(&body);
  Value inner = isConstant(value)
                    ? builder.clone(*value.getDefiningOp())->getResult(0)
                    : Value(body.addArgument(value.getType(), loc));
  snn::YieldOp::create(builder, loc, ValueRange(inner));
  return group.getResult(0);
}

/// The state that takes its next value from `result`, if that can go there
/// directly.
std::optional<unsigned> Layouter::stateUpdatedBy(OpResult result, Block &block,
                                                 unsigned firstState,
                                                 unsigned firstArgument) {
  for (OpOperand &use : result.getUses()) {
    if (use.getOwner() != block.getTerminator() ||
        use.getOperandNumber() < firstState)
      continue;
    unsigned state = use.getOperandNumber() - firstState;
    bool hasOldValue = firstArgument + state < block.getNumArguments() &&
                       isa<snn::ScanOp>(block.getParentOp());
    if (!hasOldValue ||
        canUpdateInPlace(block.getArgument(firstArgument + state),
                         cast<snn::GroupOp>(result.getOwner())))
      return state;
  }
  return std::nullopt;
}

/// Makes every yielded state a group's result that can be written to its slot:
/// old values that are yielded are saved first, then what is left is copied.
void Layouter::copyYieldedStates(Block &block, unsigned firstState) {
  Operation *terminator = block.getTerminator();
  bool isScan = isa<snn::ScanOp>(block.getParentOp());
  for (OpOperand &operand : terminator->getOpOperands())
    if (isa<BlockArgument>(operand.get()) ||
        (isScan && isConstant(operand.get())))
      operand.set(createCopy(operand.get(), terminator, "delay"));
  unsigned firstArgument =
      isScan ? block.getNumArguments() - offsets.size() : 0;
  for (unsigned state = 0; state < offsets.size(); ++state) {
    OpOperand &operand = terminator->getOpOperand(firstState + state);
    if (!isScan && isZero(operand.get()))
      continue; // the whole state is zeroed before anything else
    auto result = dyn_cast<OpResult>(operand.get());
    bool direct =
        result && isa<snn::GroupOp>(result.getOwner()) &&
        stateUpdatedBy(result, block, firstState, firstArgument) == state;
    if (!direct)
      operand.set(createCopy(operand.get(), terminator, "delay"));
    else
      numInPlace += isScan;
  }
}

void Layouter::placeBlock(Block &block, unsigned firstState,
                          unsigned firstArgument) {
  copyYieldedStates(block, firstState);
  llvm::DenseMap<Operation *, size_t> position;
  for (auto [index, op] : llvm::enumerate(block))
    position[&op] = index;
  snnc::ScratchAllocator allocator;
  for (auto group : block.getOps<snn::GroupOp>()) {
    SmallVector<int64_t> slots;
    for (OpResult result : group->getResults()) {
      if (std::optional<unsigned> state =
              stateUpdatedBy(result, block, firstState, firstArgument)) {
        slots.push_back(offsets[*state]);
        continue;
      }
      size_t end = position[group];
      for (Operation *user : result.getUsers())
        end = std::max(end, position[user]);
      bool isQueue = group.getKind() == snn::KernelKind::Queue &&
                     typeOf(result).getRank() > 1 &&
                     !isa<snn::QueueFrontOp>(group.getBody().front().front());
      int64_t bytes = alignedBytes(snn::Storage::of(typeOf(result), isQueue));
      slots.push_back(carried +
                      allocator.allocate(bytes, position[group], end));
    }
    group.setSlots(slots);
    workspace = std::max(workspace, workspaceBytes(group));
  }
  scratch = std::max(scratch, allocator.getTotal());
}

void Layouter::run() {
  placeStates();
  if (func::FuncOp init = model.getInitFunction())
    placeBlock(init.getBody().front(), 0, 0);
  if (func::FuncOp function = model.getRunFunction())
    function.walk([&](snn::ScanOp scan) {
      placeBlock(scan.getBody().front(), scan.getOutputs().size(),
                 scan.getInputs().size());
    });
  scratch += workspace;
  model.setCarried(carried);
  model.setScratch(scratch);
  model.setWorkspace(workspace);
}

struct LayoutState : snnc::impl::LayoutStateBase<LayoutState> {
  void runOnOperation() override {
    for (auto model : getOperation().getOps<snn::ModelOp>()) {
      if (failed(checkSlots(model)))
        return signalPassFailure();
      Layouter layouter(model);
      layouter.run();
      carriedBytes += layouter.carried;
      scratchBytes += layouter.scratch;
      numInPlace += layouter.numInPlace;
    }
  }
};

} // namespace
