// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the windows of a convolution or a pooling layer lie on its input.

#include "dialect/Window.h"

#include "dialect/SNNDialect.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/TypeSwitch.h"

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

Window Window::onPadded() const {
  Window padded = *this;
  for (size_t axis = 0; axis < kernel.size(); ++axis) {
    padded.input[axis] = getExtent(axis);
    padded.before[axis] = 0;
    padded.spread[axis] = 1;
  }
  return padded;
}

std::optional<Storage> mlir::snn::getPaddedCopy(const Storage &source,
                                                const Window &window) {
  if (!source.isSpikes && window.isInside())
    return std::nullopt;
  Storage copy;
  copy.channels = source.channels;
  for (size_t axis = 0; axis < window.kernel.size(); ++axis)
    copy.positions *= window.getExtent(axis);
  return copy;
}
