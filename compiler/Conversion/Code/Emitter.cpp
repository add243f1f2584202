// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Short names for the operations that kernels are made of.

#include "compiler/Conversion/Code/Emitter.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/ADT/Sequence.h"
#include <numeric>

using namespace mlir;

namespace snnc {

//===----------------------------------------------------------------------===//
// Scalars and vectors
//===----------------------------------------------------------------------===//

Value Emitter::index(int64_t value) {
  return arith::ConstantIndexOp::create(builder, loc, value);
}
Value Emitter::f32(float value) {
  return arith::ConstantOp::create(builder, loc,
                                   builder.getF32FloatAttr(value));
}
Value Emitter::add(Value a, Value b) {
  return arith::AddIOp::create(builder, loc, a, b);
}
Value Emitter::mul(Value a, int64_t b) {
  return arith::MulIOp::create(builder, loc, a, index(b));
}
Value Emitter::toIndex(Value integer) {
  return arith::IndexCastUIOp::create(builder, loc, builder.getIndexType(),
                                      integer);
}

VectorType Emitter::floats(int64_t lanes) {
  return VectorType::get(lanes, builder.getF32Type());
}
VectorType Emitter::bits(int64_t lanes) {
  return VectorType::get(lanes, builder.getI1Type());
}

Value Emitter::splat(Value scalar, int64_t lanes) {
  return vector::BroadcastOp::create(
      builder, loc, VectorType::get(lanes, scalar.getType()), scalar);
}
Value Emitter::splat(float value, int64_t lanes) {
  auto attr = DenseElementsAttr::get(floats(lanes), value);
  return arith::ConstantOp::create(builder, loc, attr);
}

Value Emitter::fma(Value a, Value b, Value c) {
  if (options.useFma)
    return math::FmaOp::create(builder, loc, a, b, c);
  Value product = arith::MulFOp::create(builder, loc, a, b);
  return arith::AddFOp::create(builder, loc, product, c);
}

Value Emitter::finishSum(Value sum) {
  Value zero = arith::ConstantOp::create(builder, loc,
                                         builder.getZeroAttr(sum.getType()));
  return arith::AddFOp::create(builder, loc, sum, zero);
}

Value Emitter::toFloats(Value vector) {
  auto type = cast<VectorType>(vector.getType());
  if (type.getElementType().isF32())
    return vector;
  return arith::UIToFPOp::create(builder, loc, floats(type.getDimSize(0)),
                                 vector);
}

Value Emitter::firstLanes(int64_t count, int64_t lanes) {
  SmallVector<bool> mask(lanes, false);
  std::fill_n(mask.begin(), count, true);
  return arith::ConstantOp::create(builder, loc,
                                   DenseElementsAttr::get(bits(lanes), mask));
}

Value Emitter::firstLanes(Value count, int64_t lanes) {
  auto type = VectorType::get(lanes, builder.getI32Type());
  auto numbers = llvm::to_vector(llvm::seq<int32_t>(0, lanes));
  Value lane = arith::ConstantOp::create(
      builder, loc, DenseElementsAttr::get(type, ArrayRef(numbers)));
  Value most =
      arith::IndexCastOp::create(builder, loc, builder.getI32Type(), count);
  return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::slt, lane,
                               splat(most, lanes));
}

Value Emitter::lanes(Value vector, int64_t first, int64_t count) {
  if (cast<VectorType>(vector.getType()).getDimSize(0) == count)
    return vector;
  auto places = llvm::to_vector(llvm::seq(first, first + count));
  return vector::ShuffleOp::create(builder, loc, vector, vector, places);
}

Value Emitter::isNonZero(Value value) {
  Value zero = arith::ConstantOp::create(builder, loc,
                                         builder.getZeroAttr(value.getType()));
  return arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::UNE, value,
                               zero);
}

//===----------------------------------------------------------------------===//
// Control flow
//===----------------------------------------------------------------------===//

Emitter::Values Emitter::loop(Value begin, Value end, Value step,
                              ValueRange carried, LoopBody body) {
  auto op =
      scf::ForOp::create(builder, loc, begin, end, step, carried,
                         [&](OpBuilder &, Location, Value, ValueRange) {});
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToEnd(op.getBody());
  Values results = body(op.getInductionVar(), op.getRegionIterArgs());
  scf::YieldOp::create(builder, loc, results);
  return Values(op.getResults());
}

void Emitter::keepRolled(ValueRange results) {
  MLIRContext *context = builder.getContext();
  auto unroll = LLVM::LoopUnrollAttr::get(
      context, /*disable=*/builder.getBoolAttr(true), {}, {}, {}, {}, {}, {});
  auto note = LLVM::LoopAnnotationAttr::get(context, {}, {}, {}, unroll, {}, {},
                                            {}, {}, {}, {}, {}, {}, {}, {}, {});
  results.front().getDefiningOp<scf::ForOp>()->setAttr("llvm.loop_annotation",
                                                       note);
}

void Emitter::loop(int64_t count, llvm::function_ref<void(Value)> body) {
  if (count == 1)
    return body(index(0));
  loop(index(0), index(count), index(1), {}, [&](Value i, ValueRange) {
    body(i);
    return Values();
  });
}

