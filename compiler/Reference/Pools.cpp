// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pools, in plain loops (docs/Semantics.md, N4).

#include "compiler/Reference/Pools.h"
#include "compiler/Reference/LongSum.h"
#include "compiler/Reference/Math.h"
#include "compiler/Reference/Windows.h"

#include <limits>

using namespace mlir;

namespace snnc {

static constexpr float lowest = -std::numeric_limits<float>::infinity();

namespace {
/// The largest element of a window.
struct LargestOf {
  float value = lowest;
  void add(float x, size_t) { value = elementary::maximum(value, x); }
  float result() const { return value; }
};

/// The sum of a window, of which none has more than `elements`.
class SumOf {
public:
  explicit SumOf(int64_t elements) : isLong(elements > 256) {}

  /// `column` is the element's place in its row of the window, in which places
  /// in the padding are left out.
  void add(float x, size_t column) {
    if (isLong && (column <= last || column / 16 != last / 16))
      endRun();
    last = column;
    run = run + x;
  }
  float result() {
    if (!isLong)
      return run;
    endRun();
    return sum.sum;
  }

private:
  void endRun() {
    sum.add(run);
    sum.settle();
    run = 0.0f;
  }

  bool isLong;
  size_t last = 0;
  float run = 0.0f;
  LongSum sum;
};
} // namespace

/// Joins the taps of each window within the input, beginning with `start`.
template <typename PoolOp, typename Join>
static Array pool(PoolOp op, const Array &x, const std::vector<int64_t> &shape,
                  Join start) {
  std::vector<int64_t> kernel(op.getKernel()), ones(kernel.size(), 1);
  Windows windows(kernel, op.getStride(), op.getPadding(), ones, ones);
  std::vector<int64_t> positions(shape.begin() + 1, shape.end());
  std::vector<int64_t> space(x.shape.begin() + 1, x.shape.end());
  Array y = Array::zeros(shape);
  size_t count = y.size() / shape[0], area = x.size() / shape[0];
  for (size_t c = 0; c < size_t(shape[0]); ++c)
    for (size_t p = 0; p < count; ++p) {
      Join join = start;
      for (size_t tap = 0; tap < windows.numTaps(); ++tap)
        if (auto place = windows.locate(p, positions, tap, space))
          join.add(x[c * area + *place], tap % kernel.back());
      y[c * count + p] = join.result();
    }
  return y;
}

static int64_t product(llvm::ArrayRef<int64_t> sizes) {
  int64_t product = 1;
  for (int64_t size : sizes)
    product *= size;
  return product;
}

Array applyPool(snn::SumPoolOp op, const Array &x,
                const std::vector<int64_t> &shape) {
  return pool(op, x, shape, SumOf(product(op.getKernel())));
}

Array applyPool(snn::AvgPoolOp op, const Array &x,
                const std::vector<int64_t> &shape) {
  float size = 1;
  for (int64_t extent : op.getKernel())
    size *= extent;
  Array y = pool(op, x, shape, SumOf(product(op.getKernel())));
  for (float &value : y.data)
    value = value / size;
  return y;
}

Array applyPool(snn::MaxPoolOp op, const Array &x,
                const std::vector<int64_t> &shape) {
  return pool(op, x, shape, LargestOf());
}

Array applyPool(snn::SpikingMaxPoolOp op, const Array &x,
                const std::vector<int64_t> &shape, Parameters &parameters) {
  Array y = pool(op, x, shape, LargestOf());
  for (size_t k = 0; k < y.size(); ++k)
    y[k] = y[k] - parameters.at(op.getThreshold(), y.shape, k) >= 0.0f;
  return y;
}

//===----------------------------------------------------------------------===//
// Adaptive pools
//===----------------------------------------------------------------------===//

/// Where the windows that divide an axis of `size` into `count` begin: the
/// first ones are longer by one where they do not divide it evenly.
static std::vector<int64_t> divideAxis(int64_t size, int64_t count) {
  std::vector<int64_t> begins = {0};
  for (int64_t window = 0; window < count; ++window)
    begins.push_back(begins.back() + size / count +
                     (window < size % count ? 1 : 0));
  return begins;
}

/// Calls visit(output, input, column) with row-major places of one channel and
/// the place in a row of the window, for each element of each window from axis
/// `axis` on, row-major within a window.
template <typename Visit>
static void forEachElement(const std::vector<std::vector<int64_t>> &begins,
                           size_t axis, size_t output, size_t input,
                           int64_t column, Visit visit) {
  if (axis == begins.size())
    return visit(output, input, column);
  const std::vector<int64_t> &own = begins[axis];
  size_t count = own.size() - 1;
  for (size_t window = 0; window < count; ++window)
    for (int64_t at = own[window]; at < own[window + 1]; ++at)
      forEachElement(begins, axis + 1, output * count + window,
                     input * own.back() + at, at - own[window], visit);
}

template <typename Join>
static Array adaptivePool(const Array &x, const std::vector<int64_t> &shape,
                          Join start) {
  std::vector<std::vector<int64_t>> begins;
  for (size_t axis = 1; axis < shape.size(); ++axis)
    begins.push_back(divideAxis(x.shape[axis], shape[axis]));
  Array y = Array::zeros(shape);
  size_t count = y.size() / shape[0], area = x.size() / shape[0];
  for (size_t c = 0; c < size_t(shape[0]); ++c) {
    std::vector<Join> joins(count, start);
    forEachElement(begins, 0, 0, 0, 0,
                   [&](size_t output, size_t input, size_t column) {
                     joins[output].add(x[c * area + input], column);
                   });
    for (size_t output = 0; output < count; ++output)
      y[c * count + output] = joins[output].result();
  }
  return y;
}

/// How many elements the window of output `k` has.
static float adaptiveSize(const std::vector<int64_t> &from,
                          const std::vector<int64_t> &to, size_t k) {
  float size = 1.0f;
  for (size_t axis = to.size(); axis-- > 1;) {
    int64_t window = k % to[axis], elements = from[axis] / to[axis];
    k /= to[axis];
    if (window < from[axis] % to[axis])
      ++elements;
    size *= float(elements);
  }
  return size;
}

Array applyPool(snn::AdaptiveAvgPoolOp, const Array &x,
                const std::vector<int64_t> &shape) {
  int64_t most = 1;
  for (size_t axis = 1; axis < shape.size(); ++axis)
    most *= (x.shape[axis] + shape[axis] - 1) / shape[axis];
  Array y = adaptivePool(x, shape, SumOf(most));
  for (size_t k = 0; k < y.size(); ++k)
    y[k] = y[k] / adaptiveSize(x.shape, shape, k);
  return y;
}

Array applyPool(snn::AdaptiveMaxPoolOp, const Array &x,
                const std::vector<int64_t> &shape) {
  return adaptivePool(x, shape, LargestOf());
}

//===----------------------------------------------------------------------===//
// Windows of a step
//===----------------------------------------------------------------------===//

namespace {
/// The windows of an axis: window w begins at `begin(w)` and has `size(w)`
/// elements, of which some may lie outside.
struct AxisWindows {
  int64_t kernel, stride, before, longer;

