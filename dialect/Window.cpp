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

template <typename LayerOp>
static Window windowOf(LayerOp op, ArrayRef<int64_t> kernel,
                       ArrayRef<int64_t> dilation) {
  auto space = [](Value value) {
    return cast<RankedTensorType>(value.getType()).getShape().drop_front();
  };
  Window window;
  llvm::append_range(window.input, space(op.getSources()[0]));
  llvm::append_range(window.output, space(op.getResult()));
  llvm::append_range(window.kernel, kernel);
  llvm::append_range(window.stride, op.getStride());
  llvm::append_range(window.dilation, dilation);
  for (size_t axis = 0; axis < kernel.size(); ++axis)
    window.before.push_back(op.getPadding()[2 * axis]);
  return window;
}

Window Window::of(Operation *op) {
  auto pool = [](auto op) {
    return windowOf(op, op.getKernel(),
                    SmallVector<int64_t>(op.getKernel().size(), 1));
  };
  return llvm::TypeSwitch<Operation *, Window>(op)
      .Case([](ConvOp conv) {
        auto weight = conv->getParentOfType<ModuleOp>().lookupSymbol<ParamOp>(
            conv.getWeightAttr().getAttr());
        auto shape = cast<RankedTensorType>(weight.getType()).getShape();
        return windowOf(conv, shape.drop_front(2), conv.getDilation());
      })
      .Case<AvgPoolOp, MaxPoolOp>(pool);
}

int64_t Window::getTaps() const {
  int64_t taps = 1;
  for (int64_t size : kernel)
    taps *= size;
  return taps;
}

int64_t Window::getExtent(size_t axis) const {
  return (output[axis] - 1) * stride[axis] +
         (kernel[axis] - 1) * dilation[axis] + 1;
}

bool Window::isInside(size_t axis) const {
  return before[axis] == 0 && getExtent(axis) <= input[axis];
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
