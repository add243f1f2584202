// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parameters of a model, as the reference interpreter reads them.

#include "compiler/Reference/Parameters.h"

using namespace mlir;

namespace snnc {

const Array &Parameters::get(FlatSymbolRefAttr symbol) {
  auto [entry, isNew] = arrays.try_emplace(symbol.getValue());
  if (!isNew)
    return entry->second;
  auto param = module.lookupSymbol<snn::ParamOp>(symbol.getAttr());
  auto type = cast<RankedTensorType>(param.getType());
  entry->second = {type.getShape().vec(), param.getData()};
  return entry->second;
}

/// R1 to R4.
static float drawnAt(snn::DrawAttr draw, Key key, size_t index) {
  InitFn init = {draw.getKind() == snn::DrawKind::Uniform
                     ? InitFn::Kind::Uniform
                     : InitFn::Kind::Normal,
                 draw.getFirst().getValue().convertToFloat(),
                 draw.getSecond().getValue().convertToFloat()};
  return drawnValue(init, randomBits(split(key, draw.getPath().vec()), index));
}

Array Parameters::draw(snn::DrawAttr draw, const std::vector<int64_t> &shape) {
  Array array = Array::zeros(shape);
  for (size_t k = 0; k < array.size(); ++k)
    array[k] = drawnAt(draw, key, k);
  return array;
}

float Parameters::at(Attribute param, const std::vector<int64_t> &shape,
                     size_t index) {
  if (auto number = dyn_cast<FloatAttr>(param))
    return number.getValue().convertToFloat();
  if (auto draw = dyn_cast<snn::DrawAttr>(param))
    return drawnAt(draw, key, index);
  const Array &array = get(cast<FlatSymbolRefAttr>(param));
  // From the last axis on; an axis of one element has the same at every place.
  size_t place = 0, stride = 1;
  for (size_t back = 1; back <= shape.size(); ++back) {
    size_t size = shape[shape.size() - back];
    size_t coordinate = index % size;
    index /= size;
    if (back > array.shape.size())
      continue;
    size_t own = array.shape[array.shape.size() - back];
    place += stride * (own == 1 ? 0 : coordinate);
    stride *= own;
  }
  return array[place];
}

float Parameters::ofChannel(Attribute symbol, const std::vector<int64_t> &shape,
                            size_t index) {
  size_t positions = 1;
  for (size_t axis = 1; axis < shape.size(); ++axis)
    positions *= shape[axis];
  return get(cast<FlatSymbolRefAttr>(symbol))[index / positions];
}

} // namespace snnc
