// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the windows of a convolution or a pooling layer lie on its input.

#include "dialect/Window.h"

#include "dialect/SNNDialect.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/TypeSwitch.h"
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

template <typename LayerOp>
static Window windowOf(LayerOp op, ArrayRef<int64_t> kernel) {
  Window window = windowOn(op.getSources()[0], op.getResult());
  window.kernel.assign(kernel.begin(), kernel.end());
  window.stride.assign(op.getStride().begin(), op.getStride().end());
  for (size_t axis = 0; axis < kernel.size(); ++axis)
    window.before[axis] = op.getPadding()[2 * axis];
  return window;
}

static Window convWindow(ConvOp conv) {
  auto weight = conv->getParentOfType<ModuleOp>().lookupSymbol<ParamOp>(
      conv.getWeightAttr().getAttr());
  auto shape = cast<RankedTensorType>(weight.getType()).getShape();
  Window window = windowOf(conv, shape.drop_front(2));
  window.dilation.assign(conv.getDilation().begin(), conv.getDilation().end());
  if (auto spread = conv.getSpread())
    window.spread.assign(spread->begin(), spread->end());
  return window;
}

template <typename PoolOp> static Window adaptiveWindow(PoolOp pool) {
  Window window = windowOn(pool.getSources()[0], pool.getResult());
  for (size_t axis = 0; axis < window.input.size(); ++axis) {
    window.kernel[axis] = window.input[axis] / window.output[axis];
    window.stride[axis] = window.kernel[axis];
    window.longer[axis] = window.input[axis] % window.output[axis];
  }
  return window;
}

Window Window::of(Operation *op) {
  return llvm::TypeSwitch<Operation *, Window>(op)
      .Case([](ConvOp conv) { return convWindow(conv); })
      .Case<AvgPoolOp, SumPoolOp, MaxPoolOp>(
          [](auto pool) { return windowOf(pool, pool.getKernel()); })
      .Case<AdaptiveAvgPoolOp, AdaptiveMaxPoolOp>(
          [](auto pool) { return adaptiveWindow(pool); });
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
