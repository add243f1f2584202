// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Regions of scalar operations, on vectors.

#include "compiler/Conversion/Code/ScalarLanes.h"

#include "dialect/SNNDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace snnc {

namespace {

/// One region, operation by operation.
class Lanes {
public:
  Lanes(Emitter &e, int64_t lanes) : e(e), lanes(lanes) {}

  void set(Value scalar, Value vector) { vectors[scalar] = vector; }
  Value get(Value scalar) const { return vectors.lookup(scalar); }
  Value emit(Operation &op);

private:
  Type typeOf(Type scalar) const {
    return lanes > 0 ? Type(VectorType::get(lanes, scalar)) : scalar;
  }
  Value constant(TypedAttr value) {
    if (lanes > 0)
      value = SplatElementsAttr::get(cast<ShapedType>(typeOf(value.getType())),
                                     Attribute(value));
    return arith::ConstantOp::create(e.builder, e.loc, value);
  }

  Emitter &e;
  int64_t lanes;
  llvm::DenseMap<Value, Value> vectors;
};

} // namespace

Value Lanes::emit(Operation &op) {
  auto operand = [&](unsigned index) { return get(op.getOperand(index)); };
  if (isa<snn::SpikeOp>(op))
    return arith::CmpFOp::create(e.builder, e.loc, arith::CmpFPredicate::OGE,
                                 operand(0),
                                 constant(e.builder.getF32FloatAttr(0.0f)));
  if (isa<snn::StopGradientOp>(op))
    return operand(0);
  if (auto number = dyn_cast<arith::ConstantOp>(op))
    return constant(number.getValue());
  if (isa<math::FmaOp>(op))
    return e.fma(operand(0), operand(1), operand(2));
  OperationState state(op.getLoc(), op.getName());
  for (Value scalar : op.getOperands())
    state.addOperands(get(scalar));
  state.addTypes(typeOf(op.getResult(0).getType()));
  state.addAttributes(op.getAttrs());
  return e.builder.create(state)->getResult(0);
}

SmallVector<Value> vectorize(Emitter &e, Block &block, ValueRange arguments,
                             int64_t lanes) {
  Lanes vectors(e, lanes);
  for (auto [argument, value] : llvm::zip(block.getArguments(), arguments))
    vectors.set(argument, value);
  for (Operation &op : block.without_terminator())
    vectors.set(op.getResult(0), vectors.emit(op));
  return llvm::map_to_vector(block.getTerminator()->getOperands(),
                             [&](Value value) { return vectors.get(value); });
}

} // namespace snnc
