// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Kernels that only move values: delay queues and the application's arrays.

#include "compiler/Conversion/CopyKernels.h"
#include "compiler/Conversion/Events.h"

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

void emitQueue(Emitter &e, snn::KernelOp kernel) {
  Operation &op = kernel.getBody().front().front();
  Value output = kernel.getOutputs()[0];
  auto input = [&](Value tensor) {
    return kernel.getInputs()[cast<BlockArgument>(tensor).getArgNumber()];
  };
  if (auto front = dyn_cast<snn::QueueFrontOp>(op))
    return copyBlock(e, input(front.getQueue()), e.index(0), output, {});
  int64_t length = cast<MemRefType>(output.getType()).getDimSize(0);
  if (auto fill = dyn_cast<snn::QueueFillOp>(op)) {
    // The value may be a constant of the kernel's own region.
    Value value = input(fill.getValue());
    return e.loop(length,
                  [&](Value slot) { copyBlock(e, value, {}, output, slot); });
  }
  auto push = cast<snn::QueuePushOp>(op);
  Value queue = input(push.getQueue());
  e.loop(length - 1, [&](Value slot) {
    copyBlock(e, queue, e.add(slot, e.index(1)), output, slot);
  });
  copyBlock(e, input(push.getValue()), {}, output, e.index(length - 1));
}

//===----------------------------------------------------------------------===//
// The application's arrays: row-major floats
//===----------------------------------------------------------------------===//

/// Visits a vector in blocks of 16 lanes; the last may have fewer that are
/// valid.
static void
forEachBlock(Emitter &e, int64_t size,
             llvm::function_ref<void(Value begin, int64_t valid)> body) {
  if (size >= 16)
    e.loop(size / 16, [&](Value block) { body(e.mul(block, 16), 16); });
  if (size % 16)
    body(e.index(size / 16 * 16), size % 16);
}

static Value readBlock(Emitter &e, snn::ReadOp op, Value begin, int64_t valid) {
  SmallVector<Value> place = {op.getRow(), begin};
  if (valid == 16)
    return vector::LoadOp::create(e.builder, e.loc, e.floats(16),
                                  op.getSequence(), place);
  return vector::MaskedLoadOp::create(
      e.builder, e.loc, e.floats(16), op.getSequence(), place,
      e.firstLanes(valid, 16), e.splat(0.0f, 16));
}

/// Few of the values are spikes, so they are looked at in blocks.
static void readSpikes(Emitter &e, snn::ReadOp op,
                       const snn::Storage &storage) {
  e.fillZero(op.getBuffer(), storage);
  int64_t size = storage.positions * storage.channels;
  forEachBlock(e, size, [&](Value begin, int64_t valid) {
    Value isSpike = e.isNonZero(readBlock(e, op, begin, valid));
    if (storage.positions == 1)
      return e.storePanel(isSpike, op.getBuffer(), storage,
                          {e.index(0), {}, begin, 16, 16, false});
    e.forEachBit(toInteger(e, isSpike), {}, [&](Value bit, ValueRange) {
      Value place = e.add(begin, bit), positions = e.index(storage.positions);
      e.setSpike(op.getBuffer(),
                 arith::RemUIOp::create(e.builder, e.loc, place, positions),
                 arith::DivUIOp::create(e.builder, e.loc, place, positions));
      return Emitter::Values();
    });
  });
}

void emitRead(Emitter &e, snn::ReadOp op) {
  auto storage = snn::Storage::of(cast<RankedTensorType>(op.getType()));
  if (storage.isSpikes)
    return readSpikes(e, op, storage);
  if (storage.positions == 1)
    return forEachBlock(e, storage.channels, [&](Value begin, int64_t valid) {
      vector::StoreOp::create(e.builder, e.loc, readBlock(e, op, begin, valid),
                              op.getBuffer(), ValueRange{e.index(0), begin});
    });
  e.forEachElement(storage, [&](Value position, Value channel) {
    Value place = e.add(e.mul(channel, storage.positions), position);
    Value x = memref::LoadOp::create(e.builder, e.loc, op.getSequence(),
                                     ValueRange{op.getRow(), place});
    e.storeElement(x, op.getBuffer(), storage, position, channel);
  });
}

