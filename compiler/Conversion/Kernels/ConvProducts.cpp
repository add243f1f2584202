// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Convolutions without a look at the values: multiplies each window with the
// weights, some outputs at a time, with their sums in registers. Lanes are
// outputs.

#include "compiler/Conversion/Code/PhaseLoops.h"
#include "compiler/Conversion/Code/WindowLoops.h"
#include "compiler/Conversion/Kernels/ConvParts.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace snnc {

/// Outputs that share the loads of a row. A panel of full width takes four
/// registers; AVX-512 has 32 of them, others may have 16, and a row and an
/// input need some as well.
static int64_t blockSize(int64_t maxPanel, int64_t width) {
  int64_t outputs = maxPanel >= 64 ? 6 : 2;
  return std::min<int64_t>(8, outputs * maxPanel / width);
}

/// Copies what windows cover of the source, with zeros around it.
static void copyPadded(Emitter &e, const ConvPart &part) {
  SmallVector<int64_t> extents;
  for (const snn::AxisPhases &axis : part.plan.axes)
    extents.push_back(axis.extent);
  auto forEachPart = [&](Value position,
                         llvm::function_ref<Value(const Panel &)> valueOf) {
    e.loop(part.copy->storage.getPitch() / 16, [&](Value block) {
      Panel panel = {position, {}, e.mul(block, 16), 16, 16, false};
      e.storePanel(valueOf(panel), part.copy->memory, part.copy->storage,
                   panel);
    });
  };
  e.loop(part.copy->storage.positions, [&](Value place) {
    Value position = e.index(0), isInput;
    for (auto [axis, inputs, coordinate] :
         llvm::zip(part.plan.axes, part.window.input,
                   coordinatesOf(e, place, extents))) {
      Value input = e.add(coordinate, e.index(axis.lowest));
      isInput = isInside(e, isInput, input, inputs);
      position = e.add(e.mul(position, inputs), input);
    }
    e.choose(
        isInput,
        [&] {
          forEachPart(place, [&](Panel panel) {
            panel.position = position;
            return e.toFloats(
                e.loadPanel(part.source.memory, part.source.storage, panel));
          });
        },
        [&] {
          forEachPart(place, [&](const Panel &) { return e.splat(0.0f, 16); });
        });
  });
}

namespace {

/// Adds to the sums of some neighbouring outputs of a phase.
class ProductBlock {
public:
  ProductBlock(Emitter &e, ConvPart &part, const Buffer &sums,
               const OutputPhase &phase)
      : e(e), part(part), input(part.copy ? *part.copy : part.source),
        sums(sums), phase(phase) {
    for (auto [axis, places] : llvm::zip(part.plan.axes, part.window.input)) {
      counts.push_back(axis.count);
      sizes.push_back(part.copy ? axis.extent : places);
    }
  }

  /// `size` outputs from `first` on; `channel` is their group's first input.
  void emit(const Panel &panel, Value channel, Value first, int64_t size) {
    for (int64_t number = 0; number < size; ++number)
      addOutput(panel, e.add(first, e.index(number)));
    Emitter::Values values;
    for (const Panel &at : panels)
      values.push_back(part.start ? part.start(at)
                                  : e.loadPanel(sums.memory, sums.storage, at));
    values = phase.forEachTap(
        values, [&](Value tap, ArrayRef<Value> places, ValueRange inner) {
          return addTap(tap, flatten(places), channel, inner);
        });
    for (auto [at, isThere, value] : llvm::zip(panels, present, values)) {
      auto store = [&, &at = at, &value = value] {
        e.storePanel(value, sums.memory, sums.storage, at);
        return Emitter::Values();
      };
      if (isThere)
        e.branch(isThere, ValueRange(), store);
      else
        store();
    }
  }

private:
  Value flatten(ArrayRef<Value> places) {
    Value flat = e.index(0);
    for (auto [place, size] : llvm::zip(places, sizes))
      flat = e.add(e.mul(flat, size), place);
    return flat;
  }

