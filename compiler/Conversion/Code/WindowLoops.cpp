// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loops over the taps of a window, and over the windows that hold an input.

#include "compiler/Conversion/Code/WindowLoops.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace snnc {

static Value sub(Emitter &e, Value a, Value b) {
  return arith::SubIOp::create(e.builder, e.loc, a, b);
}
Value divide(Emitter &e, Value a, int64_t b) {
  return b == 1 ? a : arith::DivUIOp::create(e.builder, e.loc, a, e.index(b));
}
Value remainder(Emitter &e, Value a, int64_t b) {
  return b == 1 ? e.index(0)
                : arith::RemUIOp::create(e.builder, e.loc, a, e.index(b));
}

SmallVector<Value> coordinatesOf(Emitter &e, Value position,
                                 ArrayRef<int64_t> sizes) {
  SmallVector<Value> coordinates(sizes.size());
  for (size_t axis = sizes.size(); axis-- > 0;) {
    // What is left is the first coordinate.
    coordinates[axis] =
        axis == 0 ? position : remainder(e, position, sizes[axis]);
    if (axis > 0)
      position = divide(e, position, sizes[axis]);
  }
  return coordinates;
}

/// 1 for a window that is longer than others, or null where all are alike.
static Value isLonger(Emitter &e, const snn::Window &window, size_t axis,
                      Value coordinate) {
  if (window.longer[axis] == 0)
    return {};
  Value bit = arith::CmpIOp::create(e.builder, e.loc, arith::CmpIPredicate::ult,
                                    coordinate, e.index(window.longer[axis]));
  return e.toIndex(bit);
}

SmallVector<Value> windowSizes(Emitter &e, const snn::Window &window,
                               Value output) {
  SmallVector<Value> sizes;
  for (auto [axis, coordinate] :
       llvm::enumerate(coordinatesOf(e, output, window.output))) {
    Value size = e.index(window.kernel[axis]);
    if (Value longer = isLonger(e, window, axis, coordinate))
      size = e.add(size, longer);
    sizes.push_back(size);
  }
  return sizes;
}

/// Where the window of an output begins on an axis.
static Value windowBegin(Emitter &e, const snn::Window &window, size_t axis,
                         Value coordinate) {
  Value begin = sub(e, e.mul(coordinate, window.stride[axis]),
                    e.index(window.before[axis]));
  if (window.longer[axis] == 0)
    return begin;
  Value longerBefore = arith::MinUIOp::create(e.builder, e.loc, coordinate,
                                              e.index(window.longer[axis]));
  return e.add(begin, longerBefore);
}

namespace {

/// One loop an axis over the window of an output; a place outside the input
/// skips all that is inside.
class TapLoops {
public:
  TapLoops(Emitter &e, const snn::Window &window, Value output,
           const TapRuns *runs, TapBody body)
      : e(e), window(window), begin(coordinatesOf(e, output, window.output)),
        sizes(windowSizes(e, window, output)), runs(runs), body(body) {
    for (auto [axis, place] : llvm::enumerate(begin))
      place = windowBegin(e, window, axis, place);
  }

  Emitter::Values visit(size_t axis, Value tap, Value input,
                        ValueRange values) {
    if (axis == begin.size())
      return body(tap, input, values);
    Value zero = e.index(0);
    if (!runs || axis + 1 < begin.size())
      return visitPart(axis, tap, input, zero, sizes[axis], values);
    return e.loop(zero, sizes[axis], e.index(runs->length), values,
                  [&](Value first, ValueRange carried) {
                    Value end = e.add(first, e.index(runs->length));
                    end = arith::MinUIOp::create(e.builder, e.loc, end,
                                                 sizes[axis]);
                    Emitter::Values run =
                        visitPart(axis, tap, input, first, end, runs->begin());
                    return runs->end(carried, run);
                  });
  }

private:
  Emitter::Values visitPart(size_t axis, Value tap, Value input, Value first,
                            Value end, ValueRange values) {
    return e.loop(
        first, end, e.index(1), values, [&](Value k, ValueRange inner) {
          Value place = e.add(begin[axis], e.mul(k, window.dilation[axis]));
          auto enter = [&] {
            return visit(axis + 1, e.add(e.mul(tap, window.kernel[axis]), k),
                         e.add(e.mul(input, window.input[axis]), place), inner);
          };
          if (window.isInside(axis))
            return enter();
          // As unsigned numbers, negative places lie outside as well.
          Value isInside =
              arith::CmpIOp::create(e.builder, e.loc, arith::CmpIPredicate::ult,
                                    place, e.index(window.input[axis]));
          return e.branch(isInside, inner, enter);
        });
  }

