// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The equations of a layer of neurons, run neuron by neuron.

#include "compiler/Reference/Equations.h"
#include "compiler/Reference/Math.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace snnc {

using Function = float (*)(float, float, float);

/// A function of one float as one of three.
template <float (*compute)(float)> static float first(float a, float, float) {
  return compute(a);
}

static Function comparison(arith::CmpFPredicate predicate) {
  using P = arith::CmpFPredicate;
  switch (predicate) {
  case P::OLT:
    return [](float a, float b, float) { return float(a < b); };
  case P::OLE:
    return [](float a, float b, float) { return float(a <= b); };
  case P::OGT:
    return [](float a, float b, float) { return float(a > b); };
  case P::OGE:
    return [](float a, float b, float) { return float(a >= b); };
  case P::OEQ:
    return [](float a, float b, float) { return float(a == b); };
  case P::UNE:
    return [](float a, float b, float) { return float(a != b); };
  case P::ULT:
    return [](float a, float b, float) { return float(!(a >= b)); };
  case P::ULE:
    return [](float a, float b, float) { return float(!(a > b)); };
  case P::UGT:
    return [](float a, float b, float) { return float(!(a <= b)); };
  case P::UGE:
    return [](float a, float b, float) { return float(!(a < b)); };
  case P::ONE:
    return [](float a, float b, float) { return float(a < b || a > b); };
  case P::UEQ:
    return [](float a, float b, float) { return float(!(a < b || a > b)); };
  case P::ORD:
    return [](float a, float b, float) { return float(a == a && b == b); };
  case P::UNO:
    return [](float a, float b, float) { return float(a != a || b != b); };
  case P::AlwaysTrue:
    return [](float, float, float) { return 1.0f; };
  case P::AlwaysFalse:
    return [](float, float, float) { return 0.0f; };
  }
}

/// Of bits. The signed 1 is -1.
static Function comparison(arith::CmpIPredicate predicate) {
  using P = arith::CmpIPredicate;
  switch (predicate) {
  case P::eq:
    return [](float a, float b, float) { return float(a == b); };
  case P::ne:
    return [](float a, float b, float) { return float(a != b); };
  case P::ult:
  case P::sgt:
    return [](float a, float b, float) { return float(a < b); };
  case P::ule:
  case P::sge:
    return [](float a, float b, float) { return float(a <= b); };
  case P::ugt:
  case P::slt:
    return [](float a, float b, float) { return float(a > b); };
  case P::uge:
  case P::sle:
    return [](float a, float b, float) { return float(a >= b); };
  }
}

/// A bit is 0 or 1.
static Function logicOf(Operation &operation) {
  return llvm::TypeSwitch<Operation *, Function>(&operation)
      .Case([](arith::AndIOp) {
        return [](float a, float b, float) { return a * b; };
      })
      .Case([](arith::OrIOp) {
        return [](float a, float b, float) { return float(a + b > 0); };
      })
      .Case([](arith::XOrIOp) {
        return [](float a, float b, float) { return float(a != b); };
      })
      .Case([](arith::SelectOp) {
        return [](float c, float a, float b) { return c != 0 ? a : b; };
      })
      .Case([](snn::SpikeOp) {
        return [](float u, float, float) { return float(u >= 0); };
      })
      .Case<arith::UIToFPOp, snn::StopGradientOp>(
          [](auto) { return [](float a, float, float) { return a; }; })
      .Case<arith::CmpFOp, arith::CmpIOp>(
          [](auto op) { return comparison(op.getPredicate()); })
      .Default(Function(nullptr));
}

static float negative(float a) { return -a; }
static float magnitude(float a) { return std::fabs(a); }
static float roundDown(float a) { return std::floor(a); }
static float root(float a) { return std::sqrt(a); }

static Function functionOf(Operation &operation) {
  return llvm::TypeSwitch<Operation *, Function>(&operation)
      .Case([](arith::AddFOp) {
        return [](float a, float b, float) { return a + b; };
      })
      .Case([](arith::SubFOp) {
        return [](float a, float b, float) { return a - b; };
      })
      .Case([](arith::MulFOp) {
        return [](float a, float b, float) { return a * b; };
      })
      .Case([](arith::DivFOp) {
        return [](float a, float b, float) { return a / b; };
      })
      .Case([](arith::MaximumFOp) {
        return
            [](float a, float b, float) { return elementary::maximum(a, b); };
      })
      .Case([](arith::MinimumFOp) {
        return
            [](float a, float b, float) { return elementary::minimum(a, b); };
      })
      .Case([](math::FmaOp) {
        return [](float a, float b, float c) { return std::fma(a, b, c); };
      })
      .Case([](arith::NegFOp) { return first<negative>; })
      .Case([](math::AbsFOp) { return first<magnitude>; })
      .Case([](math::FloorOp) { return first<roundDown>; })
      .Case([](math::SqrtOp) { return first<root>; })
      .Case([](math::ExpOp) { return first<elementary::exp>; })
      .Case([](math::ExpM1Op) { return first<elementary::expm1>; })
      .Case([](math::LogOp) { return first<elementary::log>; })
      .Case([](math::Log1pOp) { return first<elementary::log1p>; })
      .Case([](math::TanhOp) { return first<elementary::tanh>; })
      .Default([](Operation *other) { return logicOf(*other); });
}

