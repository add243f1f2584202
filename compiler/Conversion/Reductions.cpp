// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Numbers over a whole layer: 16 interleaved partial results, joined in a tree,
// so that every vector width gives the same bits.

#include "compiler/Conversion/Reductions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace snnc {

using Join = llvm::function_ref<Value(Value joined, Value x)>;

static constexpr int64_t kPartial = 16;

/// Joins the lanes k and k + 8, then k and k + 4, and so on.
static Value joinLanes(Emitter &e, Value lanes, Join join) {
  for (int64_t half = kPartial / 2; half > 0; half /= 2) {
    SmallVector<int64_t> low(half), high(half);
    for (int64_t lane = 0; lane < half; ++lane) {
      low[lane] = lane;
      high[lane] = lane + half;
    }
    Value a = vector::ShuffleOp::create(e.builder, e.loc, lanes, lanes, low);
    Value b = vector::ShuffleOp::create(e.builder, e.loc, lanes, lanes, high);
    lanes = join(a, b);
  }
  return vector::ExtractOp::create(e.builder, e.loc, lanes,
                                   ArrayRef<int64_t>{0});
}

/// Joins all elements of `input`: element (channel c, position p) goes to the
/// partial result c mod 16. Lanes after the last channel count as `neutral`.
static Value reduce(Emitter &e, const Buffer &input, float neutral,
                    Join joinElement, Join joinPartial) {
  int64_t channels = input.storage.channels, whole = channels / kPartial,
          rest = channels % kPartial;
  auto joinBlock = [&](Value position, Value channel, int64_t valid,
                       Value joined) {
    Panel panel = {position, {}, channel, kPartial, valid, false};
    Value x = e.toFloats(e.loadPanel(input.memory, input.storage, panel));
    Value result = joinElement(joined, x);
    if (valid == kPartial)
      return result;
    return arith::SelectOp::create(
               e.builder, e.loc, e.firstLanes(valid, kPartial), result, joined)
        .getResult();
  };
  Value zero = e.index(0), one = e.index(1);
  Value start = e.splat(neutral, kPartial);
  Value lanes = e.loop(
      zero, e.index(input.storage.positions), one, start,
      [&](Value position, ValueRange outer) -> Emitter::Values {
        Value joined = outer[0];
        if (whole > 0)
          joined =
              e.loop(zero, e.index(whole), one, joined,
                     [&](Value block, ValueRange inner) -> Emitter::Values {
                       return {joinBlock(position, e.mul(block, kPartial),
                                         kPartial, inner[0])};
                     })[0];
        if (rest > 0)
          joined = joinBlock(position, e.index(whole * kPartial), rest, joined);
        return {joined};
      })[0];
  return joinLanes(e, lanes, joinPartial);
}

Reduction::Reduction(Emitter &e, Operation *op, const Buffer &input) : op(op) {
  auto add = [&](Value a, Value b) -> Value {
    return arith::AddFOp::create(e.builder, e.loc, a, b);
  };
  auto max = [&](Value a, Value b) -> Value {
    return arith::MaximumFOp::create(e.builder, e.loc, a, b);
  };
  auto minus = [&](Value x, Value scalar) -> Value {
    return arith::SubFOp::create(e.builder, e.loc, x,
                                 e.splat(scalar, kPartial));
  };
  auto norm = dyn_cast<snn::LayerNormOp>(op);
  if (!norm) {
    shift = reduce(e, input, -std::numeric_limits<float>::infinity(), max, max);
    scale = reduce(
        e, input, 0.0f,
        [&](Value sum, Value x) {
          return add(sum,
                     math::ExpOp::create(e.builder, e.loc, minus(x, shift)));
        },
        add);
    return;
  }
  auto divide = [&](Value a, Value b) -> Value {
    return arith::DivFOp::create(e.builder, e.loc, a, b);
  };
  Value count = e.f32(input.storage.positions * input.storage.channels);
  shift = divide(reduce(e, input, 0.0f, add, add), count);
  Value squares = reduce(
      e, input, 0.0f,
      [&](Value sum, Value x) {
        Value distance = minus(x, shift);
        return e.fma(distance, distance, sum);
      },
      add);
  Value variance =
      add(divide(squares, count), e.f32(norm.getEps().convertToFloat()));
  scale = divide(e.f32(1.0f), math::SqrtOp::create(e.builder, e.loc, variance));
}

Value Reduction::apply(Emitter &e, WeightPacker &packer, Value x,
                       const Panel &panel) const {
  auto splat = [&](Value scalar) { return e.splat(scalar, panel.width); };
  Value distance =
      arith::SubFOp::create(e.builder, e.loc, e.toFloats(x), splat(shift));
  if (auto lambda = dyn_cast<snn::LambdaOp>(op)) {
    if (lambda.getFunction() == snn::Function::LogSoftmax) {
      Value log = math::LogOp::create(e.builder, e.loc, scale);
      return arith::SubFOp::create(e.builder, e.loc, distance, splat(log));
    }
    Value exponential = math::ExpOp::create(e.builder, e.loc, distance);
    return arith::DivFOp::create(e.builder, e.loc, exponential, splat(scale));
  }
  auto norm = cast<snn::LayerNormOp>(op);
  Value y = arith::MulFOp::create(e.builder, e.loc, distance, splat(scale));
  auto type = cast<RankedTensorType>(norm.getType());
  auto load = [&](FlatSymbolRefAttr symbol) {
    return e.loadPanel(getGlobal(e, packer.packStorage(symbol, type)),
                       snn::Storage::of(type), panel);
  };
  if (norm.getWeightAttr())
    y = arith::MulFOp::create(e.builder, e.loc, y, load(norm.getWeightAttr()));
  if (norm.getBiasAttr())
    y = arith::AddFOp::create(e.builder, e.loc, y, load(norm.getBiasAttr()));
  return y;
}

} // namespace snnc
