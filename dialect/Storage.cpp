// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How a tensor of the step level lies in memory.

#include "dialect/Storage.h"

#include "dialect/SNNDialect.h"
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

Storage Storage::of(RankedTensorType type) {
  ArrayRef<int64_t> shape = type.getShape();
  Storage storage;
  storage.isSpikes = type.getElementType().isInteger(1);
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

int64_t Storage::getPitch() const {
  return llvm::alignTo(channels, isSpikes ? 64 : 16);
}

int64_t Storage::getBytes() const {
  int64_t elements = slots * positions * getPitch();
  return isSpikes ? elements / 8 : elements * 4;
}

MemRefType Storage::getBlockType(MLIRContext *context) const {
  int64_t shape[] = {positions, isSpikes ? getPitch() / 8 : getPitch()};
  Type element =
      isSpikes ? Type(IntegerType::get(context, 8)) : Float32Type::get(context);
  return MemRefType::get(shape, element);
}