  void addOutput(const Panel &panel, Value number) {
    SmallVector<Value> coordinates = coordinatesOf(e, number, counts);
    auto [position, isThere] = phase.getOutput(coordinates, counts);
    if (isThere) // another output's sum is loaded in its place
      position = arith::SelectOp::create(e.builder, e.loc, isThere, position,
                                         e.index(0));
    panels.push_back(panel);
    panels.back().position = position;
    present.push_back(isThere);
    for (auto [axis, coordinate] : llvm::zip(part.plan.axes, coordinates))
      coordinate = e.mul(coordinate, axis.inputStride);
    starts.push_back(flatten(coordinates));
  }

  Emitter::Values addTap(Value tap, Value offset, Value firstChannel,
                         ValueRange values) {
    return e.loop(e.index(0), e.index(part.groupInputs), e.index(1), values,
                  [&](Value own, ValueRange carried) {
                    Value row =
                        loadRow(e.add(e.mul(own, part.window.getTaps()), tap));
                    Value channel = e.add(firstChannel, own);
                    Emitter::Values results;
                    for (auto [start, sum] : llvm::zip(starts, carried))
                      results.push_back(e.fma(
                          loadInput(e.add(start, offset), channel), row, sum));
                    return results;
                  });
  }

  Value loadRow(Value row) {
    const Panel &panel = panels.front();
    return part.groups > 1 ? part.rows.loadWhole(panel, row)
                           : part.rows.load(panel, row);
  }

  Value loadInput(Value place, Value channel) {
    Panel panel = panels.front();
    panel.position = place;
    if (part.plan.kind == snn::ProductPlan::Kind::Lanes)
      return e.loadPanel(input.memory, input.storage, panel);
    Value x = memref::LoadOp::create(e.builder, e.loc, input.memory,
                                     ValueRange{place, channel});
    return e.splat(x, panel.width);
  }

  Emitter &e;
  ConvPart &part;
  const Buffer &input;
  const Buffer &sums;
  const OutputPhase &phase;
  SmallVector<int64_t> counts, sizes; ///< of outputs and of inputs
  SmallVector<Panel> panels;          ///< one an output
  SmallVector<Value> present;         ///< whether there is that output
  SmallVector<Value> starts;          ///< of the outputs' windows
};

} // namespace

/// Adds to the sums of one panel at all positions.
static void addToPanel(Emitter &e, ConvPart &part, const Buffer &sums,
                       const Panel &panel, Value channel) {
  int64_t outputs = 1, size = blockSize(e.options.maxPanel, panel.width);
  for (const snn::AxisPhases &axis : part.plan.axes)
    outputs *= axis.count;
  int64_t whole = outputs / size, rest = outputs % size;
  // Where sums begin anew the last block may compute some of the others' again.
  bool overlaps = part.start && whole > 0 && rest > 0;
  OutputPhase::forEach(
      e, part.window, part.plan.axes, [&](const OutputPhase &phase) {
        auto emitBlock = [&](Value first, int64_t count) {
          ProductBlock(e, part, sums, phase).emit(panel, channel, first, count);
        };
        if (whole > 0)
          e.loop(whole + (overlaps ? 1 : 0), [&](Value block) {
            Value first = e.mul(block, size);
            if (overlaps)
              first = arith::MinUIOp::create(e.builder, e.loc, first,
                                             e.index(outputs - size));
            emitBlock(first, size);
          });
        if (rest > 0 && !overlaps)
          emitBlock(e.index(outputs - rest), rest);
      });
}

void addProducts(Emitter &e, ConvPart &part, const Buffer &sums) {
  if (part.copy)
    copyPadded(e, part);
  bool isByLane = part.plan.kind == snn::ProductPlan::Kind::Lanes;
  snn::Storage group;
  group.channels = isByLane ? sums.storage.channels : part.groupOutputs;
  e.loop(isByLane ? 1 : part.groups, [&](Value number) {
    Value firstOutput = e.mul(number, part.groupOutputs),
          firstChannel = e.mul(number, part.groupInputs);
    e.forEachPanel(group, [&](Panel panel) {
      panel.channel = e.add(firstOutput, panel.channel);
      addToPanel(e, part, sums, panel, firstChannel);
    });
  });
}

} // namespace snnc