  Emitter &e;
  const snn::Window &window;
  SmallVector<Value> begin, sizes;
  const TapRuns *runs;
  TapBody body;
};

} // namespace

Emitter::Values forEachTap(Emitter &e, const snn::Window &window, Value output,
                           ValueRange carried, TapBody body) {
  return TapLoops(e, window, output, nullptr, body)
      .visit(0, e.index(0), e.index(0), carried);
}

Emitter::Values forEachTapInRuns(Emitter &e, const snn::Window &window,
                                 Value output, ValueRange carried,
                                 const TapRuns &runs, TapBody body) {
  return TapLoops(e, window, output, &runs, body)
      .visit(0, e.index(0), e.index(0), carried);
}

Value isInside(Emitter &e, Value all, Value coordinate, int64_t size) {
  Value here = arith::CmpIOp::create(
      e.builder, e.loc, arith::CmpIPredicate::ult, coordinate, e.index(size));
  if (!all)
    return here;
  return arith::AndIOp::create(e.builder, e.loc, all, here);
}

Value spread(Emitter &e, Value coordinate, int64_t distance) {
  return distance == 1 ? coordinate : e.mul(coordinate, distance);
}

Reach::Reach(Emitter &e, const snn::Window &window, Value input)
    : e(e), window(window) {
  SmallVector<Value> coordinates = coordinatesOf(e, input, window.input);
  for (auto [axis, coordinate] : llvm::enumerate(coordinates)) {
    int64_t stride = window.stride[axis],
            last = (window.kernel[axis] - 1) * window.dilation[axis];
    Value place = e.add(spread(e, coordinate, window.spread[axis]),
                        e.index(window.before[axis]));
    // The first window that does not end before the place, and the last that
    // does not start after it.
    Value past = sub(e, e.add(place, e.index(stride - 1)), e.index(last));
    past = arith::MaxSIOp::create(e.builder, e.loc, past, e.index(0));
    Value end = e.add(divide(e, place, stride), e.index(1));
    end = arith::MinUIOp::create(e.builder, e.loc, end,
                                 e.index(window.output[axis]));
    axes.push_back({place, divide(e, past, stride), end});
  }
}

void Reach::forEach(Body body) const { visit(0, e.index(0), e.index(0), body); }

void Reach::visit(size_t axis, Value output, Value tap, Body body) const {
  if (axis == axes.size())
    return body(output, tap);
  const Axis &range = axes[axis];
  int64_t dilation = window.dilation[axis];
  e.loop(range.begin, range.end, e.index(1), {}, [&](Value o, ValueRange) {
    Value distance = sub(e, range.place, e.mul(o, window.stride[axis]));
    auto enter = [&] {
      visit(
          axis + 1, e.add(e.mul(output, window.output[axis]), o),
          e.add(e.mul(tap, window.kernel[axis]), divide(e, distance, dilation)),
          body);
      return Emitter::Values();
    };
    if (dilation == 1)
      return enter();
    // The place may lie between two taps.
    Value isTap =
        arith::CmpIOp::create(e.builder, e.loc, arith::CmpIPredicate::eq,
                              remainder(e, distance, dilation), e.index(0));
    return e.branch(isTap, ValueRange(), enter);
  });
}

} // namespace snnc
