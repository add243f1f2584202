// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Threefry2x32 and what its bits become, operation by operation what
// compiler/Spec/Random.cpp computes.

#include "compiler/Conversion/Code/RandomFunctions.h"
#include "compiler/Conversion/Code/Arithmetic.h"
#include "compiler/Spec/Normal.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace snnc {
namespace {

/// The body of one function.
class Body : public Arithmetic {
public:
  /// `fma` is null where the target has the instruction.
  Body(OpBuilder &builder, func::FuncOp function, func::FuncOp fma)
      : Arithmetic(builder, function.getLoc(), builder.getF32Type(), !fma),
        arguments(function.addEntryBlock()->getArguments()), fmaFunction(fma) {
    b.setInsertionPointToStart(&function.getBody().front());
  }

  void threefry();
  void uniform();
  void normal(func::FuncOp uniform, func::FuncOp squareRoot);
  void multiplyAdd();
  void squareRoot();

private:
  struct Sum {
    Value sum, error;
  };
  Value fma(Value x, Value y, Value z) override;
  Value call(func::FuncOp function, ValueRange operands) {
    return func::CallOp::create(b, loc, function, operands).getResult(0);
  }
  void finish(ValueRange results) { func::ReturnOp::create(b, loc, results); }
  Value compare(arith::CmpIPredicate predicate, Value x, Value y) {
    return arith::CmpIOp::create(b, loc, predicate, x, y);
  }
  Value rotateLeft(Value x, unsigned by) {
    return ori(shiftLeft(x, by), shiftRightUnsigned(x, 32 - by));
  }
  Value log(Value y);
  Value log1p(Value x);
  Sum twoSum(Value x, Value y);
  Sum twoProduct(Value x, Value y);
  Value addToOdd(Value x, Value y);

  ValueRange arguments;
  func::FuncOp fmaFunction;
};

} // namespace

//===----------------------------------------------------------------------===//
// Bits (R1)
//===----------------------------------------------------------------------===//

void Body::threefry() {
  static constexpr unsigned rotations[2][4] = {{13, 15, 26, 6},
                                               {17, 29, 16, 24}};
  Value parity = xori(xori(arguments[0], arguments[1]), i(0x1BD11BDAu));
  Value keys[] = {arguments[0], arguments[1], parity};
  Value high = addi(arguments[2], keys[0]), low = addi(arguments[3], keys[1]);
  for (uint32_t group = 0; group < 5; ++group) {
    for (unsigned by : rotations[group % 2]) {
      high = addi(high, low);
      low = xori(rotateLeft(low, by), high);
    }
    high = addi(high, keys[(group + 1) % 3]);
    low = addi(addi(low, keys[(group + 2) % 3]), i(group + 1));
  }
  finish({high, low});
}

//===----------------------------------------------------------------------===//
// Values (R3, R4)
//===----------------------------------------------------------------------===//

Value Body::fma(Value x, Value y, Value z) {
  return fmaFunction ? call(fmaFunction, {x, y, z}) : Arithmetic::fma(x, y, z);
}

void Body::uniform() {
  Value fraction = shiftRightUnsigned(arguments[0], 9);
  Value unit = subf(floatOf(ori(fraction, i(0x3f800000u))), f(1.0f));
  Value low = arguments[1], value = fma(unit, arguments[2], low);
  Value isBelow =
      arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OLT, value, low);
  finish(select(isBelow, low, value));
}

/// log(y) for a normal number y in (0, 1].
Value Body::log(Value y) {
  Value bits = bitsOf(y);
  Value m = floatOf(ori(andi(bits, i(0x7fffffu)), i(0x3f000000u)));
  Value e = toFloat(subi(shiftRightUnsigned(bits, 23), i(126)));
  Value isSmall = less(m, 0x1.6a09e6p-1f);
  Value x = addf(subf(m, f(1.0f)), select(isSmall, m, f(0.0f)));
  e = select(isSmall, subf(e, f(1.0f)), e);
  Value x2 = mulf(x, x), x3 = mulf(x2, x);
  Value p = fma(polynomial(x, normal::logC), x3, polynomial(x, normal::logB));
  p = fma(p, x3, polynomial(x, normal::logA));
  Value small = fma(p, x3, mulf(e, f(normal::ln2Low)));
  return fma(e, f(normal::ln2High), addf(fma(x2, f(-0.5f), x), small));
}

