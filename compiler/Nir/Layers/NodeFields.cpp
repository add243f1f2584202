// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Nir/Layers/NodeFields.h"
#include "compiler/Spec/Broadcast.h"
#include "compiler/Spec/ObjectReader.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>

using namespace snnc;
using llvm::StringRef;

std::optional<Constants> snnc::constantsOf(const NirNode &node,
                                           StringRef name) {
  const NirField *field = node.find(name);
  std::optional<Tensor> tensor = field ? field->numbers() : std::nullopt;
  if (!tensor || field->count() == 0)
    return std::nullopt;
  return Constants(Parameter(std::move(*tensor)));
}

bool NodeFields::require(StringRef field, bool isOptional) {
  if (node.find(field))
    return true;
  if (!isOptional)
    error("the field '" + field + "' is missing");
  return false;
}

//===----------------------------------------------------------------------===//
// Numbers
//===----------------------------------------------------------------------===//

std::optional<Tensor> NodeFields::numbers(StringRef field, Finite finite) {
  std::optional<Tensor> tensor = node.find(field)->numbers();
  if (!tensor) {
    error("expected numbers for '" + field + "', found text");
    return std::nullopt;
  }
  llvm::ArrayRef<float> values(tensor->data.get(), node.find(field)->count());
  if (values.empty()) {
    error("'" + field + "' is empty");
    return std::nullopt;
  }
  auto isWrong = [&](float value) {
    return finite == Finite::Yes ? !std::isfinite(value) : std::isnan(value);
  };
  if (llvm::any_of(values, isWrong)) {
    error("'" + field + "' holds values that are no finite numbers");
    return std::nullopt;
  }
  return tensor;
}

Parameter NodeFields::parameter(StringRef field, std::optional<float> byDefault,
                                Finite finite) {
  if (!require(field, byDefault.has_value()))
    return byDefault.value_or(1.0f);
  std::optional<Tensor> tensor = numbers(field, finite);
  if (!tensor)
    return byDefault.value_or(1.0f);
  while (tensor->shape.size() > 1 && tensor->shape.front() == 1)
    tensor->shape.erase(tensor->shape.begin());
  if (countElements(tensor->shape) == 1)
    return {tensor->at(0), place};
  // Those that do not go together are reported with the fields' other rules.
  neuronShape = commonShape(neuronShape.value_or(Shape()), tensor->shape)
                    .value_or(tensor->shape);
  return {std::move(*tensor), place};
}

std::optional<Tensor> NodeFields::vector(StringRef field, int64_t size) {
  if (!require(field, false))
    return std::nullopt;
  std::optional<Tensor> found = numbers(field, Finite::Yes);
  if (!found)
    return std::nullopt;
  Shape shape = found->shape;
  llvm::erase(shape, 1);
  if (shape.empty())
    return Tensor::of({size}, std::vector<float>(size, *found->data));
  if (shape == Shape{size})
    return Tensor{shape, found->data};
  error("'" + field + "' has the shape " + toString(found->shape) +
        ", expected " + toString({size}) + " as 'weight' has it");
  return std::nullopt;
}

std::optional<Tensor> NodeFields::tensor(StringRef field, size_t rank) {
  if (!require(field, false))
    return std::nullopt;
  std::optional<Tensor> tensor = numbers(field, Finite::Yes);
  if (tensor && tensor->shape.size() != rank) {
    error("expected " + llvm::Twine(rank) + " axes of '" + field +
          "', found the shape " + toString(tensor->shape));
    return std::nullopt;
  }
  return tensor;
}

//===----------------------------------------------------------------------===//
// Integers
//===----------------------------------------------------------------------===//

std::optional<std::vector<int64_t>> NodeFields::integers(StringRef field) {
  std::optional<std::vector<int64_t>> values = node.find(field)->wholeNumbers();
  if (!values)
    error("expected whole numbers for '" + field + "'");
  return values;
}

std::vector<int64_t> NodeFields::perAxis(StringRef field, size_t axes,
                                         std::optional<int64_t> byDefault,
                                         int64_t least) {
  std::vector<int64_t> result(axes, byDefault.value_or(1));
  if (!require(field, byDefault.has_value()))
    return result;
  std::optional<std::vector<int64_t>> values = integers(field);
  if (!values)
    return result;
  if (values->size() != 1 && values->size() != axes) {
    error("expected 1 or " + llvm::Twine(axes) + " numbers for '" + field +
          "', found " + llvm::Twine(values->size()));
    return result;
  }
  for (auto [axis, value] : llvm::enumerate(result))
    value = (*values)[values->size() == 1 ? 0 : axis];
  for (int64_t value : *values)
    if (value < least || value > std::numeric_limits<int32_t>::max()) {
      error("expected '" + field + "' to be at least " + llvm::Twine(least) +
            " and of 32 bits, found " + llvm::Twine(value));
      return std::vector<int64_t>(axes, byDefault.value_or(1));
    }
  return result;
}

int64_t NodeFields::integer(StringRef field, std::optional<int64_t> byDefault,
                            int64_t least) {
  return perAxis(field, 1, byDefault, least).front();
}

std::optional<Shape> NodeFields::shape(StringRef field) {
  if (!node.find(field))
    return std::nullopt;
  std::optional<Shape> shape = integers(field);
  if (!shape)
    return std::nullopt;
  if (llvm::any_of(*shape, [](int64_t size) { return size < 1; }) ||
      !countElements(*shape)) {
    error("'" + field + "' is no shape: " + toString(*shape));
    return std::nullopt;
  }
  return shape;
}

const std::string *NodeFields::text(StringRef field) const {
  const NirField *found = node.find(field);
  return found ? found->text() : nullptr;
}
