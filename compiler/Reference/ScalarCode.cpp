// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A region of scalar operations, run element by element.

#include "compiler/Reference/ScalarCode.h"
#include "compiler/Reference/Math.h"
#include "dialect/SNNDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
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

LogicalResult ScalarCode::readOperation(Operation &operation) {
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

FailureOr<ScalarCode> ScalarCode::read(Block &block) {
  ScalarCode code;
  for (BlockArgument argument : block.getArguments()) {
    code.registerOf[argument] = code.registers.size();
    code.registers.push_back(0.0f);
  }
  for (Operation &operation : block.without_terminator())
    if (failed(code.readOperation(operation)))
      return emitError(operation.getLoc(), "equations have no operation '")
             << operation.getName() << "'";
  for (Value value : block.getTerminator()->getOperands())
    code.yielded.push_back(code.registerOf.lookup(value));
  return code;
}

void ScalarCode::run(ArrayRef<float> arguments,
                     MutableArrayRef<float> results) {
  llvm::copy(arguments, registers.begin());
  for (const Instruction &each : instructions)
    registers[each.result] =
        each.function(registers[each.operands[0]], registers[each.operands[1]],
                      registers[each.operands[2]]);
  for (auto [result, place] : llvm::zip_equal(results, yielded))
    result = registers[place];
}

} // namespace snnc
