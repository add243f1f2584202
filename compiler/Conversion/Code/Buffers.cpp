// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Views of the memory of many samples, which lie one after the other.

#include "compiler/Conversion/Code/Buffers.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace snnc {

Value createSampleView(OpBuilder &builder, Location loc, Value bytes,
                       int64_t offset, ArrayRef<int64_t> shape, Type element,
                       Value samples, int64_t sampleBytes) {
  int64_t size = element.getIntOrFloatBitWidth() / 8, one = 1;
  SmallVector<int64_t> sizes = {ShapedType::kDynamic},
                       strides(shape.size() + 1);
  llvm::append_range(sizes, shape);
  for (size_t axis = strides.size() - 1; axis > 0; --axis) {
    strides[axis] = one;
    one *= sizes[axis];
  }
  strides[0] = sampleBytes / size;
  Value place = arith::ConstantIndexOp::create(builder, loc, offset);
  auto block = MemRefType::get(shape, element);
  Value first =
      memref::ViewOp::create(builder, loc, block, bytes, place, ValueRange());
  auto type = MemRefType::get(
      sizes, element, StridedLayoutAttr::get(builder.getContext(), 0, strides));
  SmallVector<OpFoldResult> mixedSizes = {samples};
  for (int64_t axis : shape)
    mixedSizes.push_back(builder.getIndexAttr(axis));
  return memref::ReinterpretCastOp::create(
      builder, loc, type, first, builder.getIndexAttr(0), mixedSizes,
      getAsIndexOpFoldResult(builder.getContext(), strides));
}

Value createBuffer(OpBuilder &builder, Location loc, Value bytes,
                   const snn::Storage &storage, int64_t offset, int64_t blocks,
                   Value samples, int64_t sampleBytes) {
  MemRefType type = storage.getBlockType(builder.getContext());
  SmallVector<int64_t> shape = {blocks};
  llvm::append_range(shape, type.getShape());
  return createSampleView(builder, loc, bytes, offset, shape,
                          type.getElementType(), samples, sampleBytes);
}

/// The part at `front`, indices of the leading axes, without those axes.
static Value createPart(OpBuilder &builder, Location loc, Value view,
                        ArrayRef<OpFoldResult> front) {
  auto type = cast<MemRefType>(view.getType());
  SmallVector<OpFoldResult> offsets(front);
  offsets.resize(type.getRank(), builder.getIndexAttr(0));
  SmallVector<OpFoldResult> strides(type.getRank(), builder.getIndexAttr(1)),
      sizes(front.size(), builder.getIndexAttr(1));
  for (int64_t axis : type.getShape().drop_front(front.size()))
    sizes.push_back(builder.getIndexAttr(axis));
  MemRefType part = memref::SubViewOp::inferRankReducedResultType(
      type.getShape().drop_front(front.size()), type, offsets, sizes, strides);
  return memref::SubViewOp::create(builder, loc, part, view, offsets, sizes,
                                   strides);
}

Value createBlockView(OpBuilder &builder, Location loc, Value buffer,
                      Value sample, Value block) {
  return createPart(builder, loc, buffer, {sample, block});
}

Value createSampleOf(OpBuilder &builder, Location loc, Value view,
                     Value sample) {
  return createPart(builder, loc, view, {sample});
}

} // namespace snnc
