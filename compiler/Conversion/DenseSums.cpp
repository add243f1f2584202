// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Linear layers with many inputs that are not zero: a matrix product.

#include "compiler/Conversion/LinearKernel.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace snnc {

DenseSums::DenseSums(Emitter &emitter, Workspace &workspace,
                     const TileSteps &tile)
    : e(emitter), tile(tile), lanes(emitter.options.registerLanes) {
  Type f32 = e.builder.getF32Type();
  sums = workspace.take(MemRefType::get({tile.most, kMostLanes}, f32));
  expanded = workspace.take(MemRefType::get({kDenseRows, kDenseInputs}, f32));
}

Value DenseSums::numberOf(Value step) {
  return arith::SubIOp::create(e.builder, e.loc, step, tile.first);
}

void DenseSums::store(Value sum, const Panel &panel) {
  vector::StoreOp::create(e.builder, e.loc, sum, sums,
                          ValueRange{numberOf(panel.step), e.index(0)});
}

Value DenseSums::load(const Panel &panel) {
  return vector::LoadOp::create(e.builder, e.loc, e.floats(panel.width), sums,
                                ValueRange{numberOf(panel.step), e.index(0)});
}

void DenseSums::add(LinearPart &part, const Panel &panel, AddEvents addEvents) {
  auto addSteps = [&](Value begin, Value end) {
    e.loop(begin, end, e.index(1), {}, [&](Value step, ValueRange) {
      Panel atStep = panel;
      atStep.step = step;
      store(addEvents(atStep, load(atStep)), atStep);
      return Emitter::Values();
    });
  };
  if (!part.events.mayBeDense())
    return addSteps(tile.first, e.add(tile.first, tile.steps));
  Value rows = e.index(kDenseRows), end = e.add(tile.first, tile.steps);
  Value groups = arith::DivUIOp::create(e.builder, e.loc, tile.steps, rows);
  Value inputs = e.index(part.source.storage.channels);
  auto addGroup = [&](Value group, Value input) {
    Value step = e.add(tile.first, e.mul(group, kDenseRows));
    Value last = e.add(input, e.index(kDenseInputs));
    last = arith::MinUIOp::create(e.builder, e.loc, last, inputs);
    e.choose(
        part.events.isDense(panel.sample, group),
        [&] { addProduct(part, panel, {step, input, last}); },
        [&] {
          // All events at once, with the first inputs.
          Value isFirst = arith::CmpIOp::create(
              e.builder, e.loc, arith::CmpIPredicate::eq, input, e.index(0));
          e.choose(isFirst, [&] { addSteps(step, e.add(step, rows)); }, [] {});
        });
  };
  e.loop(e.index(0), inputs, e.index(kDenseInputs), {},
         [&](Value input, ValueRange) {
           e.loop(groups, [&](Value group) { addGroup(group, input); });
           return Emitter::Values();
         });
  // Steps that fill no group.
  addSteps(e.add(tile.first, e.mul(groups, kDenseRows)), end);
}

/// For each step of the group, a row [input of the stretch] of floats.
SmallVector<Value> DenseSums::floatsOf(const LinearPart &part,
                                       const Panel &panel,
                                       const Stretch &stretch) {
  SmallVector<Value> rows;
  const snn::Storage &storage = part.source.storage;
  for (int64_t row = 0; row < kDenseRows; ++row) {
    Value block = e.blockOf(part.source.memory, panel.sample,
                            e.add(stretch.firstStep, e.index(row)));
    rows.push_back(block);
    if (!storage.isSpikes)
      continue;
    // A spike row ends with whole words.
    Value length =
        arith::SubIOp::create(e.builder, e.loc, stretch.end, stretch.begin);
    Value words =
        arith::CeilDivUIOp::create(e.builder, e.loc, length, e.index(16));
    e.loop(words, [&](Value word) {
      Value lane = e.mul(word, 16);
      Panel bits = {e.index(0), {}, e.add(stretch.begin, lane), 16, 16, false};
      vector::StoreOp::create(e.builder, e.loc,
                              e.toFloats(e.loadPanel(block, storage, bits)),
                              expanded, ValueRange{e.index(row), lane});
    });
  }
  return rows;
}

/// Adds one input to the sums of all steps of a group; `inputs` is its value at
/// each. Register by register: a weight that is loaded meets every step.
Emitter::Values DenseSums::addInput(LinearPart &part, const Panel &panel,
                                    ValueRange inputs, Value input,
                                    ValueRange carried) {
  int64_t registers = panel.width / lanes;
  Emitter::Values splats, next(carried.size());
  for (Value x : inputs)
    splats.push_back(e.splat(x, lanes));
  for (int64_t number = 0; number < registers; ++number) {
    Value weights = part.rows.load(panel, input, number * lanes, lanes);
    for (int64_t row = 0; row < kDenseRows; ++row) {
      int64_t place = row * registers + number;
      next[place] = e.fma(splats[row], weights, carried[place]);
    }
  }
  return next;
}

void DenseSums::addProduct(LinearPart &part, const Panel &panel,
                           const Stretch &stretch) {
  bool isExpanded = part.source.storage.isSpikes;
  SmallVector<Value> rows = floatsOf(part, panel, stretch);
  Value first = numberOf(stretch.firstStep);
  Emitter::Values before;
  auto forEachRegister =
      [&](llvm::function_ref<void(SmallVector<Value>)> body) {
        for (int64_t row = 0; row < kDenseRows; ++row)
          for (int64_t lane = 0; lane < panel.width; lane += lanes)
            body({e.add(first, e.index(row)), e.index(lane)});
      };
  forEachRegister([&](SmallVector<Value> place) {
    before.push_back(
        vector::LoadOp::create(e.builder, e.loc, e.floats(lanes), sums, place));
  });
  Emitter::Values after = e.loop(
      stretch.begin, stretch.end, e.index(1), before,
      [&](Value input, ValueRange carried) {
        Emitter::Values inputs;
        for (int64_t row = 0; row < kDenseRows; ++row)
          inputs.push_back(
              isExpanded
                  ? memref::LoadOp::create(
                        e.builder, e.loc, expanded,
                        ValueRange{e.index(row),
                                   arith::SubIOp::create(e.builder, e.loc,
                                                         input, stretch.begin)})
                  : memref::LoadOp::create(e.builder, e.loc, rows[row],
                                           ValueRange{e.index(0), input}));
        return addInput(part, panel, inputs, input, carried);
      });
  size_t number = 0;
  forEachRegister([&](SmallVector<Value> place) {
    vector::StoreOp::create(e.builder, e.loc, after[number++], sums, place);
  });
}

} // namespace snnc
