// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Conversion/ABI/OutputSums.h"
#include "compiler/Conversion/ABI/SequenceRows.h"
#include "compiler/Conversion/Code/LongSums.h"
#include "dialect/Reduce.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace snnc {

/// Every so many steps, and after the last, a sum is settled.
static constexpr int64_t kStepsToSettle = 16;

namespace {

/// Steps of a sample with a sum that is settled behind them, if at all.
struct Run {
  Value sample, begin, end, isSettled;
};

class OutputSums {
public:
  OutputSums(Emitter &e, snn::WriteOp op)
      : e(e), op(op), type(cast<RankedTensorType>(op.getType())),
        storage(snn::Storage::of(type)), floats(snn::storageOfSum(type)) {}

  void add(const Run &run);

private:
  LongSum addSteps(const Run &run, Panel panel, LongSum to);
  Value step(const Run &run, const Panel &panel, Value time);

  Emitter &e;
  snn::WriteOp op;
  RankedTensorType type;
  snn::Storage storage, floats;
};

} // namespace

/// A panel of one step, as floats.
Value OutputSums::step(const Run &run, const Panel &panel, Value time) {
  Value number = arith::SubIOp::create(e.builder, e.loc, time, op.getFirst());
  Value block = e.blockOf(op.getBuffer(), run.sample, number);
  return e.toFloats(e.loadPanel(block, storage, panel));
}

LongSum OutputSums::addSteps(const Run &run, Panel panel, LongSum to) {
  // The sum of a few spikes is exact: it is one term, for the same bits.
  if (storage.isBits())
    return addTerm(
        e, to,
        e.loop(run.begin, run.end, e.index(1), e.splat(0.0f, panel.width),
               [&](Value time, ValueRange count) -> Emitter::Values {
                 return {arith::AddFOp::create(e.builder, e.loc, count[0],
                                               step(run, panel, time))};
               })[0]);
  Emitter::Values sum =
      e.loop(run.begin, run.end, e.index(1), {to.sum, to.rest},
             [&](Value time, ValueRange carried) -> Emitter::Values {
               LongSum next =
                   addTerm(e, {carried[0], carried[1]}, step(run, panel, time));
               return {next.sum, next.rest};
             });
  return {sum[0], sum[1]};
}

void OutputSums::add(const Run &run) {
  Value sums = e.blockOf(op.getSums(), run.sample, e.index(0)),
        rests = e.blockOf(op.getSums(), run.sample, e.index(1));
  auto addPosition = [&](Value position) {
    forEachBlock(e, storage.channels, [&](Value channel, int64_t valid) {
      Panel panel = {position, {}, channel, 16, valid, false};
      LongSum sum = addSteps(run, panel,
                             {e.loadPanel(sums, floats, panel),
                              e.loadPanel(rests, floats, panel)});
      Emitter::Values values = e.branch(run.isSettled, {sum.sum, sum.rest},
                                        [&]() -> Emitter::Values {
                                          LongSum settled = settle(e, sum);
                                          return {settled.sum, settled.rest};
                                        });
      e.storePanel(values[0], sums, floats, panel);
      e.storePanel(values[1], rests, floats, panel);
    });
  };
  if (storage.positions == 1)
    return addPosition(e.index(0));
  e.loop(storage.positions, addPosition);
}

void addToSums(Emitter &e, snn::WriteOp op, Value sample, Value begin,
               Value end) {
  OpBuilder &builder = e.builder;
  auto sub = [&](Value a, Value b) -> Value {
    return arith::SubIOp::create(builder, e.loc, a, b);
  };
  auto isEqual = [&](Value a, Value b) -> Value {
    return arith::CmpIOp::create(builder, e.loc, arith::CmpIPredicate::eq, a,
                                 b);
  };
  Value length = e.index(kStepsToSettle);
  Value done = arith::RemUIOp::create(builder, e.loc,
                                      sub(begin, op.getBurnin()), length);
  OutputSums sums(e, op);
  e.loop(sub(begin, done), end, length, {}, [&](Value run, ValueRange) {
    Value from = arith::MaxSIOp::create(builder, e.loc, run, begin),
          next = e.add(run, length),
          to = arith::MinSIOp::create(builder, e.loc, next, end);
    Value isWhole = isEqual(to, next), isLast = isEqual(to, op.getTotal());
    sums.add({sample, from, to,
              arith::OrIOp::create(builder, e.loc, isWhole, isLast)});
    return Emitter::Values();
  });
}

} // namespace snnc
