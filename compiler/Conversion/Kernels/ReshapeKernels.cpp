// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Kernels that only move values from one shape to another: concatenation and
// reshaping.

#include "compiler/Conversion/Code/Events.h"
#include "compiler/Conversion/Kernels/CopyKernels.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace snnc {

static snn::Storage storageOf(Value tensor) {
  return snn::Storage::of(cast<RankedTensorType>(tensor.getType()));
}

/// Sets the bit at `place` of every spike, in a buffer of zeros.
static void copySpikes(
    Emitter &e, const Buffer &from, Value output,
    llvm::function_ref<std::pair<Value, Value>(Value position, Value channel)>
        place) {
  forEachEvent(e, from, [&](Value position) -> EventBody {
    return [&, position](Value channel, Value) {
      auto [toPosition, toChannel] = place(position, channel);
      e.setSpike(output, toPosition, toChannel);
    };
  });
}

/// Copies to the channels of floats from `first` on.
static void copyChannels(Emitter &e, const Buffer &from, Value output,
                         const snn::Storage &to, int64_t first) {
  int64_t channels = from.storage.channels, whole = channels / 16 * 16;
  e.loop(to.positions, [&](Value position) {
    e.loop(e.index(0), e.index(whole), e.index(16), {},
           [&](Value channel, ValueRange) {
             Panel panel = {position, {}, channel, 16, 16, false};
             Value x = e.loadPanel(from.memory, from.storage, panel);
             panel.channel = e.add(channel, e.index(first));
             e.storePanel(e.toFloats(x), output, to, panel);
             return Emitter::Values();
           });
    e.loop(e.index(whole), e.index(channels), e.index(1), {},
           [&](Value channel, ValueRange) {
             Value x =
                 e.loadElement(from.memory, from.storage, position, channel);
             e.storeElement(x, output, to, position,
                            e.add(channel, e.index(first)));
             return Emitter::Values();
           });
  });
}

/// The block of a block argument of the kernel.
static Buffer inputOf(const StepBuffers &block, Value tensor) {
  return {block.inputs[cast<BlockArgument>(tensor).getArgNumber()],
          storageOf(tensor)};
}

void emitConcat(Emitter &e, snn::CopyOp op, const StepBuffers &block,
                Value output) {
  snn::Storage to = storageOf(op);
  if (to.isBits())
    e.fillZero(output, to);
  int64_t first = 0;
  for (Value source : op.getSources()) {
    Buffer from = inputOf(block, source);
    if (to.isBits())
      copySpikes(e, from, output, [&](Value position, Value channel) {
        return std::pair(position, e.add(channel, e.index(first)));
      });
    else
      copyChannels(e, from, output, to, first);
    first += from.storage.channels;
  }
}

static std::pair<Value, Value> divide(Emitter &e, Value number, int64_t by) {
  if (by == 1)
    return {number, e.index(0)};
  Value divisor = e.index(by);
  return {arith::DivUIOp::create(e.builder, e.loc, number, divisor),
          arith::RemUIOp::create(e.builder, e.loc, number, divisor)};
}

/// The place of an element in row-major order, after the matrix with so many
/// `columns`, where there are any, is transposed.
static Value placeAfter(Emitter &e, const snn::Storage &from, Value position,
                        Value channel, int64_t columns) {
  Value place = e.add(e.mul(channel, from.positions), position);
  if (columns == 0)
    return place;
  auto [row, column] = divide(e, place, columns);
  return e.add(e.mul(column, from.channels * from.positions / columns), row);
}

static void reshape(Emitter &e, const Buffer &from, Value output,
                    const snn::Storage &to, int64_t columns) {
  auto placeOf = [&](Value position, Value channel) -> std::pair<Value, Value> {
    if (columns == 0 && to.positions == from.storage.positions)
      return {position, channel};
    if (columns == from.storage.positions &&
        to.positions == from.storage.channels)
      return {channel, position}; // a matrix, and its transpose
    auto [toChannel, toPosition] =
        divide(e, placeAfter(e, from.storage, position, channel, columns),
               to.positions);
    return {toPosition, toChannel};
  };
  if (to.isBits()) {
    e.fillZero(output, to);
    return copySpikes(e, from, output, placeOf);
  }
  e.forEachElement(from.storage, [&](Value position, Value channel) {
    Value x = e.loadElement(from.memory, from.storage, position, channel);
    auto [toPosition, toChannel] = placeOf(position, channel);
    e.storeElement(x, output, to, toPosition, toChannel);
  });
}

void emitReshape(Emitter &e, snn::CopyOp op, const StepBuffers &block,
                 Value output) {
  reshape(e, inputOf(block, op.getSources()[0]), output, storageOf(op),
          op.getColumns().value_or(0));
}

} // namespace snnc
