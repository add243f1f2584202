// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The kernel that draws a state's initial values: loops around the functions
// of RandomFunctions.h.

#include "compiler/Conversion/Kernels/DrawKernel.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;

namespace snnc {

static Value i32(Emitter &e, uint32_t value) {
  return arith::ConstantOp::create(e.builder, e.loc,
                                   e.builder.getI32IntegerAttr(int32_t(value)));
}

/// R2: the key at the end of the path.
static SmallVector<Value> ownKey(Emitter &e, snn::DrawOp op,
                                 func::FuncOp threefry) {
  SmallVector<Value> key;
  for (int64_t word : {0, 1})
    key.push_back(memref::LoadOp::create(e.builder, e.loc, op.getKey(),
                                         ValueRange(e.index(word))));
  for (uint32_t index : op.getDraw().getPath()) {
    SmallVector<Value> operands = {key[0], key[1], i32(e, 0), i32(e, index)};
    auto call = func::CallOp::create(e.builder, e.loc, threefry, operands);
    key.assign(call.result_begin(), call.result_end());
  }
  return key;
}

/// R1: an element's bits. Its number may need more than 32.
static Value bitsOf(Emitter &e, ValueRange key, Value number,
                    func::FuncOp threefry) {
  OpBuilder &b = e.builder;
  Type word = b.getI32Type(), wide = b.getI64Type();
  Value counter = arith::IndexCastUIOp::create(b, e.loc, wide, number);
  Value half = arith::ConstantOp::create(b, e.loc, b.getI64IntegerAttr(32));
  Value upper = arith::ShRUIOp::create(b, e.loc, counter, half);
  SmallVector<Value> operands = {
      key[0], key[1], arith::TruncIOp::create(b, e.loc, word, upper),
      arith::TruncIOp::create(b, e.loc, word, counter)};
  auto call = func::CallOp::create(b, e.loc, threefry, operands);
  return arith::XOrIOp::create(b, e.loc, call.getResult(0), call.getResult(1));
}

/// R3, R4: what the bits become.
static Value valueOf(Emitter &e, snn::DrawAttr draw, Value bits,
                     RandomFunctions &functions) {
  OpBuilder &b = e.builder;
  float first = draw.getFirst().getValue().convertToFloat(),
        second = draw.getSecond().getValue().convertToFloat();
  if (draw.getKind() == snn::DrawKind::Uniform) {
    SmallVector<Value> operands = {bits, e.f32(first), e.f32(second - first)};
    return func::CallOp::create(b, e.loc, functions.uniform(), operands)
        .getResult(0);
  }
  Value value =
      func::CallOp::create(b, e.loc, functions.normal(), bits).getResult(0);
  value = arith::MulFOp::create(b, e.loc, value, e.f32(second));
  return arith::AddFOp::create(b, e.loc, value, e.f32(first));
}

void emitDraw(Emitter &e, snn::DrawOp op, RandomFunctions &functions) {
  auto storage = snn::Storage::of(cast<RankedTensorType>(op.getType()));
  func::FuncOp threefry = functions.threefry();
  SmallVector<Value> key = ownKey(e, op, threefry);
  Value samples =
      memref::DimOp::create(e.builder, e.loc, op.getBuffer(), int64_t(0));
  e.loop(samples, [&](Value sample) {
    Value block = e.blockOf(op.getBuffer(), sample, e.index(0));
    e.forEachElement(storage, [&](Value position, Value channel) {
      Value number = e.add(e.mul(channel, storage.positions), position);
      Value bits = bitsOf(e, key, number, threefry);
      e.storeElement(valueOf(e, op.getDraw(), bits, functions), block, storage,
                     position, channel);
    });
  });
}

} // namespace snnc
