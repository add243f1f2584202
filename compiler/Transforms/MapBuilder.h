// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Builds an snn.map in place of a layer.

#ifndef SNNC_TRANSFORMS_MAPBUILDER_H
#define SNNC_TRANSFORMS_MAPBUILDER_H

#include "compiler/Equations/ScalarRegion.h"

#include "mlir/IR/TypeUtilities.h"

namespace snnc {

class MapBuilder {
public:
  /// A map of `values`, tensors of the shape of the layer's result, in the
  /// place of the layer; spikes get `surrogate`.
  MapBuilder(mlir::snn::LayerOpInterface layer, mlir::ValueRange values,
             mlir::snn::SurrogateAttr surrogate = {})
      : layer(layer), values(values),
        region(layer.getContext(), layer.getLoc(), surrogate) {
    for (mlir::Value value : values)
      inputs.push_back(
          region.argument(mlir::getElementTypeOrSelf(value.getType())));
  }
  explicit MapBuilder(mlir::snn::LayerOpInterface layer,
                      mlir::snn::SurrogateAttr surrogate = {})
      : MapBuilder(layer, layer.getLayerSources(), surrogate) {}

  /// The value number `index`.
  const Expr &input(unsigned index = 0) const { return inputs[index]; }

  /// A number, or an argument for the symbol's tensor.
  Expr param(mlir::Attribute attr) {
    if (auto number = mlir::dyn_cast<mlir::FloatAttr>(attr))
      return number.getValue().convertToFloat();
    params.push_back(attr);
    return region.argument(mlir::Float32Type::get(attr.getContext()));
  }

  Expr let(const Expr &value) { return region.let(value); }

  /// Parameters have one value for each channel.
  void setChannelwise() { isChannelwise = true; }

  /// Replaces the layer by `result`, which is what its type says.
  void finish(const Expr &result) {
    mlir::OpBuilder builder(layer);
    mlir::Type type = layer->getResult(0).getType();
    region.yield(result, mlir::getElementTypeOrSelf(type));
    auto map = mlir::snn::MapOp::create(
        builder, layer.getLoc(), type, layer.getLayerName(), values,
        params.empty() ? mlir::ArrayAttr() : builder.getArrayAttr(params),
        isChannelwise && !params.empty());
    map.getBody().takeBody(region.get());
    layer->replaceAllUsesWith(map);
    layer->erase();
  }

private:
  mlir::snn::LayerOpInterface layer;
  llvm::SmallVector<mlir::Value> values;
  ScalarRegion region;
  llvm::SmallVector<Expr> inputs;
  llvm::SmallVector<mlir::Attribute> params;
  bool isChannelwise = false;
};

} // namespace snnc

#endif // SNNC_TRANSFORMS_MAPBUILDER_H