/// log(1 + x) for x in (-1, 0].
Value Body::log1p(Value x) {
  Value ratio = divf(polynomial(x, normal::log1pAbove),
                     polynomial(x, normal::log1pBelow));
  Value x2 = mulf(x, x);
  Value near = addf(x, fma(x2, f(-0.5f), mulf(mulf(x2, x), ratio)));
  Value isNear = greater(x, -normal::log1pBound);
  return select(isNear, near, log(addf(x, f(1.0f))));
}

void Body::normal(func::FuncOp uniform, func::FuncOp squareRoot) {
  const float low = -0x1.fffffep-1f;
  Value u = call(uniform, {arguments[0], f(low), f(1.0f - low)});
  auto negate = [&](Value x) { return arith::NegFOp::create(b, loc, x); };
  Value w = negate(log1p(negate(mulf(u, u))));
  auto choice = scf::IfOp::create(b, loc, floatType, less(w, 5.0f),
                                  /*withElseRegion=*/true);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(choice.thenBlock());
  scf::YieldOp::create(b, loc,
                       polynomial(subf(w, f(2.5f)), normal::erfInvCentre));
  b.setInsertionPointToStart(choice.elseBlock());
  Value root = floatOf(call(squareRoot, bitsOf(w)));
  scf::YieldOp::create(b, loc,
                       polynomial(subf(root, f(3.0f)), normal::erfInvTail));
  b.setInsertionPointAfter(choice);
  finish(mulf(mulf(choice.getResult(0), u), f(0x1.6a09e6p+0f)));
}

/// One bit of the root a turn, as by hand: 24 and one to round by. No target
/// needs a library for that.
void Body::squareRoot() {
  Value fraction = ori(andi(arguments[0], i(0x7fffffu)), i(0x800000u));
  Value exponent = subi(shiftRightUnsigned(arguments[0], 23), i(127));
  Value isOdd = compare(arith::CmpIPredicate::ne, andi(exponent, i(1)), i(0));
  Value left = select(isOdd, shiftLeft(fraction, 8), shiftLeft(fraction, 7));
  auto index = [&](int64_t value) {
    return arith::ConstantIndexOp::create(b, loc, value);
  };
  auto turns = scf::ForOp::create(b, loc, index(0), index(25), index(1),
                                  ValueRange{left, i(0), i(0)});
  {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(turns.getBody());
    ValueRange carried = turns.getRegionIterArgs();
    Value rest =
        ori(shiftLeft(carried[1], 2), shiftRightUnsigned(carried[0], 30));
    Value trial = ori(shiftLeft(carried[2], 2), i(1));
    Value fits = compare(arith::CmpIPredicate::uge, rest, trial);
    Value doubled = shiftLeft(carried[2], 1);
    scf::YieldOp::create(b, loc,
                         ValueRange{shiftLeft(carried[0], 2),
                                    select(fits, subi(rest, trial), rest),
                                    select(fits, ori(doubled, i(1)), doubled)});
  }
  Value root = shiftRightUnsigned(addi(turns.getResult(2), i(1)), 1);
  Value scale = shiftLeft(addi(shiftRight(exponent, 1), i(126)), 23);
  finish(addi(scale, root));
}

//===----------------------------------------------------------------------===//
// x y + z of other operations: Boldo and Melquiond, "Emulation of FMA and
// correctly rounded sums" (2008)
//===----------------------------------------------------------------------===//

/// The rounded sum, and what it is off by.
Body::Sum Body::twoSum(Value x, Value y) {
  Value sum = addf(x, y), back = subf(sum, x);
  return {sum, addf(subf(x, subf(sum, back)), subf(y, back))};
}

