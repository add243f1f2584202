// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Conversion/Code/LongSums.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace snnc {

static Value add(Emitter &e, Value a, Value b) {
  return arith::AddFOp::create(e.builder, e.loc, a, b);
}
static Value sub(Emitter &e, Value a, Value b) {
  return arith::SubFOp::create(e.builder, e.loc, a, b);
}

LongSum addTerm(Emitter &e, LongSum to, Value term) {
  Value sum = add(e, to.sum, term), added = sub(e, sum, to.sum);
  Value lost = add(e, sub(e, to.sum, sub(e, sum, added)), sub(e, term, added));
  return {sum, add(e, to.rest, lost)};
}

LongSum settle(Emitter &e, LongSum of) {
  Value zero = arith::ConstantOp::create(
      e.builder, e.loc, e.builder.getZeroAttr(of.rest.getType()));
  // What an infinite sum lacks is NaN.
  Value isNumber = arith::CmpFOp::create(
      e.builder, e.loc, arith::CmpFPredicate::ORD, of.rest, of.rest);
  Value rest =
      arith::SelectOp::create(e.builder, e.loc, isNumber, of.rest, zero);
  return addTerm(e, {of.sum, zero}, rest);
}

} // namespace snnc
