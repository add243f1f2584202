// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Nir/File/NirFile.h"
#include "compiler/Spec/ObjectReader.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>

using namespace snnc;
using llvm::StringRef;

size_t NirField::count() const {
  size_t product = 1;
  for (int64_t size : shape)
    product *= size;
  return product;
}

const std::string *NirField::text() const {
  const auto *list = strings();
  return list && list->size() == 1 ? &list->front() : nullptr;
}

std::optional<Tensor> NirField::numbers() const {
  if (const Tensor *tensor = floats())
    return *tensor;
  if (const auto *list = integers())
    return Tensor::ofDoubles(shape,
                             std::vector<double>(list->begin(), list->end()));
  return std::nullopt;
}

std::optional<std::vector<int64_t>> NirField::wholeNumbers() const {
  if (const auto *list = integers())
    return *list;
  const Tensor *tensor = floats();
  if (!tensor)
    return std::nullopt;
  std::vector<int64_t> list;
  for (size_t i = 0, end = count(); i < end; ++i) {
    double number = tensor->at(i);
    if (std::trunc(number) != number || std::fabs(number) >= 0x1p63)
      return std::nullopt;
    list.push_back(static_cast<int64_t>(number));
  }
  return list;
}

std::string NirField::describe() const {
  const char *what = strings() ? "strings" : integers() ? "integers" : "floats";
  return what + (" of shape " + toString(shape));
}

const NirField *NirNode::find(StringRef field) const {
  auto found = llvm::find_if(
      fields, [&](const NirField &each) { return each.name == field; });
  return found == fields.end() ? nullptr : &*found;
}

const NirNode *NirGraph::find(StringRef node) const {
  auto found = llvm::find_if(
      nodes, [&](const NirNode &each) { return each.name == node; });
  return found == nodes.end() ? nullptr : &*found;
}
