// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Conversion/Weights/WeightSource.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace snnc {

SmallVector<int64_t> WeightSource::broadcast(ArrayRef<int64_t> from,
                                             ArrayRef<int64_t> to) {
  SmallVector<int64_t> strides(to.size(), 0);
  int64_t stride = 1;
  for (size_t axis = 1; axis <= from.size(); ++axis) {
    int64_t size = from[from.size() - axis];
    strides[to.size() - axis] = size == 1 ? 0 : stride;
    stride *= size;
  }
  return strides;
}

int64_t WeightSource::count() const {
  return ShapedType::getNumElements(sizes);
}

/// Packs what lies below an axis from `place` of the parameter on; gives the
/// end of what is written.
static float *packAxis(const WeightSource &source, size_t axis, int64_t place,
                       ArrayRef<float> from, float *to) {
  if (axis == source.sizes.size()) {
    *to = from[place];
    return to + 1;
  }
  for (int64_t index = 0; index < source.sizes[axis]; ++index)
    to = packAxis(source, axis + 1, place + index * source.strides[axis], from,
                  to);
  return to;
}

void WeightSource::pack(ArrayRef<float> from, float *to) const {
  packAxis(*this, 0, base, from, to);
}

DictionaryAttr WeightSource::toAttr(StringAttr param) const {
  Builder builder(param.getContext());
  return builder.getDictionaryAttr(
      {builder.getNamedAttr("param", param),
       builder.getNamedAttr("base", builder.getI64IntegerAttr(base)),
       builder.getNamedAttr("sizes", builder.getDenseI64ArrayAttr(sizes)),
       builder.getNamedAttr("strides", builder.getDenseI64ArrayAttr(strides))});
}

WeightSource WeightSource::of(DictionaryAttr attribute) {
  WeightSource source;
  source.base = attribute.getAs<IntegerAttr>("base").getInt();
  llvm::append_range(source.sizes,
                     attribute.getAs<DenseI64ArrayAttr>("sizes").asArrayRef());
  llvm::append_range(
      source.strides,
      attribute.getAs<DenseI64ArrayAttr>("strides").asArrayRef());
  return source;
}

} // namespace snnc