  int64_t begin(int64_t w) const {
    return w * stride - before + std::min(w, longer);
  }
  int64_t size(int64_t w) const { return kernel + (w < longer ? 1 : 0); }
};
} // namespace

/// Calls visit(place, column) for the elements inside one window, row-major,
/// from axis `axis` on.
template <typename Visit>
static void forEachInside(llvm::ArrayRef<AxisWindows> axes,
                          llvm::ArrayRef<int64_t> window,
                          llvm::ArrayRef<int64_t> space, size_t place,
                          int64_t column, Visit visit) {
  if (axes.empty())
    return visit(place, column);
  int64_t begin = axes[0].begin(window[0]), size = axes[0].size(window[0]);
  for (int64_t k = 0; k < size; ++k)
    if (begin + k >= 0 && begin + k < space[0])
      forEachInside(axes.drop_front(), window.drop_front(), space.drop_front(),
                    place * space[0] + begin + k, k, visit);
}

template <typename Join>
static Array joinWindows(llvm::ArrayRef<AxisWindows> axes, const Array &x,
                         const std::vector<int64_t> &shape, Join start,
                         bool isMean) {
  llvm::ArrayRef<int64_t> space = llvm::ArrayRef(x.shape).drop_front();
  Array y = Array::zeros(shape);
  size_t count = y.size() / shape[0], area = x.size() / shape[0];
  for (size_t k = 0; k < y.size(); ++k) {
    std::vector<int64_t> window(axes.size());
    float size = 1.0f;
    for (size_t axis = axes.size(), at = k % count; axis-- > 0;) {
      window[axis] = at % shape[1 + axis];
      at /= shape[1 + axis];
      size *= float(axes[axis].size(window[axis]));
    }
    Join join = start;
    forEachInside(axes, window, space, 0, 0, [&](size_t place, size_t column) {
      join.add(x[k / count * area + place], column);
    });
    y[k] = isMean ? join.result() / size : join.result();
  }
  return y;
}

Array applyWindows(snn::WindowReduceOp op, const Array &x) {
  std::vector<AxisWindows> axes;
  int64_t most = 1;
  for (size_t axis = 0; axis < op.getKernel().size(); ++axis) {
    int64_t longer = op.getLonger() ? (*op.getLonger())[axis] : 0;
    axes.push_back({op.getKernel()[axis], op.getStride()[axis],
                    op.getBefore()[axis], longer});
    most *= axes.back().size(0);
  }
  std::vector<int64_t> shape = op.getType().getShape().vec();
  if (op.getJoin() == snn::WindowJoin::Max)
    return joinWindows(axes, x, shape, LargestOf(), /*isMean=*/false);
  return joinWindows(axes, x, shape, SumOf(most),
                     op.getJoin() == snn::WindowJoin::Mean);
}

} // namespace snnc
