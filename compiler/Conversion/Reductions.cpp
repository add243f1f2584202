// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Numbers over a whole layer: 16 interleaved partial results, joined in a tree,
// so that every vector width gives the same bits.

#include "compiler/Conversion/Reductions.h"
#include "compiler/Conversion/LongSums.h"
#include "compiler/Conversion/Norms.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace snnc {

using Join = llvm::function_ref<Value(Value joined, Value x)>;

static constexpr int64_t kPartial = 16;

/// Sums of more elements are added up in runs of so many blocks of 16 (N3).
static constexpr int64_t kShortSum = 4096, kRun = 64;

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

namespace {

/// The channels of an input over which a number is formed: all, or a group of
/// successive ones.
struct Range {
  const Buffer &input;
  Value first; ///< the first channel; null for all of them
  int64_t channels;
};

/// Forms numbers over a range.
class RangeReducer {
public:
  RangeReducer(Emitter &e, Range range) : e(e), range(range) {}

  Value sum(Join addElement) {
    auto join = [&](Value a, Value b) { return add(a, b); };
    if (range.input.storage.positions * range.channels <= kShortSum)
      return reduce(0.0f, addElement, join);
    LongSum sum = blocksOfPosition() < kRun ? sumOfPositions(addElement)
                                            : sumOfRows(addElement);
    return joinLanes(e, sum.sum, join);
  }
  Value maximum() {
    auto max = [&](Value a, Value b) -> Value {
      return arith::MaximumFOp::create(e.builder, e.loc, a, b);
    };
    return reduce(-std::numeric_limits<float>::infinity(), max, max);
  }
  Value mean() {
    return divide(sum([&](Value sum, Value x) { return add(sum, x); }),
                  count());
  }
  /// 1 / sqrt(mean of (x - shift)^2 + eps); no `shift` is 0.
  Value inverseDeviation(Value shift, llvm::APFloat eps) {
    Value squares = sum([&](Value sum, Value x) {
      Value distance = shift ? minus(x, shift) : x;
      return e.fma(distance, distance, sum);
    });
    Value square = add(divide(squares, count()), e.f32(eps.convertToFloat()));
    return divide(e.f32(1.0f), math::SqrtOp::create(e.builder, e.loc, square));
  }
  Value sumOfExponentials(Value shift) {
    return sum([&](Value sum, Value x) {
      return add(sum, math::ExpOp::create(e.builder, e.loc, minus(x, shift)));
    });
  }

private:
  Value reduce(float neutral, Join joinElement, Join joinPartial);
  int64_t blocksOfPosition() {
    return llvm::divideCeil(range.channels, kPartial);
  }
  Value joinBlocks(Value position, Value first, Value end, Value joined,
                   Join join);
  Value joinPosition(Value position, Value joined, Join join);
  LongSum sumOfPositions(Join addElement);
  LongSum sumOfRows(Join addElement);
  Value joinBlock(Value position, Value channel, int64_t valid, Value joined,
                  Join join);
  Value load(Value position, Value channel, int64_t valid);

  Value add(Value a, Value b) {
    return arith::AddFOp::create(e.builder, e.loc, a, b);
  }
  Value divide(Value a, Value b) {
    return arith::DivFOp::create(e.builder, e.loc, a, b);
  }
  Value minus(Value x, Value scalar) {
    return arith::SubFOp::create(e.builder, e.loc, x,
                                 e.splat(scalar, kPartial));
  }
  Value count() {
    return e.f32(range.input.storage.positions * range.channels);
  }

