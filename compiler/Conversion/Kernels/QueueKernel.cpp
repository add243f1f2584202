// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Kernels on delay queues.

#include "compiler/Conversion/Kernels/KernelOpInterfaces.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace snnc {

/// Copies one block [positions][pitch]; a queue's buffer is indexed by `slot`.
static void copyBlock(Emitter &e, Value from, Value fromSlot, Value to,
                      Value toSlot) {
  auto type = cast<MemRefType>(from.getType());
  ArrayRef<int64_t> shape = type.getShape().take_back(2);
  int64_t lanes = type.getElementType().isF32() ? 16 : 8;
  auto vectorType = VectorType::get(lanes, type.getElementType());
  auto place = [](Value slot, Value position, Value column) {
    return slot ? SmallVector<Value>{slot, position, column}
                : SmallVector<Value>{position, column};
  };
  e.loop(shape[0], [&](Value position) {
    e.loop(shape[1] / lanes, [&](Value block) {
      Value column = e.mul(block, lanes);
      Value x = vector::LoadOp::create(e.builder, e.loc, vectorType, from,
                                       place(fromSlot, position, column));
      vector::StoreOp::create(e.builder, e.loc, x, to,
                              place(toSlot, position, column));
    });
  });
}

/// The slot of the value that is the oldest at this step.
static Value oldestSlot(CopyContext &context, Value queue,
                        const StepBuffers &block) {
  Emitter &e = context.e;
  snn::KernelOp kernel = context.kernel;
  int64_t slots = cast<MemRefType>(queue.getType()).getDimSize(0);
  Value head = memref::LoadOp::create(e.builder, e.loc, kernel.getHead(),
                                      ValueRange{block.sample, e.index(0)});
  Value place = e.add(e.toIndex(head), block.step);
  return arith::RemUIOp::create(e.builder, e.loc, place, e.index(slots));
}

//===----------------------------------------------------------------------===//
// A value for each element
//===----------------------------------------------------------------------===//

namespace {

/// Reads each element of a block from a slot of its own: 16 at a time.
class Gather {
public:
  Gather(Emitter &e, snn::QueueReadOp op, Value queue, Value oldest,
         WeightPacker &packer);
  void emit(Value now, Value output);

private:
  static constexpr int64_t lanes = 16;

  Value constant(int64_t value) {
    return constants(SmallVector<int64_t>(lanes, value));
  }
  Value constants(ArrayRef<int64_t> values);
  Value gather(Value slots, Value position, Value channel);

  Emitter &e;
  snn::Storage storage;
  Value memory; ///< all slots, one after the other
  Value oldest, table;
  VectorType numbers; ///< of slots, and of elements in all of them
};

} // namespace

Gather::Gather(Emitter &e, snn::QueueReadOp op, Value queue, Value oldest,
               WeightPacker &packer)
    : e(e), storage(snn::Storage::of(op.getQueue().getType())),
      table(getGlobal(e, packer.packSlots(op))) {
  ReassociationIndices axes = {0, 1, 2};
  memory = memref::CollapseShapeOp::create(
      e.builder, e.loc, queue, ArrayRef<ReassociationIndices>(axes));
  bool isSmall = llvm::isInt<31>(2 * storage.slots * storage.positions *
                                 storage.getPitch());
  Type element = e.builder.getIntegerType(isSmall ? 32 : 64);
  numbers = VectorType::get(lanes, element);
  Value scalar =
      arith::IndexCastUIOp::create(e.builder, e.loc, element, oldest);
  this->oldest = e.splat(scalar, lanes);
}

Value Gather::constants(ArrayRef<int64_t> values) {
  SmallVector<APInt> numbersOf;
  for (int64_t value : values)
    numbersOf.emplace_back(numbers.getElementTypeBitWidth(), value);
  return arith::ConstantOp::create(
      e.builder, e.loc, DenseIntElementsAttr::get(numbers, numbersOf));
}

