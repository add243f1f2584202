// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Convolutions without a look at the values: multiplies each window with the
// weights, some outputs at a time, with their sums in registers.

#include "compiler/Conversion/ConvParts.h"
#include "compiler/Conversion/WindowLoops.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace snnc {

/// Outputs that share the loads of a row. A panel of full width takes four
/// registers; AVX-512 has 32 of them, others may have 16, and a row and the
/// inputs need some as well.
static int64_t blockSize(int64_t maxPanel, int64_t width) {
  int64_t outputs = maxPanel >= 64 ? 4 : 2;
  return std::min<int64_t>(4, outputs * maxPanel / width);
}

/// Copies `source` to its place among zeros; what no window covers is left out.
static void copyPadded(Emitter &e, const ConvPart &part,
                       const snn::Window &padded) {
  e.fillZero(part.padded->memory, part.padded->storage);
  e.loop(part.source.storage.positions, [&](Value position) {
    Value place = e.index(0), isCovered;
    for (auto [axis, coordinate] :
         llvm::enumerate(coordinatesOf(e, position, part.window.input))) {
      Value on = e.add(spread(e, coordinate, part.window.spread[axis]),
                       e.index(part.window.before[axis]));
      Value isInside =
          arith::CmpIOp::create(e.builder, e.loc, arith::CmpIPredicate::ult, on,
                                e.index(padded.input[axis]));
      isCovered = isCovered ? arith::AndIOp::create(e.builder, e.loc, isCovered,
                                                    isInside)
                                  .getResult()
                            : isInside;
      place = e.add(e.mul(place, padded.input[axis]), on);
    }
    e.branch(isCovered, ValueRange(), [&] {
      e.loop(part.padded->storage.getPitch() / 16, [&](Value block) {
        Panel panel = {position, {}, e.mul(block, 16), 16, 16, false};
        Value x = e.loadPanel(part.source.memory, part.source.storage, panel);
        panel.position = place;
        e.storePanel(e.toFloats(x), part.padded->memory, part.padded->storage,
                     panel);
      });
      return Emitter::Values();
    });
  });
}

std::pair<Buffer, snn::Window> emitPadded(Emitter &e, ConvPart &part) {
  if (!part.padded)
    return {part.source, part.window};
  snn::Window padded = part.window.onPadded();
  copyPadded(e, part, padded);
  return {*part.padded, padded};
}

namespace {

/// Adds to the sums of some neighbouring outputs.
class ProductBlock {
public:
  ProductBlock(Emitter &e, ConvPart &part, const Buffer &input,
               const snn::Window &window, const Buffer &sums,
               const Panel &panel, Value firstChannel, Value first,
               int64_t size)
      : e(e), part(part), input(input), window(window), sums(sums),
        firstChannel(firstChannel) {
    for (int64_t number = 0; number < size; ++number) {
      Panel at = panel;
      at.position = e.add(first, e.index(number));
      panels.push_back(at);
      Value start = e.index(0);
      for (auto [axis, coordinate] :
           llvm::enumerate(coordinatesOf(e, at.position, window.output)))
        start = e.add(e.mul(start, window.input[axis]),
                      e.mul(coordinate, window.stride[axis]));
      starts.push_back(start);
    }
  }

  void emit() {
    Emitter::Values values;
    for (const Panel &panel : panels)
      values.push_back(e.loadPanel(sums.memory, sums.storage, panel));
    values = visit(0, e.index(0), e.index(0), values);
    for (auto [panel, value] : llvm::zip(panels, values))
      e.storePanel(value, sums.memory, sums.storage, panel);
  }

private:
  /// One loop an axis of the kernel, the channels inside.
  Emitter::Values visit(size_t axis, Value tap, Value offset,
                        ValueRange values) {
    if (axis == window.kernel.size())
      return visitChannels(tap, offset, values);
    return e.loop(e.index(0), e.index(window.kernel[axis]), e.index(1), values,
                  [&](Value k, ValueRange inner) {
                    return visit(axis + 1,
                                 e.add(e.mul(tap, window.kernel[axis]), k),
                                 e.add(e.mul(offset, window.input[axis]),
                                       e.mul(k, window.dilation[axis])),
                                 inner);
                  });
  }

  Emitter::Values visitChannels(Value tap, Value offset, ValueRange values) {
    return e.loop(e.index(0), e.index(part.groupInputs), e.index(1), values,
                  [&](Value own, ValueRange carried) {
                    Value row =
                        loadRow(e.add(e.mul(own, window.getTaps()), tap));
                    Value channel = e.add(firstChannel, own);
                    Emitter::Values results;
                    for (auto [start, sum] : llvm::zip(starts, carried)) {
                      Value x = memref::LoadOp::create(
                          e.builder, e.loc, input.memory,
                          ValueRange{e.add(start, offset), channel});
                      results.push_back(
                          e.fma(e.splat(x, panels.front().width), row, sum));
                    }
                    return results;
                  });
  }

  Value loadRow(Value row) {
    const Panel &panel = panels.front();
    return part.groups > 1 ? part.rows.loadWhole(panel, row)
                           : part.rows.load(panel, row);
  }

  Emitter &e;
  ConvPart &part;
  const Buffer &input;
  const snn::Window &window;
  const Buffer &sums;
  Value firstChannel;        ///< of the group
  SmallVector<Panel> panels; ///< one an output
  SmallVector<Value> starts; ///< of the outputs' windows
};

} // namespace

/// Adds to the sums of one panel at all positions.
static void addToPanel(Emitter &e, ConvPart &part, const Buffer &input,
                       const snn::Window &window, const Buffer &sums,
                       const Panel &panel, Value firstChannel) {
  int64_t outputs = sums.storage.positions,
          size = blockSize(e.options.maxPanel, panel.width),
          rest = outputs % size;
  auto emitBlock = [&](Value first, int64_t count) {
    ProductBlock(e, part, input, window, sums, panel, firstChannel, first,
                 count)
        .emit();
  };
  if (outputs >= size)
    e.loop(outputs / size,
           [&](Value block) { emitBlock(e.mul(block, size), size); });
  if (rest > 0)
    emitBlock(e.index(outputs - rest), rest);
}

void addProducts(Emitter &e, ConvPart &part, const Buffer &sums) {
  auto padded = emitPadded(e, part);
  snn::Storage group;
  group.channels = part.groupOutputs;
  e.loop(part.groups, [&](Value number) {
    Value firstOutput = e.mul(number, part.groupOutputs),
          firstChannel = e.mul(number, part.groupInputs);
    e.forEachPanel(group, [&](Panel panel) {
      panel.channel = e.add(firstOutput, panel.channel);
      addToPanel(e, part, padded.first, padded.second, sums, panel,
                 firstChannel);
    });
  });
}

} // namespace snnc