  Emitter &e;
  Range range;
};

/// 16 channels from `channel` of the range on, of which `valid` are its own.
Value RangeReducer::load(Value position, Value channel, int64_t valid) {
  const Buffer &input = range.input;
  if (range.first)
    channel = e.add(range.first, channel);
  // A group may begin anywhere; only whole blocks can be loaded at once.
  if (!range.first || range.channels % kPartial == 0) {
    Panel panel = {position, {}, channel, kPartial, valid, false};
    return e.toFloats(e.loadPanel(input.memory, input.storage, panel));
  }
  Value lanes = e.splat(0.0f, kPartial);
  for (int64_t lane = 0; lane < valid; ++lane) {
    Value x = e.loadElement(input.memory, input.storage, position,
                            e.add(channel, e.index(lane)));
    lanes = vector::InsertOp::create(e.builder, e.loc, x, lanes, lane);
  }
  return lanes;
}

/// Lanes after the last channel keep what they have.
Value RangeReducer::joinBlock(Value position, Value channel, int64_t valid,
                              Value joined, Join join) {
  Value result = join(joined, load(position, channel, valid));
  if (valid == kPartial)
    return result;
  return arith::SelectOp::create(e.builder, e.loc,
                                 e.firstLanes(valid, kPartial), result, joined);
}

/// Whole blocks from number `first` on.
Value RangeReducer::joinBlocks(Value position, Value first, Value end,
                               Value joined, Join join) {
  return e.loop(first, end, e.index(1), joined,
                [&](Value block, ValueRange inner) -> Emitter::Values {
                  return {joinBlock(position, e.mul(block, kPartial), kPartial,
                                    inner[0], join)};
                })[0];
}

Value RangeReducer::joinPosition(Value position, Value joined, Join join) {
  int64_t whole = range.channels / kPartial, rest = range.channels % kPartial;
  if (whole > 0)
    joined = joinBlocks(position, e.index(0), e.index(whole), joined, join);
  if (rest > 0)
    joined = joinBlock(position, e.index(whole * kPartial), rest, joined, join);
  return joined;
}

/// Joins all elements: element (channel c, position p) goes to the partial
/// result c mod 16, c counted from the range's first.
Value RangeReducer::reduce(float neutral, Join joinElement, Join joinPartial) {
  Value lanes =
      e.loop(e.index(0), e.index(range.input.storage.positions), e.index(1),
             e.splat(neutral, kPartial),
             [&](Value position, ValueRange outer) -> Emitter::Values {
               return {joinPosition(position, outer[0], joinElement)};
             })[0];
  return joinLanes(e, lanes, joinPartial);
}

/// The runs are successive positions.
LongSum RangeReducer::sumOfPositions(Join addElement) {
  Value zero = e.splat(0.0f, kPartial),
        count = e.index(range.input.storage.positions),
        run = e.index(kRun / blocksOfPosition());
  Emitter::Values sum = e.loop(
      e.index(0), count, run, {zero, zero},
      [&](Value first, ValueRange outer) -> Emitter::Values {
        Value end =
            arith::MinUIOp::create(e.builder, e.loc, e.add(first, run), count);
        Value lanes =
            e.loop(first, end, e.index(1), zero,
                   [&](Value position, ValueRange inner) -> Emitter::Values {
                     return {joinPosition(position, inner[0], addElement)};
                   })[0];
        LongSum next = settle(e, addTerm(e, {outer[0], outer[1]}, lanes));
        return {next.sum, next.rest};
      });
  return {sum[0], sum[1]};
}

/// The runs are successive blocks of a position's; the channels behind its last
/// whole block are one more.
LongSum RangeReducer::sumOfRows(Join addElement) {
  int64_t whole = range.channels / kPartial, rest = range.channels % kPartial;
  Value zero = e.splat(0.0f, kPartial), run = e.index(kRun);
  auto addRuns = [&](Value position, ValueRange sum) {
    return e.loop(
        e.index(0), e.index(whole), run, sum,
        [&](Value first, ValueRange outer) -> Emitter::Values {
          Value end = arith::MinUIOp::create(e.builder, e.loc,
                                             e.add(first, run), e.index(whole));
          LongSum next = settle(
              e, addTerm(e, {outer[0], outer[1]},
                         joinBlocks(position, first, end, zero, addElement)));
          return {next.sum, next.rest};
        });
  };
  Emitter::Values sum = e.loop(
      e.index(0), e.index(range.input.storage.positions), e.index(1),
      {zero, zero}, [&](Value position, ValueRange outer) -> Emitter::Values {
        Emitter::Values added = addRuns(position, outer);
        if (rest == 0)
          return added;
        LongSum next =
            settle(e, addTerm(e, {added[0], added[1]},
                              joinBlock(position, e.index(whole * kPartial),
                                        rest, zero, addElement)));
        return {next.sum, next.rest};
      });
  return {sum[0], sum[1]};
}

} // namespace