/// Joins a value (scalar or vector) of this step with what the output holds.
static Value reduceOutput(Emitter &e, snn::WriteOp op, Value x,
                          llvm::function_ref<Value()> loadOld) {
  Value isFirst = arith::CmpIOp::create(
      e.builder, e.loc, arith::CmpIPredicate::eq, op.getStep(), e.index(0));
  Value old = loadOld();
  Value joined =
      op.getReduce() == snn::Reduce::Max
          ? arith::MaximumFOp::create(e.builder, e.loc, old, x).getResult()
          : arith::AddFOp::create(e.builder, e.loc, old, x).getResult();
  joined = arith::SelectOp::create(e.builder, e.loc, isFirst, x, joined);
  if (op.getReduce() != snn::Reduce::Mean)
    return joined;
  Value last =
      arith::SubIOp::create(e.builder, e.loc, op.getCount(), e.index(1));
  Value isLast = arith::CmpIOp::create(
      e.builder, e.loc, arith::CmpIPredicate::eq, op.getStep(), last);
  Value integer = arith::IndexCastOp::create(
      e.builder, e.loc, e.builder.getI64Type(), op.getCount());
  Value count = arith::SIToFPOp::create(e.builder, e.loc,
                                        e.builder.getF32Type(), integer);
  if (auto type = dyn_cast<VectorType>(x.getType()))
    count = e.splat(count, type.getDimSize(0));
  Value mean = arith::DivFOp::create(e.builder, e.loc, joined, count);
  return arith::SelectOp::create(e.builder, e.loc, isLast, mean, joined);
}

/// Writes zeros, and then the spikes.
static void writeSpikes(Emitter &e, snn::WriteOp op,
                        const snn::Storage &storage, Value row) {
  int64_t size = storage.positions * storage.channels;
  e.loop(size, [&](Value place) {
    memref::StoreOp::create(e.builder, e.loc, e.f32(0.0f), op.getSequence(),
                            ValueRange{row, place});
  });
  Buffer from = {op.getBuffer(), storage};
  forEachEvent(e, from, [&](Value position) -> EventBody {
    return [&, position](Value channel, Value) {
      Value place = e.add(e.mul(channel, storage.positions), position);
      memref::StoreOp::create(e.builder, e.loc, e.f32(1.0f), op.getSequence(),
                              ValueRange{row, place});
    };
  });
}

void emitWrite(Emitter &e, snn::WriteOp op) {
  auto storage = snn::Storage::of(cast<RankedTensorType>(op.getType()));
  bool isStacked = op.getReduce() == snn::Reduce::None,
       overwrites = isStacked || op.getReduce() == snn::Reduce::Last;
  Value row = isStacked ? op.getStep() : e.index(0);
  if (storage.positions == 1)
    return forEachBlock(e, storage.channels, [&](Value begin, int64_t valid) {
      Panel panel = {e.index(0), {}, begin, 16, valid, false};
      Value x = e.toFloats(e.loadPanel(op.getBuffer(), storage, panel)),
            mask = e.firstLanes(valid, 16);
      SmallVector<Value> indices = {row, begin};
      if (!overwrites)
        x = reduceOutput(e, op, x, [&]() -> Value {
          return vector::MaskedLoadOp::create(e.builder, e.loc, e.floats(16),
                                              op.getSequence(), indices, mask,
                                              e.splat(0.0f, 16));
        });
      if (valid == 16)
        vector::StoreOp::create(e.builder, e.loc, x, op.getSequence(), indices);
      else
        vector::MaskedStoreOp::create(e.builder, e.loc, op.getSequence(),
                                      indices, mask, x);
    });
  if (storage.isSpikes && overwrites)
    return writeSpikes(e, op, storage, row);
  e.forEachElement(storage, [&](Value position, Value channel) {
    Value x = e.loadElement(op.getBuffer(), storage, position, channel);
    SmallVector<Value> indices = {
        row, e.add(e.mul(channel, storage.positions), position)};
    if (!overwrites)
      x = reduceOutput(e, op, x, [&]() -> Value {
        return memref::LoadOp::create(e.builder, e.loc, op.getSequence(),
                                      indices);
      });
    memref::StoreOp::create(e.builder, e.loc, x, op.getSequence(), indices);
  });
}

} // namespace snnc
