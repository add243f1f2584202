// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How a tensor of the step level lies in memory.

#include "dialect/Storage.h"

#include "mlir/Interfaces/DataLayoutInterfaces.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::snn;

bool mlir::snn::isStorable(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor || !tensor.hasStaticShape() ||
      !(tensor.getElementType().isF32() ||
        tensor.getElementType().isInteger(1)))
    return false;
  int64_t bytes = 4;
  for (int64_t size : tensor.getShape())
    if (size < 1 || llvm::MulOverflow(bytes, size, bytes) || bytes > kMostBytes)
      return false;
  return true;
}

int64_t mlir::snn::mostBytesOnTarget(Operation *op) {
  uint64_t bits = DataLayout::closest(op).getTypeSizeInBits(
      IndexType::get(op->getContext()));
  return bits < 64 ? llvm::maxIntN(bits) : kMostBytes;
}

int64_t mlir::snn::elementsOfUnit(Element element) {
  return element == Element::Bits ? 8 : 1;
}

int64_t mlir::snn::bytesOfUnit(Element element) {
  return element == Element::F32 ? 4 : 1;
}

Type mlir::snn::typeOfUnit(MLIRContext *context, Element element) {
  return element == Element::F32 ? Type(Float32Type::get(context))
                                 : IntegerType::get(context, 8);
}

int64_t mlir::snn::countUnits(Element element, int64_t elements) {
  return llvm::divideCeilSigned(elements, elementsOfUnit(element));
}

Element Storage::elementOf(RankedTensorType type) {
  return type.getElementType().isInteger(1) ? Element::Bits : Element::F32;
}

Storage Storage::of(RankedTensorType type) {
  ArrayRef<int64_t> shape = type.getShape();
  Storage storage;
  storage.element = elementOf(type);
  if (isQueue(type)) {
    storage.slots = shape.front();
    shape = shape.drop_front();
  }
  if (shape.empty())
    return storage;
  storage.channels = shape.front();
  for (int64_t size : shape.drop_front())
    storage.positions *= size;
  return storage;
}

/// A position begins at a multiple of 64 bytes, or of a word of bits.
int64_t Storage::getPitch() const {
  return llvm::alignTo(channels, element == Element::F32 ? 16 : 64);
}

int64_t Storage::getBytes() const {
  return slots * positions * countUnits(element, getPitch()) *
         bytesOfUnit(element);
}

MemRefType Storage::getBlockType(MLIRContext *context) const {
  return MemRefType::get({positions, countUnits(element, getPitch())},
                         typeOfUnit(context, element));
}
