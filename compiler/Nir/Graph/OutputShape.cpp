// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Nir/Graph/OutputShape.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <type_traits>

using namespace snnc;

/// One axis of windows; nothing where none fits.
static std::optional<int64_t> windows(int64_t padded, int64_t reach,
                                      int64_t stride) {
  if (padded < reach)
    return std::nullopt;
  return (padded - reach) / stride + 1;
}

static std::optional<Shape> outputOf(const Conv &conv, const Shape &input) {
  if (input.size() != conv.kernelSize.size() + 1)
    return std::nullopt;
  Shape shape = {conv.outChannels};
  const auto *amounts = std::get_if<Padding>(&conv.padding);
  for (size_t axis = 0; axis < conv.kernelSize.size(); ++axis) {
    int64_t reach = conv.dilation[axis] * (conv.kernelSize[axis] - 1) + 1;
    int64_t size = input[axis + 1], stride = conv.stride[axis];
    std::optional<int64_t> count =
        amounts ? windows(size + (*amounts)[axis][0] + (*amounts)[axis][1],
                          reach, stride)
                : int64_t(llvm::divideCeil(size, stride));
    if (!count)
      return std::nullopt;
    shape.push_back(*count);
  }
  return shape;
}

static std::optional<Shape> outputOf(const Pool &pool, const Shape &input) {
  if (input.size() != pool.kernelSize.size() + 1)
    return std::nullopt;
  Shape shape = {input.front()};
  for (size_t axis = 0; axis < pool.kernelSize.size(); ++axis) {
    auto [before, behind] = pool.padding[axis];
    std::optional<int64_t> count =
        windows(input[axis + 1] + before + behind, pool.kernelSize[axis],
                pool.stride[axis]);
    if (!count)
      return std::nullopt;
    shape.push_back(*count);
  }
  return shape;
}

static std::optional<Shape> outputOf(const Flatten &flatten,
                                     const Shape &input) {
  int64_t rank = input.size();
  int64_t first = flatten.startDim + (flatten.startDim < 0 ? rank : 0);
  int64_t last = flatten.endDim + (flatten.endDim < 0 ? rank : 0);
  if (first < 0 || first > last || last >= rank)
    return std::nullopt;
  Shape shape(input.begin(), input.begin() + first + 1);
  for (int64_t axis = first + 1; axis <= last; ++axis)
    shape[first] *= input[axis];
  shape.insert(shape.end(), input.begin() + last + 1, input.end());
  return shape;
}

std::optional<Shape> snnc::outputShape(const LayerClass &layer,
                                       const Shape &input) {
  return std::visit(
      [&](const auto &own) -> std::optional<Shape> {
        using Class = std::decay_t<decltype(own)>;
        if constexpr (std::is_same_v<Class, Linear>)
          return Shape{own.outFeatures};
        else if constexpr (std::is_base_of_v<Conv, Class> ||
                           std::is_base_of_v<Pool, Class> ||
                           std::is_same_v<Class, Flatten>)
          return outputOf(own, input);
        return std::nullopt;
      },
      layer);
}

Padding snnc::sameAround(const Pool &pool, const Shape &input) {
  Padding padding;
  for (size_t axis = 0; axis < pool.kernelSize.size(); ++axis) {
    int64_t size = input[axis + 1], stride = pool.stride[axis];
    int64_t last = int64_t(llvm::divideCeil(size, stride)) - 1;
    int64_t total =
        std::max<int64_t>(last * stride + pool.kernelSize[axis] - size, 0);
    padding.push_back({total / 2, total - total / 2});
  }
  return padding;
}