/// The rounded product, and what it is off by: of halves of 12 bits.
Body::Sum Body::twoProduct(Value x, Value y) {
  auto upper = [&](Value v) {
    Value scaled = mulf(v, f(4097.0f));
    return subf(scaled, subf(scaled, v));
  };
  Value xh = upper(x), yh = upper(y), xl = subf(x, xh), yl = subf(y, yh);
  Value product = mulf(x, y);
  Value error = addf(subf(mulf(xh, yh), product), mulf(xh, yl));
  return {product, addf(addf(error, mulf(xl, yh)), mulf(xl, yl))};
}

/// x + y, rounded to the neighbour whose last bit is 1 where it is no number.
Value Body::addToOdd(Value x, Value y) {
  auto [sum, error] = twoSum(x, y);
  Value bits = bitsOf(sum), errorBits = bitsOf(error);
  Value isEven = compare(arith::CmpIPredicate::eq, andi(bits, i(1)), i(0));
  Value isExact = equal(error, 0.0f);
  Value sameSign =
      compare(arith::CmpIPredicate::sge, xori(bits, errorBits), i(0));
  Value moved = addi(bits, select(sameSign, i(1), i(-1u)));
  Value odd = select(isEven, moved, bits);
  return floatOf(select(isExact, bits, odd));
}

void Body::multiplyAdd() {
  auto [product, productError] = twoProduct(arguments[0], arguments[1]);
  auto [lower, lowerError] = twoSum(arguments[2], productError);
  auto [upper, upperError] = twoSum(product, lower);
  finish(addf(upper, addToOdd(lowerError, upperError)));
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

func::FuncOp RandomFunctions::find(StringRef name) {
  return module.lookupSymbol<func::FuncOp>(name);
}

func::FuncOp RandomFunctions::create(StringRef name, TypeRange arguments,
                                     TypeRange results) {
  OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
  auto function =
      func::FuncOp::create(builder, module.getLoc(), name,
                           builder.getFunctionType(arguments, results));
  function.setPrivate();
  function->setAttr(
      "llvm.linkage",
      LLVM::LinkageAttr::get(module.getContext(), LLVM::Linkage::Internal));
  return function;
}

func::FuncOp RandomFunctions::threefry() {
  constexpr StringRef name = "snn.threefry2x32";
  if (func::FuncOp function = find(name))
    return function;
  OpBuilder builder(module.getContext());
  SmallVector<Type> words(4, builder.getI32Type());
  func::FuncOp function = create(name, words, ArrayRef(words).take_front(2));
  Body(builder, function, nullptr).threefry();
  return function;
}

func::FuncOp RandomFunctions::uniform() {
  constexpr StringRef name = "snn.uniform";
  if (func::FuncOp function = find(name))
    return function;
  OpBuilder builder(module.getContext());
  Type i32 = builder.getI32Type(), f32 = builder.getF32Type();
  func::FuncOp fused = fma(), function = create(name, {i32, f32, f32}, f32);
  Body(builder, function, fused).uniform();
  return function;
}

func::FuncOp RandomFunctions::normal() {
  constexpr StringRef name = "snn.normal";
  if (func::FuncOp function = find(name))
    return function;
  OpBuilder builder(module.getContext());
  func::FuncOp fused = fma(), inner = uniform(), root = squareRoot();
  func::FuncOp function =
      create(name, builder.getI32Type(), builder.getF32Type());
  Body(builder, function, fused).normal(inner, root);
  return function;
}

func::FuncOp RandomFunctions::fma() {
  if (useFma)
    return nullptr;
  constexpr StringRef name = "snn.fma";
  if (func::FuncOp function = find(name))
    return function;
  OpBuilder builder(module.getContext());
  SmallVector<Type> numbers(3, builder.getF32Type());
  func::FuncOp function = create(name, numbers, numbers.front());
  Body(builder, function, nullptr).multiplyAdd();
  return function;
}

func::FuncOp RandomFunctions::squareRoot() {
  constexpr StringRef name = "snn.sqrt";
  if (func::FuncOp function = find(name))
    return function;
  OpBuilder builder(module.getContext());
  func::FuncOp function =
      create(name, builder.getI32Type(), builder.getI32Type());
  Body(builder, function, nullptr).squareRoot();
  return function;
}

} // namespace snnc
