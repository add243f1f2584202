// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Linear layers: lists the inputs that are not zero, then adds their rows.

#include "compiler/Conversion/Producers.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace snnc {

namespace {

/// The inputs that are not zero, in ascending order: indices, and how many.
struct EventList {
  Value indices; ///< memref of i32
  Value count;
};

class LinearProducer : public Producer {
public:
  LinearProducer(Emitter &emitter, WeightPacker &packer, Workspace &workspace,
                 ArrayRef<snn::LinearOp> ops, BufferLookup lookup);
  void prepare() override;
  Value emitPanel(const Panel &panel) override;

private:
  struct Part {
    snn::LinearOp op;
    Buffer source;
    RowLoader rows;
    EventList events;
  };

  Value appendEvents(Value mask, Value base, Value indices, Value count);
  EventList listEvents(const Buffer &source);
  Value addEvents(Part &part, const Panel &panel, Value sum);

  Emitter &e;
  WeightPacker &packer;
  Workspace &workspace;
  std::optional<Buffer> init;
  std::vector<Part> parts;
};

LinearProducer::LinearProducer(Emitter &emitter, WeightPacker &packer,
                               Workspace &workspace,
                               ArrayRef<snn::LinearOp> ops, BufferLookup lookup)
    : e(emitter), packer(packer), workspace(workspace) {
  snn::LinearOp first = ops.front();
  if (Value value = first.getInit())
    init = lookup(value);
  for (snn::LinearOp op : ops) {
    Buffer source = lookup(op.getSources()[0]);
    parts.push_back(
        {op,
         source,
         RowLoader(e, packer.packLinear(op, source.storage.channels)),
         {}});
  }
}

/// Appends base + k for every set bit k of `mask`.
Value LinearProducer::appendEvents(Value mask, Value base, Value indices,
                                   Value count) {
  return e.forEachBit(
      mask, count, [&](Value bit, ValueRange carried) -> Emitter::Values {
        Value event = arith::IndexCastOp::create(
            e.builder, e.loc, e.builder.getI32Type(), e.add(base, bit));
        memref::StoreOp::create(e.builder, e.loc, event, indices, carried[0]);
        return {e.add(carried[0], e.index(1))};
      })[0];
}

EventList LinearProducer::listEvents(const Buffer &source) {
  int64_t size = source.storage.channels;
  Value zero = e.index(0), one = e.index(1);
  Value indices = workspace.take(MemRefType::get(
      {int64_t(llvm::alignTo(size, 16))}, e.builder.getI32Type()));
  if (source.storage.isSpikes) {
    Value count = e.loop(
        zero, e.index(source.storage.getPitch() / 64), one, zero,
        [&](Value word, ValueRange carried) -> Emitter::Values {
          Value mask = e.loadWord(source.memory, zero, word);
          return {appendEvents(mask, e.mul(word, 64), indices, carried[0])};
        })[0];
    return {indices, count};
  }
  auto appendBlock = [&](Value base, int64_t valid, Value count) {
    Value block = vector::LoadOp::create(e.builder, e.loc, e.floats(16),
                                         source.memory, ValueRange{zero, base});
    Value isEvent = e.isNonZero(block);
    if (valid < 16)
      isEvent = arith::AndIOp::create(e.builder, e.loc, isEvent,
                                      e.firstLanes(valid, 16));
    Value bits = vector::BitCastOp::create(
        e.builder, e.loc, VectorType::get(1, e.builder.getI16Type()), isEvent);
    Value mask =
        vector::ExtractOp::create(e.builder, e.loc, bits, ArrayRef<int64_t>{0});
    Value wide =
        arith::ExtUIOp::create(e.builder, e.loc, e.builder.getI32Type(), mask);
    return appendEvents(wide, base, indices, count);
  };
  Value count = zero;
  if (size >= 16)
    count = e.loop(zero, e.index(size / 16), one, zero,
                   [&](Value block, ValueRange carried) -> Emitter::Values {
                     return {appendBlock(e.mul(block, 16), 16, carried[0])};
                   })[0];
  if (size % 16)
    count = appendBlock(e.index(size / 16 * 16), size % 16, count);
  return {indices, count};
}

void LinearProducer::prepare() {
  for (Part &part : parts)
    part.events = listEvents(part.source);
}

Value LinearProducer::addEvents(Part &part, const Panel &panel, Value sum) {
  Value zero = e.index(0);
  return e.loop(
      zero, part.events.count, e.index(1), sum,
      [&](Value number, ValueRange carried) -> Emitter::Values {
        Value event = e.toIndex(memref::LoadOp::create(
            e.builder, e.loc, part.events.indices, number));
        Value row = part.rows.load(panel, event);
        if (part.source.storage.isSpikes)
          return {arith::AddFOp::create(e.builder, e.loc, carried[0], row)};
        Value x = memref::LoadOp::create(e.builder, e.loc, part.source.memory,
                                         ValueRange{zero, event});
        return {e.fma(e.splat(x, panel.width), row, carried[0])};
      })[0];
}

Value LinearProducer::emitPanel(const Panel &panel) {
  snn::LinearOp first = parts.front().op;
  int64_t outputs = cast<RankedTensorType>(first.getType()).getDimSize(0);
  Value sum =
      emitSumStart(e, packer, first.getBiasAttr(), outputs, init, panel);
  for (Part &part : parts)
    sum = addEvents(part, panel, sum);
  return sum;
}

} // namespace

Value emitSumStart(Emitter &e, WeightPacker &packer, FlatSymbolRefAttr bias,
                   int64_t outputs, std::optional<Buffer> init,
                   const Panel &panel) {
  if (init)
    return e.loadPanel(init->memory, init->storage, panel);
  if (!bias)
    return e.splat(0.0f, panel.width);
  auto type = RankedTensorType::get({outputs}, e.builder.getF32Type());
  Panel atStart = panel;
  atStart.position = e.index(0);
  return e.loadPanel(getGlobal(e, packer.packStorage(bias, type)),
                     snn::Storage::of(type), atStart);
}

std::unique_ptr<Producer> createLinearProducer(Emitter &emitter,
                                               WeightPacker &packer,
                                               Workspace &workspace,
                                               ArrayRef<snn::LinearOp> ops,
                                               BufferLookup lookup) {
  return std::make_unique<LinearProducer>(emitter, packer, workspace, ops,
                                          lookup);
}

Value Workspace::take(MemRefType type) {
  int64_t available =
      bytes ? cast<MemRefType>(bytes.getType()).getNumElements() : 0;
  int64_t size = type.getNumElements() * type.getElementTypeBitWidth() / 8;
  if (used + size > available) {
    isTooSmall = true;
    return memref::AllocaOp::create(emitter.builder, emitter.loc, type);
  }
  Value view = memref::ViewOp::create(emitter.builder, emitter.loc, type, bytes,
                                      emitter.index(used), ValueRange());
  used += llvm::alignTo(size, snn::kArrayAlignment);
  return view;
}

Buffer Workspace::take(const snn::Storage &storage) {
  return {take(storage.getType(emitter.builder.getContext())), storage};
}

} // namespace snnc
