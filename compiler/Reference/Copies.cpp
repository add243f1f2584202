// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Elements in other places, in plain loops.

#include "compiler/Reference/Copies.h"
#include "compiler/Reference/Windows.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace snnc {

static std::vector<int64_t> shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape().vec();
}

/// With `columns`, the transpose of the matrix that has so many.
static Array reshaped(const Array &x, std::vector<int64_t> shape,
                      std::optional<int64_t> columns) {
  Array y{std::move(shape), x.data};
  if (!columns)
    return y;
  size_t count = *columns, rows = x.size() / count;
  for (size_t k = 0; k < x.size(); ++k)
    y[k % count * rows + k / count] = x[k];
  return y;
}

/// N8: a window of one element, which moves by one.
static Array padded(const Array &x, std::vector<int64_t> shape,
                    llvm::ArrayRef<int64_t> padding, snn::PadMode mode) {
  Array y = Array::zeros(std::move(shape));
  std::vector<int64_t> space(x.shape.begin() + 1, x.shape.end());
  std::vector<int64_t> positions(y.shape.begin() + 1, y.shape.end());
  std::vector<int64_t> ones(space.size(), 1);
  Windows windows(ones, ones, padding, ones, ones, mode);
  size_t area = x.size() / x.shape[0], count = y.size() / y.shape[0];
  for (size_t k = 0; k < y.size(); ++k)
    y[k] = x[k / count * area +
             windows.locate(k % count, positions, 0, space).value()];
  return y;
}

static Array concatenated(llvm::ArrayRef<const Array *> sources,
                          std::vector<int64_t> shape) {
  Array y{std::move(shape), {}};
  for (const Array *source : sources)
    llvm::append_range(y.data, source->data);
  return y;
}

Array applyReshape(snn::ReshapeOp op, const Array &x) {
  return reshaped(x, shapeOf(op), op.getColumns());
}

Array applyPad(snn::PadOp op, const Array &x) {
  return padded(x, shapeOf(op), op.getPadding(), op.getMode());
}

Array applyCopy(snn::CopyOp op, llvm::ArrayRef<const Array *> sources) {
  switch (op.getKind()) {
  case snn::CopyKind::Concat:
    return concatenated(sources, shapeOf(op));
  case snn::CopyKind::Reshape:
    return reshaped(*sources[0], shapeOf(op), op.getColumns());
  case snn::CopyKind::Pad:
    return padded(*sources[0], shapeOf(op), *op.getPadding(), *op.getMode());
  }
  llvm_unreachable("a copy that is none");
}

} // namespace snnc