LogicalResult Equations::readOperation(Operation &operation) {
  if (operation.getNumResults() != 1 || operation.getNumOperands() > 3)
    return failure();
  unsigned result = registers.size();
  registerOf[operation.getResult(0)] = result;
  registers.push_back(0.0f);
  if (auto constant = dyn_cast<arith::ConstantOp>(operation)) {
    if (auto number = dyn_cast<FloatAttr>(constant.getValue()))
      registers[result] = number.getValue().convertToFloat();
    else if (auto bit = dyn_cast<BoolAttr>(constant.getValue()))
      registers[result] = bit.getValue();
    else
      return failure();
    return success();
  }
  Instruction instruction{functionOf(operation), {}, result};
  for (OpOperand &operand : operation.getOpOperands())
    instruction.operands[operand.getOperandNumber()] =
        registerOf.lookup(operand.get());
  instructions.push_back(instruction);
  return success(instruction.function);
}

LogicalResult Equations::readBlock() {
  Block &block = op.getBody().front();
  for (BlockArgument argument : block.getArguments()) {
    registerOf[argument] = registers.size();
    registers.push_back(0.0f);
  }
  for (Operation &operation : block.without_terminator())
    if (failed(readOperation(operation)))
      return emitError(operation.getLoc(), "equations have no operation '")
             << operation.getName() << "'";
  return success();
}

FailureOr<Equations> Equations::read(snn::EquationsOp op) {
  Equations equations(op);
  if (failed(equations.readBlock()))
    return failure();
  return equations;
}

LayerState Equations::initialState(Parameters &parameters) const {
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  LayerState state;
  for (auto [name, init] : llvm::zip(op->getAttrOfType<ArrayAttr>("states"),
                                     op->getAttrOfType<ArrayAttr>("inits"))) {
    Array array = Array::zeros(type.getShape().vec());
    for (size_t k = 0; k < array.size(); ++k)
      array[k] = parameters.at(init, array.shape, k);
    state[cast<StringAttr>(name).str()] = std::move(array);
  }
  return state;
}

Array Equations::step(const Array &x, LayerState &state,
                      Parameters &parameters) const {
  snn::EquationsOp equations = op;
  std::vector<Array *> states;
  for (StringRef name : equations.getStates().getAsValueRange<StringAttr>())
    states.push_back(&state[name.str()]);
  ArrayRef<Attribute> params;
  if (ArrayAttr symbols = equations.getParamsAttr())
    params = symbols.getValue();
  OperandRange yielded =
      equations.getBody().front().getTerminator()->getOperands();
  std::vector<float> r = registers;
  auto read = [&](Value value) { return r[registerOf.lookup(value)]; };
  Array output = x;
  for (size_t k = 0; k < x.size(); ++k) {
    r[0] = x[k];
    for (size_t n = 0; n < states.size(); ++n)
      r[1 + n] = (*states[n])[k];
    for (size_t n = 0; n < params.size(); ++n)
      r[1 + states.size() + n] = parameters.at(params[n], x.shape, k);
    for (const Instruction &each : instructions)
      r[each.result] = each.function(r[each.operands[0]], r[each.operands[1]],
                                     r[each.operands[2]]);
    output[k] = read(yielded[0]);
    for (size_t n = 0; n < states.size(); ++n)
      (*states[n])[k] = read(yielded[1 + n]);
  }
  return output;
}

bool Equations::isOutput(StringRef state) const {
  snn::EquationsOp equations = op;
  for (auto [index, name] :
       llvm::enumerate(equations.getStates().getAsValueRange<StringAttr>())) {
    if (name != state)
      continue;
    auto init = dyn_cast<FloatAttr>(equations.getInits()[index]);
    Value value = equations.getYieldedState(index);
    return value == equations.getYieldedOutput() && init &&
           init.getValue().isPosZero() &&
           getElementTypeOrSelf(equations.getType()) == value.getType();
  }
  return false;
}

} // namespace snnc
