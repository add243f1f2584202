// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the windows of a convolution or a pooling layer lie on its input.

#include "dialect/Window.h"

#include "dialect/SNNDialect.h"
#include "llvm/ADT/Sequence.h"
#include <numeric>

using namespace mlir;
using namespace mlir::snn;

/// Windows of one element on every axis, one behind the other.
static Window windowOn(Value source, Value result) {
  auto space = [](Value value) {
    return cast<RankedTensorType>(value.getType()).getShape().drop_front();
  };
  Window window;
  llvm::append_range(window.input, space(source));
  llvm::append_range(window.output, space(result));
  size_t axes = window.input.size();
  for (auto *all :
       {&window.kernel, &window.stride, &window.dilation, &window.spread})
    all->assign(axes, 1);
  window.before.assign(axes, 0);
  window.longer.assign(axes, 0);
  return window;
}

static void assign(SmallVectorImpl<int64_t> &to, ArrayRef<int64_t> from) {
  to.assign(from.begin(), from.end());
}

Window Window::of(ConvolveOp conv) {
  ParamOp weight = ParamOp::lookup(conv, conv.getWeightAttr());
  Window window = windowOn(conv.getSource(), conv.getResult());
  assign(window.kernel,
         cast<RankedTensorType>(weight.getType()).getShape().drop_front(2));
  assign(window.stride, conv.getStride());
  assign(window.dilation, conv.getDilation());
  if (auto spread = conv.getSpread())
    assign(window.spread, *spread);
  for (size_t axis = 0; axis < window.kernel.size(); ++axis)
    window.before[axis] = conv.getPadding()[2 * axis];
  return window;
}

Window Window::of(WindowReduceOp op) {
  Window window = windowOn(op.getSource(), op.getResult());
  assign(window.kernel, op.getKernel());
  assign(window.stride, op.getStride());
  assign(window.before, op.getBefore());
  if (auto longer = op.getLonger())
    assign(window.longer, *longer);
  return window;
}

int64_t Window::getMostElements() const {
  int64_t elements = 1;
  for (auto [size, extra] : llvm::zip(kernel, longer))
    elements *= size + (extra > 0);
  return elements;
}

int64_t Window::getTaps() const {
  int64_t taps = 1;
  for (int64_t size : kernel)
    taps *= size;
  return taps;
}

int64_t Window::getExtent(size_t axis) const {
  return (output[axis] - 1) * stride[axis] + longer[axis] +
         (kernel[axis] - 1) * dilation[axis] + 1;
}

bool Window::isInside(size_t axis) const {
  return before[axis] == 0 && spread[axis] == 1 &&
         getExtent(axis) <= input[axis];
}

bool Window::isInside() const {
  return llvm::all_of(llvm::seq(kernel.size()),
                      [&](size_t axis) { return isInside(axis); });
}

/// The first of the taps `step` apart that meet an element where one of output
/// `phase` stands on it; `firstInput` is that element.
static AxisPhases::Phase phaseOf(const Window &window, size_t axis,
                                 int64_t phase, int64_t step) {
  int64_t taps = window.kernel[axis], spread = window.spread[axis];
  for (int64_t tap = 0; tap < std::min(step, taps); ++tap) {
    int64_t place = phase * window.stride[axis] + tap * window.dilation[axis] -
                    window.before[axis];
    if (place % spread == 0)
      return {tap, llvm::divideCeilSigned(taps - tap, step), place / spread};
  }
  return {};
}

AxisPhases Window::getPhases(size_t axis) const {
  int64_t distance = spread[axis], common = std::gcd(stride[axis], distance),
          ofTaps = std::gcd(dilation[axis], distance);
  AxisPhases on;
  on.tapStep = distance / ofTaps;
  on.inputStep = dilation[axis] / ofTaps;
  on.inputStride = stride[axis] / common;
  int64_t number = std::min(distance / common, output[axis]);
  on.count = llvm::divideCeilSigned(output[axis], distance / common);
  std::optional<int64_t> lowest, highest;
  for (int64_t phase = 0; phase < number; ++phase) {
    AxisPhases::Phase one = phaseOf(*this, axis, phase, on.tapStep);
    on.phases.push_back(one);
    if (one.taps == 0)
      continue;
    int64_t last = one.firstInput + (one.taps - 1) * on.inputStep;
    lowest = std::min(lowest.value_or(one.firstInput), one.firstInput);
    highest = std::max(highest.value_or(last), last);
  }
  on.lowest = lowest.value_or(0);
  on.extent =
      highest.value_or(0) - on.lowest + 1 + (on.count - 1) * on.inputStride;
  for (AxisPhases::Phase &phase : on.phases)
    if (phase.taps > 0)
      phase.firstInput -= on.lowest;
  return on;
}
