// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Hands out parts of a kernel's workspace.

#include "compiler/Conversion/Buffers.h"
#include "compiler/Conversion/Producers.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace snnc {

/// The place of `size` bytes, or nothing if there is none left.
std::optional<int64_t> Workspace::reserve(int64_t size) {
  int64_t available =
      bytes ? cast<MemRefType>(bytes.getType()).getDimSize(1) : 0;
  if (used + size > available) {
    isTooSmall = true;
    return std::nullopt;
  }
  int64_t place = used;
  used += llvm::alignTo(size, snn::kArrayAlignment);
  return place;
}

/// The bytes from the first sample's workspace on.
Value Workspace::flatten() {
  OpBuilder &builder = emitter.builder;
  int64_t stride =
      cast<MemRefType>(bytes.getType()).getStridesAndOffset().first.front();
  Value samples =
      memref::DimOp::create(builder, emitter.loc, bytes, int64_t(0));
  OpFoldResult length = emitter.mul(samples, stride);
  auto type = MemRefType::get({ShapedType::kDynamic}, builder.getI8Type());
  return memref::ReinterpretCastOp::create(
      builder, emitter.loc, type, bytes, builder.getIndexAttr(0),
      ArrayRef<OpFoldResult>{length},
      ArrayRef<OpFoldResult>{builder.getIndexAttr(1)});
}

Value Workspace::take(MemRefType type) {
  std::optional<int64_t> place =
      reserve(type.getNumElements() * type.getElementTypeBitWidth() / 8);
  if (!place)
    return memref::AllocaOp::create(emitter.builder, emitter.loc, type);
  return memref::ViewOp::create(emitter.builder, emitter.loc, type, flatten(),
                                emitter.index(*place), ValueRange());
}

Buffer Workspace::take(const snn::Storage &storage) {
  return {take(storage.getBlockType(emitter.builder.getContext())), storage};
}

Value Workspace::takeForSamples(ArrayRef<int64_t> shape, Type element) {
  OpBuilder &builder = emitter.builder;
  auto type = MemRefType::get(shape, element);
  std::optional<int64_t> place =
      reserve(type.getNumElements() * type.getElementTypeBitWidth() / 8);
  if (!place) {
    SmallVector<int64_t> sizes = {1};
    llvm::append_range(sizes, shape);
    return memref::AllocaOp::create(builder, emitter.loc,
                                    MemRefType::get(sizes, element));
  }
  auto layout = cast<MemRefType>(bytes.getType()).getStridesAndOffset().first;
  Value samples =
      memref::DimOp::create(builder, emitter.loc, bytes, int64_t(0));
  return createSampleView(builder, emitter.loc, flatten(), *place, shape,
                          element, samples, layout.front());
}

} // namespace snnc