/// The elements at a place of a block, each of its slot.
Value Gather::gather(Value slots, Value position, Value channel) {
  int64_t pitch = storage.getPitch(),
          unit = snn::elementsOfUnit(storage.element);
  int64_t block = storage.positions * pitch / unit;
  SmallVector<int64_t> lane;
  SmallVector<int8_t> bit;
  for (int64_t k = 0; k < lanes; ++k) {
    lane.push_back(k / unit);
    bit.push_back(int8_t(1 << k % 8));
  }
  Value places = arith::AddIOp::create(
      e.builder, e.loc,
      arith::MulIOp::create(e.builder, e.loc, slots, constant(block)),
      constants(lane));
  Value begin = e.add(e.mul(position, pitch), channel);
  begin = arith::DivUIOp::create(e.builder, e.loc, begin, e.index(unit));
  auto type = VectorType::get(
      lanes, cast<MemRefType>(memory.getType()).getElementType());
  Value nothing =
      arith::ConstantOp::create(e.builder, e.loc, e.builder.getZeroAttr(type));
  Value values =
      vector::GatherOp::create(e.builder, e.loc, type, memory, begin, places,
                               e.firstLanes(lanes, lanes), nothing);
  if (!storage.isBits())
    return values;
  Value mask = arith::ConstantOp::create(
      e.builder, e.loc, DenseElementsAttr::get(type, ArrayRef<int8_t>(bit)));
  return arith::CmpIOp::create(
      e.builder, e.loc, arith::CmpIPredicate::ne,
      arith::AndIOp::create(e.builder, e.loc, values, mask), nothing);
}

void Gather::emit(Value now, Value output) {
  snn::Storage block = storage;
  block.slots = 1;
  Value all = constant(storage.slots);
  e.loop(storage.positions, [&](Value position) {
    e.loop(storage.getPitch() / lanes, [&](Value number) {
      Value channel = e.mul(number, lanes);
      auto narrow = VectorType::get(lanes, e.builder.getI32Type());
      Value row = e.mul(position, storage.channels);
      Value behind = vector::LoadOp::create(e.builder, e.loc, narrow, table,
                                            e.add(row, channel));
      if (numbers != narrow)
        behind = arith::ExtUIOp::create(e.builder, e.loc, numbers, behind);
      // Behind the last slot comes the first: what is too large by all slots
      // is, without them, the smaller number.
      Value slot = arith::AddIOp::create(e.builder, e.loc, oldest, behind);
      slot = arith::MinUIOp::create(
          e.builder, e.loc, slot,
          arith::SubIOp::create(e.builder, e.loc, slot, all));
      Value values = gather(slot, position, channel);
      Panel panel = {position, {}, channel, lanes, lanes, false};
      if (now) {
        Value isNow = arith::CmpIOp::create(
            e.builder, e.loc, arith::CmpIPredicate::eq, behind, all);
        values = arith::SelectOp::create(
            e.builder, e.loc, isNow, e.loadPanel(now, block, panel), values);
      }
      e.storePanel(values, output, block, panel);
    });
  });
}

//===----------------------------------------------------------------------===//
// Kernels
//===----------------------------------------------------------------------===//

static void emitFill(Emitter &e, Value value, Value queue) {
  int64_t slots = cast<MemRefType>(queue.getType()).getDimSize(0);
  e.loop(slots, [&](Value slot) { copyBlock(e, value, {}, queue, slot); });
}

static Value inputOf(const StepBuffers &block, Value tensor) {
  return block.inputs[cast<BlockArgument>(tensor).getArgNumber()];
}

namespace {

struct FillModel : CopyOpInterface::ExternalModel<FillModel, snn::QueueFillOp> {
  void emitStep(Operation *op, CopyContext &context, const StepBuffers &block,
                Value output) const {
    emitFill(context.e, inputOf(block, op->getOperand(0)), output);
  }
};

struct PushModel : CopyOpInterface::ExternalModel<PushModel, snn::QueuePushOp> {
  void emitStep(Operation *op, CopyContext &context, const StepBuffers &block,
                Value output) const {
    auto push = cast<snn::QueuePushOp>(op);
    Value oldest = oldestSlot(context, inputOf(block, push.getQueue()), block);
    copyBlock(context.e, inputOf(block, push.getValue()), {}, output, oldest);
  }
};

struct ReadModel : CopyOpInterface::ExternalModel<ReadModel, snn::QueueReadOp> {
  void emitStep(Operation *op, CopyContext &context, const StepBuffers &block,
                Value output) const {
    auto read = cast<snn::QueueReadOp>(op);
    Value queue = inputOf(block, read.getQueue());
    Value oldest = oldestSlot(context, queue, block);
    if (!read.getEach())
      return copyBlock(context.e, queue, oldest, output, {});
    Value now = read.getNow() ? inputOf(block, read.getNow()) : Value();
    Gather(context.e, read, queue, oldest, context.packer).emit(now, output);
  }
};

} // namespace

void attachQueueModels(MLIRContext &context) {
  snn::QueueFillOp::attachInterface<FillModel>(context);
  snn::QueuePushOp::attachInterface<PushModel>(context);
  snn::QueueReadOp::attachInterface<ReadModel>(context);
}

} // namespace snnc
