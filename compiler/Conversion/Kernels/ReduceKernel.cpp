// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Numbers over a whole layer: 16 interleaved partial results, joined in a tree,
// so that every vector width gives the same bits (docs/Semantics.md, N3).

#include "compiler/Conversion/Code/LongSums.h"
#include "compiler/Conversion/Code/ScalarLanes.h"
#include "compiler/Conversion/Kernels/KernelOpInterfaces.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
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
  Value source;
  snn::Storage storage; ///< of all channels
  Value first;          ///< the first channel; null for all of them
  int64_t channels;
};

/// Joins the elements of a range.
class RangeReducer {
public:
  RangeReducer(PanelValues &values, Range range)
      : values(values), e(values.e), range(range) {}

  Value sum(Join addElement) {
    auto add = [&](Value a, Value b) -> Value {
      return arith::AddFOp::create(e.builder, e.loc, a, b);
    };
    if (range.storage.positions * range.channels <= kShortSum)
      return reduce(0.0f, addElement, add);
    LongSum sum = blocksOfPosition() < kRun ? sumOfPositions(addElement)
                                            : sumOfRows(addElement);
    return joinLanes(e, sum.sum, add);
  }
  Value maximum(Join joinElement) {
    auto max = [&](Value a, Value b) -> Value {
      return arith::MaximumFOp::create(e.builder, e.loc, a, b);
    };
    return reduce(-std::numeric_limits<float>::infinity(), joinElement, max);
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
  Value toSpikes(Value lanes) {
    return arith::CmpFOp::create(e.builder, e.loc, arith::CmpFPredicate::ONE,
                                 lanes, e.splat(0.0f, kPartial));
  }

  PanelValues &values;
  Emitter &e;
  Range range;
};

/// 16 channels from `channel` of the range on, of which `valid` are its own.
Value RangeReducer::load(Value position, Value channel, int64_t valid) {
  if (range.first)
    channel = e.add(range.first, channel);
  // A group may begin anywhere; only whole blocks can be loaded at once.
  if (!range.first || range.channels % kPartial == 0) {
    Panel panel = {position, {}, channel, kPartial, valid, false};
    return values.load(range.source, panel);
  }
  Value lanes = e.splat(0.0f, kPartial);
  for (int64_t lane = 0; lane < valid; ++lane) {
    Value x = values.loadElement(range.source, position,
                                 e.add(channel, e.index(lane)));
    lanes = vector::InsertOp::create(e.builder, e.loc, x, lanes, lane);
  }
  return range.storage.isBits() ? toSpikes(lanes) : lanes;
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
      e.loop(e.index(0), e.index(range.storage.positions), e.index(1),
             e.splat(neutral, kPartial),
             [&](Value position, ValueRange outer) -> Emitter::Values {
               return {joinPosition(position, outer[0], joinElement)};
             })[0];
  return joinLanes(e, lanes, joinPartial);
}

/// The runs are successive positions.
LongSum RangeReducer::sumOfPositions(Join addElement) {
  Value zero = e.splat(0.0f, kPartial),
        count = e.index(range.storage.positions),
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
      e.index(0), e.index(range.storage.positions), e.index(1), {zero, zero},
      [&](Value position, ValueRange outer) -> Emitter::Values {
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

/// Emits the number of each group of a reduction.
class NumberEmitter {
public:
  NumberEmitter(snn::ReduceOp op, PanelValues &values)
      : op(op), values(values), e(values.e),
        storage(snn::Storage::of(
            cast<RankedTensorType>(op.getSource().getType()))) {}

  void emit();

private:
  Value numberOf(Value first, int64_t channels);

  snn::ReduceOp op;
  PanelValues &values;
  Emitter &e;
  snn::Storage storage;
};

/// The number of the channels from `first` on; null for all of them.
Value NumberEmitter::numberOf(Value first, int64_t channels) {
  SmallVector<Value> others;
  for (Value number : op.getNumbers())
    others.push_back(e.splat(
        values.loadElement(number, e.index(0), first ? first : e.index(0)),
        kPartial));
  auto joinElement = [&](Value joined, Value x) -> Value {
    SmallVector<Value> arguments = {joined, x};
    arguments.append(others);
    return vectorize(e, op.getElement().front(), arguments, kPartial)[0];
  };
  RangeReducer reducer(values, {op.getSource(), storage, first, channels});
  Value joined = op.getJoin() == snn::Join::Sum ? reducer.sum(joinElement)
                                                : reducer.maximum(joinElement);
  return vectorize(e, op.getFinish().front(), joined, /*lanes=*/0)[0];
}

/// The number of a group goes to each of its channels.
void NumberEmitter::emit() {
  int64_t channels = storage.channels, groups = op.getGroups(),
          size = channels / groups;
  if (groups == 1)
    return values.setNumber(op, numberOf({}, channels));
  snn::Storage perChannel;
  perChannel.channels = channels;
  Buffer numbers = {values.workspace.get(op, Workspace::Use::GroupNumbers),
                    perChannel};
  e.loop(groups, [&](Value group) {
    Value first = e.mul(group, size), number = numberOf(first, size);
    e.loop(size, [&](Value own) {
      e.storeElement(number, numbers.memory, perChannel, e.index(0),
                     e.add(first, own));
    });
  });
  values.setNumbers(op, numbers);
}

struct ReduceModel
    : PanelOpInterface::ExternalModel<ReduceModel, snn::ReduceOp> {
  void emitBeforePass(Operation *op, PanelValues &values) const {
    NumberEmitter(cast<snn::ReduceOp>(op), values).emit();
  }
};

} // namespace

void attachReduceModel(MLIRContext &context) {
  snn::ReduceOp::attachInterface<ReduceModel>(context);
}

} // namespace snnc
