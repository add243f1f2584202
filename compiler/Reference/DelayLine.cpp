// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A layer that gives its input of some steps before.

#include "compiler/Reference/DelayLine.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace snnc {

/// The given number of steps for element `index` of `shape`. Trailing axes of
/// both shapes align, and a size of 1 stands for all of an axis.
static size_t stepsAt(ArrayRef<int32_t> given, ArrayRef<int64_t> own,
                      ArrayRef<int64_t> shape, size_t index) {
  size_t place = 0, stride = 1;
  for (size_t back = 1; back <= own.size(); ++back) {
    size_t size = shape[shape.size() - back], here = index % size;
    index /= size;
    size_t ownSize = own[own.size() - back];
    if (ownSize != 1)
      place += here * stride;
    stride *= ownSize;
  }
  return given[place];
}

DelayLine::DelayLine(snn::DelayLineOp op) {
  shape = cast<RankedTensorType>(op.getType()).getShape().vec();
  auto given = llvm::to_vector(op.getSteps().getValues<int32_t>());
  size_t count = Array::zeros(shape).size();
  for (size_t k = 0; k < count; ++k)
    steps.push_back(
        stepsAt(given, op.getSteps().getType().getShape(), shape, k));
  for (int32_t each : given)
    longest = std::max<size_t>(longest, each);
}

void DelayLine::initState() { past = History(longest, Array::zeros(shape)); }

Array DelayLine::step(const Array &x) {
  Array y = x;
  for (size_t k = 0; k < y.size(); ++k)
    if (steps[k] > 0)
      y[k] = past.ago(steps[k])[k];
  past.push(x);
  return y;
}

} // namespace snnc
