// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "snnc/Parameter.h"

using namespace snnc;

Tensor Tensor::of(Shape shape, std::vector<float> values) {
  auto owner = std::make_shared<std::vector<float>>(std::move(values));
  return Tensor{std::move(shape), {owner, owner->data()}};
}
