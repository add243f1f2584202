// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The heads of delay queues: which slot of the ring holds the oldest value.

#include "compiler/Conversion/ABI/QueueHeads.h"

#include "compiler/Conversion/Code/Buffers.h"
#include "dialect/Storage.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace snnc {

Value createHeadView(OpBuilder &builder, Location loc,
                     const SampleMemory &memory, int64_t offset) {
  return createSampleView(builder, loc, memory.bytes, offset, {1},
                          builder.getI32Type(), memory.samples,
                          memory.sampleBytes);
}

/// head = (head + steps) % slots, for one sample.
static void advance(OpBuilder &builder, Location loc, Value view, Value sample,
                    Value steps, int64_t slots) {
  Value place[] = {sample, arith::ConstantIndexOp::create(builder, loc, 0)};
  Value head = memref::LoadOp::create(builder, loc, view, place);
  head =
      arith::IndexCastUIOp::create(builder, loc, builder.getIndexType(), head);
  head = arith::AddIOp::create(builder, loc, head, steps);
  head = arith::RemUIOp::create(
      builder, loc, head, arith::ConstantIndexOp::create(builder, loc, slots));
  head = arith::IndexCastUIOp::create(builder, loc, builder.getI32Type(), head);
  memref::StoreOp::create(builder, loc, head, view, place);
}

void advanceHeads(OpBuilder &builder, snn::ModelOp model,
                  const SampleMemory &memory, Value steps) {
  Location loc = model.getLoc();
  for (auto slot : model.getStates().getAsRange<snn::SlotAttr>()) {
    int64_t slots = snn::Storage::of(slot.getType()).slots;
    if (slots == 1)
      continue; // no queue, or one whose head cannot move
    Value view = createHeadView(builder, loc, memory, slot.getHead());
    Value zero = arith::ConstantIndexOp::create(builder, loc, 0),
          one = arith::ConstantIndexOp::create(builder, loc, 1);
    auto loop = scf::ForOp::create(builder, loc, zero, memory.samples, one);
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(loop.getBody());
    advance(builder, loc, view, loop.getInductionVar(), steps, slots);
  }
}

} // namespace snnc
