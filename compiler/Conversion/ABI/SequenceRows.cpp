// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Conversion/ABI/SequenceRows.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace snnc {

//===----------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------===//

Value loadUnits(Emitter &e, const Row &row, Value begin, int64_t lanes,
                int64_t valid) {
  auto type = VectorType::get(
      lanes, cast<MemRefType>(row.sequence.getType()).getElementType());
  if (valid == lanes)
    return vector::LoadOp::create(e.builder, e.loc, type, row.sequence,
                                  row.at(begin));
  Value zeros =
      arith::ConstantOp::create(e.builder, e.loc, e.builder.getZeroAttr(type));
  return vector::MaskedLoadOp::create(e.builder, e.loc, type, row.sequence,
                                      row.at(begin), e.firstLanes(valid, lanes),
                                      zeros);
}

static Value isNotZero(Emitter &e, Value integers) {
  Value zeros = arith::ConstantOp::create(
      e.builder, e.loc, e.builder.getZeroAttr(integers.getType()));
  return arith::CmpIOp::create(e.builder, e.loc, arith::CmpIPredicate::ne,
                               integers, zeros);
}

Value loadFloats(Emitter &e, const Row &row, Value begin, int64_t lanes,
                 int64_t valid) {
  Value units = loadUnits(e, row, begin, lanes, valid);
  if (row.element == snn::Element::F32)
    return units;
  return arith::UIToFPOp::create(e.builder, e.loc, e.floats(lanes), units);
}

Value loadNumber(Emitter &e, const Row &row, ArrayRef<Value> at) {
  Value unit = memref::LoadOp::create(e.builder, e.loc, row.sequence, at);
  if (row.element == snn::Element::F32)
    return unit;
  return arith::UIToFPOp::create(e.builder, e.loc, e.builder.getF32Type(),
                                 unit);
}

void forEachByte(
    Emitter &e, const Row &row, Value begin, int64_t lanes,
    llvm::function_ref<void(ArrayRef<Value> at, int64_t before)> visit) {
  auto type = cast<MemRefType>(row.sequence.getType());
  Value first = arith::DivUIOp::create(e.builder, e.loc, begin, e.index(8)),
        last = e.index(type.getDimSize(2) - 1);
  for (int64_t byte = 0; 8 * byte < lanes + 7; ++byte) {
    Value place =
        byte == 0 ? first
                  : arith::MinUIOp::create(e.builder, e.loc,
                                           e.add(first, e.index(byte)), last);
    visit(row.at(place), 8 * byte);
  }
}

/// Lanes of bits from any bit on.
static Value loadBits(Emitter &e, const Row &row, Value begin, int64_t lanes,
                      int64_t valid) {
  Type word = e.builder.getI32Type();
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantOp::create(e.builder, e.loc,
                                     e.builder.getI32IntegerAttr(value));
  };
  Value all = constant(0);
  forEachByte(e, row, begin, lanes, [&](ArrayRef<Value> at, int64_t before) {
    Value byte = memref::LoadOp::create(e.builder, e.loc, row.sequence, at);
    byte = arith::ExtUIOp::create(e.builder, e.loc, word, byte);
    byte = arith::ShLIOp::create(e.builder, e.loc, byte, constant(before));
    all = arith::OrIOp::create(e.builder, e.loc, all, byte);
  });
  Value shift = arith::RemUIOp::create(e.builder, e.loc, begin, e.index(8));
  shift = arith::IndexCastUIOp::create(e.builder, e.loc, word, shift);
  all = arith::ShRUIOp::create(e.builder, e.loc, all, shift);
  SmallVector<int32_t> bits;
  for (int64_t lane = 0; lane < lanes; ++lane)
    bits.push_back(lane < valid ? 1 << lane : 0);
  Value bitOf = arith::ConstantOp::create(
      e.builder, e.loc,
      DenseElementsAttr::get(VectorType::get(lanes, word), ArrayRef(bits)));
  return isNotZero(
      e, arith::AndIOp::create(e.builder, e.loc, e.splat(all, lanes), bitOf));
}

Value loadSpikes(Emitter &e, const Row &row, Value begin, int64_t lanes,
                 int64_t valid) {
  switch (row.element) {
  case snn::Element::F32:
    return e.isNonZero(loadFloats(e, row, begin, lanes, valid));
  case snn::Element::U8:
    return isNotZero(e, loadUnits(e, row, begin, lanes, valid));
  case snn::Element::Bits:
    return loadBits(e, row, begin, lanes, valid);
  }
  llvm_unreachable("all elements are listed");
}

//===----------------------------------------------------------------------===//
// Ways through a row
//===----------------------------------------------------------------------===//

void forEachBlock(Emitter &e, int64_t size,
                  llvm::function_ref<void(Value begin, int64_t valid)> body,
                  int64_t lanes) {
  int64_t whole = size / lanes, rest = size % lanes;
  if (whole > 0)
    e.loop(whole, [&](Value block) { body(e.mul(block, lanes), lanes); });
  if (rest > 0)
    body(e.index(whole * lanes), rest);
}

void forEachSquare(
    Emitter &e, const snn::Storage &storage,
    llvm::function_ref<void(Value place, Value channel, int64_t valid)> square,
    llvm::function_ref<void(Value place, Value channel)> element) {
  int64_t lanes = e.options.registerLanes,
          whole = lanes == 1 ? 0 : storage.positions / lanes,
          rest = storage.positions - whole * lanes;
  if (whole > 0)
    forEachBlock(e, storage.channels, [&](Value channel, int64_t valid) {
      e.loop(whole, [&](Value number) {
        square(e.mul(number, lanes), channel, valid);
      });
    });
  if (rest > 0)
    e.loop(storage.channels, [&](Value channel) {
      e.loop(rest, [&](Value number) {
        element(e.add(number, e.index(whole * lanes)), channel);
      });
    });
}

} // namespace snnc