Reduction::Reduction(Emitter &e, Operation *op, const Buffer &input,
                     Workspace &workspace)
    : op(op) {
  RangeReducer whole(e, {input, {}, input.storage.channels});
  if (auto norm = dyn_cast<snn::LayerNormOp>(op)) {
    shift = whole.mean();
    scale = whole.inverseDeviation(shift, norm.getEps());
  } else if (auto norm = dyn_cast<snn::RMSNormOp>(op)) {
    scale = whole.inverseDeviation({}, norm.getEps());
  } else if (auto norm = dyn_cast<snn::GroupNormOp>(op)) {
    reduceGroups(e, norm, input, workspace);
  } else {
    shift = whole.maximum();
    scale = whole.sumOfExponentials(shift);
  }
}

/// The numbers of a group go to each of its channels.
void Reduction::reduceGroups(Emitter &e, snn::GroupNormOp norm,
                             const Buffer &input, Workspace &workspace) {
  snn::Storage perChannel;
  perChannel.channels = input.storage.channels;
  shifts = {workspace.get(norm, Workspace::Use::GroupShifts), perChannel};
  scales = {workspace.get(norm, Workspace::Use::GroupScales), perChannel};
  int64_t size = input.storage.channels / int64_t(norm.getGroups());
  e.loop(int64_t(norm.getGroups()), [&](Value group) {
    Value first = e.mul(group, size);
    RangeReducer reducer(e, {input, first, size});
    Value mean = reducer.mean();
    Value inverse = reducer.inverseDeviation(mean, norm.getEps());
    e.loop(size, [&](Value own) {
      Value channel = e.add(first, own);
      for (auto [value, buffer] :
           {std::pair(mean, &shifts), std::pair(inverse, &scales)})
        e.storeElement(value, buffer->memory, buffer->storage, e.index(0),
                       channel);
    });
  });
}

/// (x - shift) scale, with what a norm has of the two.
Value Reduction::normalise(Emitter &e, Value x, const Panel &panel) const {
  auto number = [&](Value scalar, const Buffer &perChannel) {
    if (scalar)
      return e.splat(scalar, panel.width);
    Panel at = panel;
    at.position = e.index(0);
    return e.loadPanel(perChannel.memory, perChannel.storage, at);
  };
  if (!isa<snn::RMSNormOp>(op))
    x = arith::SubFOp::create(e.builder, e.loc, x, number(shift, shifts));
  return arith::MulFOp::create(e.builder, e.loc, x, number(scale, scales));
}

Value Reduction::softmax(Emitter &e, snn::LambdaOp lambda, Value x,
                         const Panel &panel) const {
  auto splat = [&](Value scalar) { return e.splat(scalar, panel.width); };
  Value distance = arith::SubFOp::create(e.builder, e.loc, x, splat(shift));
  if (lambda.getFunction() == snn::Function::LogSoftmax) {
    Value log = math::LogOp::create(e.builder, e.loc, scale);
    return arith::SubFOp::create(e.builder, e.loc, distance, splat(log));
  }
  Value exponential = math::ExpOp::create(e.builder, e.loc, distance);
  return arith::DivFOp::create(e.builder, e.loc, exponential, splat(scale));
}

Value Reduction::apply(Emitter &e, WeightPacker &packer, Value x,
                       const Panel &panel) const {
  x = e.toFloats(x);
  if (auto lambda = dyn_cast<snn::LambdaOp>(op))
    return softmax(e, lambda, x, panel);
  Value y = normalise(e, x, panel);
  auto affine = [&](auto norm, RankedTensorType type) {
    return emitAffine(e, packer, norm.getWeightAttr(), norm.getBiasAttr(), type,
                      y, panel);
  };
  auto whole = cast<RankedTensorType>(op->getResult(0).getType());
  if (auto norm = dyn_cast<snn::LayerNormOp>(op))
    return affine(norm, whole);
  if (auto norm = dyn_cast<snn::RMSNormOp>(op))
    return affine(norm, whole);
  return affine(cast<snn::GroupNormOp>(op), channelType(op->getResult(0)));
}

} // namespace snnc
