// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Reference/Sequence.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace snnc {

std::optional<double> loadElement(const MemoryView &sequence,
                                  snn::Element element, int64_t row,
                                  int64_t k) {
  if (element != snn::Element::Bits)
    return sequence.load({0, row, k});
  auto byte = sequence.load({0, row, k / 8});
  if (!byte)
    return std::nullopt;
  return uint8_t(*byte) >> k % 8 & 1;
}

bool storeElement(const MemoryView &sequence, snn::Element element, int64_t row,
                  int64_t k, double value) {
  if (element != snn::Element::Bits)
    return sequence.store({0, row, k}, value);
  auto byte = sequence.load({0, row, k / 8});
  if (!byte)
    return false;
  auto bit = uint8_t(1 << k % 8);
  auto others = uint8_t(uint8_t(*byte) & ~bit);
  return sequence.store({0, row, k / 8}, others | (value != 0 ? bit : 0));
}

Sequence::Sequence(MLIRContext *context, snn::Element element, int64_t rows,
                   int64_t elements)
    : context(context), element(element), rows(rows), elements(elements),
      bytes(rows * snn::countUnits(element, elements) *
                snn::bytesOfUnit(element),
            0xff) {}

MemoryView Sequence::view() {
  MemoryView view;
  view.bytes = bytes;
  view.element = snn::typeOfUnit(context, element);
  int64_t units = snn::countUnits(element, elements);
  view.sizes = {1, rows, units};
  view.strides = {rows * units, units, 1};
  return view;
}

void Sequence::set(ArrayRef<float> values) {
  MemoryView memory = view();
  for (auto [k, value] : llvm::enumerate(values))
    storeElement(memory, element, k / elements, k % elements, value);
}

std::vector<float> Sequence::get() {
  MemoryView memory = view();
  std::vector<float> values;
  for (int64_t k = 0; k < rows * elements; ++k)
    values.push_back(*loadElement(memory, element, k / elements, k % elements));
  return values;
}

} // namespace snnc
