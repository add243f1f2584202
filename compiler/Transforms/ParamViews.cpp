// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parameters in other shapes, on the same data.

#include "compiler/Transforms/ParamViews.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;

namespace snnc {

static ElementsAttr reshaped(ElementsAttr value, RankedTensorType type) {
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(value))
    return DenseResourceElementsAttr::get(type, resource.getRawHandle());
  return cast<DenseElementsAttr>(value).reshape(type);
}

FlatSymbolRefAttr ParamViews::withAxes(FlatSymbolRefAttr param, size_t count,
                                       StringRef suffix) {
  if (count == 0)
    return param;
  FlatSymbolRefAttr &view = views[{param, count}];
  if (view)
    return view;
  auto own = symbols.lookup<snn::ParamOp>(param.getValue());
  auto type = cast<RankedTensorType>(own.getType());
  SmallVector<int64_t> shape(type.getShape());
  shape.append(count, 1);
  OpBuilder builder(own);
  builder.setInsertionPointAfter(own);
  auto copy = snn::ParamOp::create(
      builder, own.getLoc(), (own.getSymName() + suffix).str(),
      type.clone(shape), reshaped(own.getValue(), type.clone(shape)));
  copy->setDiscardableAttrs(own->getDiscardableAttrDictionary());
  view = FlatSymbolRefAttr::get(symbols.insert(copy));
  return view;
}

} // namespace snnc
