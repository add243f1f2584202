// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The inputs of a linear kernel that are not zero.

#include "compiler/Conversion/Kernels/EventLists.h"

#include "compiler/Conversion/Code/Buffers.h"
#include "compiler/Conversion/Code/Events.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;

namespace snnc {

EventLists::EventLists(Emitter &emitter, Workspace &workspace, snn::MatvecOp op,
                       const Buffer &source, const TileSteps &tile)
    : e(emitter), source(source), tile(tile),
      indices(workspace.getForSamples(op, Workspace::Use::EventIndices)),
      starts(workspace.getForSamples(op, Workspace::Use::EventStarts)) {
  if (op.getCrossover() && tile.most >= snn::kDenseRows)
    denseAbove = op.getCrossover()->convertToDouble() * snn::kDenseRows *
                 source.storage.channels;
}

/// Appends base + k for every set bit k of `mask`; gives the new count.
Value EventLists::append(Value mask, Value base, Value list, Value count) {
  Type type = cast<MemRefType>(list.getType()).getElementType();
  return e.forEachBit(
      mask, count, [&](Value bit, ValueRange carried) -> Emitter::Values {
        Value event = arith::IndexCastOp::create(e.builder, e.loc, type,
                                                 e.add(base, bit));
        memref::StoreOp::create(e.builder, e.loc, event, list, carried[0]);
        return {e.add(carried[0], e.index(1))};
      })[0];
}

Value EventLists::listSpikes(Value from, Value list, Value count) {
  Value words = e.index(source.storage.getPitch() / 64);
  return e.loop(e.index(0), words, e.index(1), count,
                [&](Value word, ValueRange carried) -> Emitter::Values {
                  Value mask = e.loadWord(from, e.index(0), word);
                  return {append(mask, e.mul(word, 64), list, carried[0])};
                })[0];
}

Value EventLists::listFloats(Value from, Value list, Value count) {
  return forEachFloatBlock(e, {from, source.storage}, count,
                           [&](Value, Value channel, Value mask,
                               ValueRange carried) -> Emitter::Values {
                             return {append(mask, channel, list, carried[0])};
                           })[0];
}

void EventLists::storeStart(Value count, Value sample, Value number) {
  Value narrow = arith::IndexCastOp::create(e.builder, e.loc,
                                            e.builder.getI32Type(), count);
  memref::StoreOp::create(e.builder, e.loc, narrow, starts,
                          ValueRange{sample, number});
}

void EventLists::emit() {
  Value zero = e.index(0), one = e.index(1);
  e.loop(tile.samples, [&](Value sample) {
    Value list = listOf(sample);
    storeStart(zero, sample, zero);
    e.loop(zero, tile.steps, one, zero,
           [&](Value number, ValueRange carried) -> Emitter::Values {
             Value from =
                 e.blockOf(source.memory, sample, e.add(tile.first, number));
             Value count = source.storage.isBits()
                               ? listSpikes(from, list, carried[0])
                               : listFloats(from, list, carried[0]);
             storeStart(count, sample, e.add(number, one));
             return {count};
           });
    if (mayBeDense())
      countDense(sample);
  });
}

void EventLists::countDense(Value sample) {
  Value zero = e.index(0), one = e.index(1);
  Value groups = arith::DivUIOp::create(e.builder, e.loc, tile.steps,
                                        e.index(snn::kDenseRows));
  Value count =
      e.loop(zero, groups, one, zero,
             [&](Value group, ValueRange carried) -> Emitter::Values {
               Value more = arith::SelectOp::create(
                   e.builder, e.loc, isDense(sample, group), one, zero);
               return {e.add(carried[0], more)};
             })[0];
  storeStart(count, sample, e.index(tile.most + 1));
}

Value EventLists::hasDense(Value sample) {
  return arith::CmpIOp::create(e.builder, e.loc, arith::CmpIPredicate::ne,
                               startOf(sample, e.index(tile.most + 1)),
                               e.index(0));
}

Value EventLists::listOf(Value sample) {
  return createSampleOf(e.builder, e.loc, indices, sample);
}

Value EventLists::startsOf(Value sample) {
  return createSampleOf(e.builder, e.loc, starts, sample);
}

unsigned EventLists::indexBits() const {
  return cast<MemRefType>(indices.getType()).getElementTypeBitWidth();
}

/// An i1: whether a group of steps is dense.
Value EventLists::isDense(Value sample, Value group) {
  Value first = e.mul(group, snn::kDenseRows),
        end = e.add(first, e.index(snn::kDenseRows));
  Value events = arith::SubIOp::create(e.builder, e.loc, startOf(sample, end),
                                       startOf(sample, first));
  return arith::CmpIOp::create(e.builder, e.loc, arith::CmpIPredicate::ugt,
                               events, e.index(denseAbove));
}

Value EventLists::startOf(Value sample, Value number) {
  return e.toIndex(memref::LoadOp::create(e.builder, e.loc, starts,
                                          ValueRange{sample, number}));
}

Emitter::Values EventLists::forEach(const Panel &panel, ValueRange carried,
                                    Emitter::LoopBody body) {
  Value number =
      arith::SubIOp::create(e.builder, e.loc, panel.step, tile.first);
  Value begin = startOf(panel.sample, number),
        end = startOf(panel.sample, e.add(number, e.index(1)));
  return e.loop(
      begin, end, e.index(1), carried, [&](Value place, ValueRange inner) {
        Value event = memref::LoadOp::create(e.builder, e.loc, indices,
                                             ValueRange{panel.sample, place});
        return body(e.toIndex(event), inner);
      });
}

} // namespace snnc
