// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "snnc/Parameter.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>

using namespace snnc;

Tensor Tensor::of(Shape shape, std::vector<float> values) {
  auto owner = std::make_shared<std::vector<float>>(std::move(values));
  return Tensor{std::move(shape), {owner, owner->data()}};
}

Tensor Tensor::ofDoubles(Shape shape, std::vector<double> values) {
  Tensor tensor =
      of(std::move(shape), std::vector<float>(values.begin(), values.end()));
  const float *floats = tensor.data.get();
  bool isExact = llvm::all_of(llvm::enumerate(values), [&](const auto &each) {
    return std::isnan(each.value()) || floats[each.index()] == each.value();
  });
  if (isExact)
    return tensor;
  auto owner = std::make_shared<std::vector<double>>(std::move(values));
  tensor.exact = {owner, owner->data()};
  return tensor;
}

Parameter snnc::asSingle(Parameter parameter) {
  if (const float *number = parameter.number())
    parameter.exact = *number;
  if (auto *tensor = std::get_if<Tensor>(&parameter.value))
    tensor->exact = nullptr;
  return parameter;
}