void Emitter::loop(Value count, llvm::function_ref<void(Value)> body) {
  loop(index(0), count, index(1), {}, [&](Value i, ValueRange) {
    body(i);
    return Values();
  });
}

Emitter::Values Emitter::branch(Value condition, ValueRange carried,
                                llvm::function_ref<Values()> body) {
  auto op =
      scf::IfOp::create(builder, loc, carried.getTypes(), condition, true);
  OpBuilder::InsertionGuard guard(builder);
  auto finish = [&](Region &region, llvm::function_ref<Values()> results) {
    Block &block = region.front();
    if (block.mightHaveTerminator())
      block.getTerminator()->erase();
    builder.setInsertionPointToEnd(&block);
    Values yielded = results();
    scf::YieldOp::create(builder, loc, yielded);
  };
  finish(op.getThenRegion(), body);
  finish(op.getElseRegion(), [&] { return Values(carried); });
  return Values(op.getResults());
}

void Emitter::choose(Value condition, llvm::function_ref<void()> then,
                     llvm::function_ref<void()> otherwise) {
  auto op = scf::IfOp::create(builder, loc, condition, /*withElseRegion=*/true);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(op.thenBlock());
  then();
  builder.setInsertionPointToStart(op.elseBlock());
  otherwise();
}

Emitter::Values Emitter::forEachBit(Value mask, ValueRange carried,
                                    LoopBody body) {
  Values inits = {mask};
  llvm::append_range(inits, carried);
  Value zero = arith::ConstantOp::create(builder, loc,
                                         builder.getZeroAttr(mask.getType()));
  Value one = arith::ConstantOp::create(
      builder, loc, builder.getIntegerAttr(mask.getType(), 1));
  auto before = [&](OpBuilder &, Location, ValueRange args) {
    Value more = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne,
                                       args[0], zero);
    scf::ConditionOp::create(builder, loc, more, args);
  };
  auto after = [&](OpBuilder &, Location, ValueRange args) {
    Value bit = math::CountTrailingZerosOp::create(builder, loc, args[0]);
    Values results = body(toIndex(bit), args.drop_front());
    Value less = arith::SubIOp::create(builder, loc, args[0], one);
    Value rest = arith::AndIOp::create(builder, loc, args[0], less);
    results.insert(results.begin(), rest);
    scf::YieldOp::create(builder, loc, results);
  };
  OpBuilder::InsertionGuard guard(builder);
  SmallVector<Type> types(ValueRange(inits).getTypes());
  auto op = scf::WhileOp::create(builder, loc, types, inits);
  SmallVector<Location> locs(inits.size(), loc);
  builder.createBlock(&op.getBefore(), {}, types, locs);
  before(builder, loc, op.getBeforeArguments());
  builder.createBlock(&op.getAfter(), {}, types, locs);
  after(builder, loc, op.getAfterArguments());
  return Values(op.getResults().drop_front());
}

PanelCut::PanelCut(int64_t channels, const KernelOptions &options)
    : full(channels / options.maxPanel), rest(channels % options.maxPanel) {
  int64_t left = rest;
  if (left > 32 && left <= 48 && options.registerLanes > 1) {
    tails.push_back(32);
    left -= 32;
  }
  // Vectors of other sizes are no better than the next of these; without any,
  // lanes that nobody needs cost as much as others.
  if (left > 0)
    tails.push_back(options.registerLanes == 1 ? left
                    : left > 16 ? int64_t(llvm::alignTo(left, 16))
                                : std::max<int64_t>(llvm::PowerOf2Ceil(left),
                                                    options.registerLanes));
}

int64_t PanelCut::excess() const {
  return std::accumulate(tails.begin(), tails.end(), -rest);
}

void Emitter::forEachPanel(const snn::Storage &storage,
                           llvm::function_ref<void(const Panel &)> body) {
  PanelCut cut(storage.channels, options);
  int64_t width = options.maxPanel,
          rowEnd = llvm::alignTo(storage.channels, 64);
  auto paddingFrom = [&](int64_t end) {
    return rowEnd - int64_t(llvm::alignTo(end, 8)); // bits come in bytes
  };
  loop(storage.positions, [&](Value position) {
    // The last panel stands alone where its row is longer.
    bool endsRow = cut.rest == 0 && storage.channels < rowEnd;
    int64_t whole = cut.full - (endsRow ? 1 : 0);
    if (whole > 0)
      loop(whole, [&](Value number) {
        body({position, number, mul(number, width), width, width, false});
      });
    if (endsRow)
      body({position, index(whole), index(whole * width), width, width, false,
            0, paddingFrom(storage.channels)});
    int64_t lane = 0;
    for (int64_t lanes : cut.tails) {
      int64_t begin = cut.full * width + lane,
              valid = std::min(lanes, cut.rest - lane);
      bool isLast = begin + valid == storage.channels;
      body({position, index(cut.full), index(begin), lanes, valid, true, lane,
            isLast ? paddingFrom(begin + lanes) : 0});
      lane += lanes;
    }
  });
}

} // namespace snnc
