// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The kernel that surrounds an input with some of its own elements.

#include "compiler/Conversion/Kernels/CopyKernels.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace snnc {

/// `at` elements past the first of a padding of `before`, as a number of steps
/// in a ring of `period`.
static Value inRing(Emitter &e, Value at, int64_t before, int64_t period) {
  int64_t shift = llvm::alignTo(before, period) - before;
  return arith::RemUIOp::create(e.builder, e.loc, e.add(at, e.index(shift)),
                                e.index(period));
}

/// N8: which of `size` elements stands `at` elements past the first of a
/// padding of `before`.
static Value sourceOf(Emitter &e, Value at, int64_t before, int64_t size,
                      snn::PadMode mode) {
  auto subtract = [&](Value a, Value b) -> Value {
    return arith::SubIOp::create(e.builder, e.loc, a, b);
  };
  auto smaller = [&](Value a, Value b) -> Value {
    return arith::MinUIOp::create(e.builder, e.loc, a, b);
  };
  if (size == 1)
    return e.index(0);
  switch (mode) {
  case snn::PadMode::Replicate: {
    Value inside =
        arith::MaxUIOp::create(e.builder, e.loc, at, e.index(before));
    return smaller(subtract(inside, e.index(before)), e.index(size - 1));
  }
  case snn::PadMode::Circular:
    return inRing(e, at, before, size);
  case snn::PadMode::Reflect: {
    int64_t period = 2 * (size - 1);
    Value place = inRing(e, at, before, period);
    return smaller(place, subtract(e.index(period), place));
  }
  }
  llvm_unreachable("a mode that is none");
}

/// Copies all channels of one position, padding behind them included.
static void copyRow(Emitter &e, Value from, Value fromPosition, Value to,
                    Value toPosition) {
  auto type = cast<MemRefType>(from.getType());
  int64_t lanes = type.getElementType().isF32() ? 16 : 8;
  auto vectorType = VectorType::get(lanes, type.getElementType());
  e.loop(type.getShape().back() / lanes, [&](Value block) {
    Value column = e.mul(block, lanes);
    Value row = vector::LoadOp::create(e.builder, e.loc, vectorType, from,
                                       ValueRange{fromPosition, column});
    vector::StoreOp::create(e.builder, e.loc, row, to,
                            ValueRange{toPosition, column});
  });
}

/// Visits the axes of space from `axis` on: `from` and `to` are the places in
/// input and output that the axes before it make.
static void padAxes(Emitter &e, snn::CopyOp op, size_t axis, Value from,
                    Value to, llvm::function_ref<void(Value, Value)> copy) {
  auto input = cast<RankedTensorType>(op.getSources()[0].getType());
  auto output = cast<RankedTensorType>(op.getType());
  if (axis + 1 == size_t(input.getRank()))
    return copy(from, to);
  int64_t size = input.getDimSize(axis + 1);
  int64_t padded = output.getDimSize(axis + 1);
  e.loop(padded, [&](Value at) {
    Value source =
        sourceOf(e, at, (*op.getPadding())[2 * axis], size, *op.getMode());
    padAxes(e, op, axis + 1, e.add(e.mul(from, size), source),
            e.add(e.mul(to, padded), at), copy);
  });
}

void emitPad(Emitter &e, snn::CopyOp op, const StepBuffers &block,
             Value output) {
  Value input =
      block.inputs[cast<BlockArgument>(op.getSources()[0]).getArgNumber()];
  padAxes(e, op, 0, e.index(0), e.index(0),
          [&](Value from, Value to) { copyRow(e, input, from, output, to); });
}

} // namespace snnc
