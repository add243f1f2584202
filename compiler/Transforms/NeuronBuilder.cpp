// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Builds an snn.neuron or snn.map in place of a layer.

#include "compiler/Transforms/NeuronBuilder.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace snnc {

static RankedTensorType withElement(RankedTensorType type, Type element) {
  return RankedTensorType::get(type.getShape(), element);
}

NeuronBuilder::NeuronBuilder(snn::LayerOpInterface layer, OpBuilder &builder,
                             ArrayRef<State> states)
    : layer(layer), builder(builder), loc(layer->getLoc()), states(states) {
  auto &block = region.emplaceBlock();
  auto shape = cast<RankedTensorType>(layer->getResult(0).getType());
  for (Value source : layer.getLayerSources())
    block.addArgument(getElementTypeOrSelf(source.getType()), loc);
  builder.setInsertionPoint(layer);
  for (const State &state : states) {
    Type element =
        state.isSpike ? Type(builder.getI1Type()) : builder.getF32Type();
    RankedTensorType type = withElement(shape, element);
    Value init = initialValue(state.init, type);
    std::string name = (layer.getLayerName() + "." + state.name).str();
    // The delay reads a result of the operation that reads the delay; until
    // that exists it reads itself, which a graph region allows.
    auto delay = snn::DelayOp::create(builder, loc, type, init, init, 1,
                                      builder.getStringAttr(name));
    delays.push_back(delay);
    block.addArgument(element, loc);
  }
}

Value NeuronBuilder::initialValue(Attribute attr, RankedTensorType type) {
  if (auto symbol = dyn_cast_or_null<FlatSymbolRefAttr>(attr)) {
    auto map =
        snn::MapOp::create(builder, loc, TypeRange(type), layer.getLayerName(),
                           ValueRange(), builder.getArrayAttr(symbol));
    OpBuilder::InsertionGuard guard(builder);
    Block &block = map.getBody().emplaceBlock();
    BlockArgument param = block.addArgument(builder.getF32Type(), loc);
    builder.setInsertionPointToEnd(&block);
    snn::YieldOp::create(builder, loc, ValueRange(param));
    return map.getResult(0);
  }
  Attribute element = builder.getZeroAttr(type.getElementType());
  if (attr)
    element = attr;
  return arith::ConstantOp::create(builder, loc,
                                   SplatElementsAttr::get(type, element));
}

Expr NeuronBuilder::input(unsigned index) {
  builder.setInsertionPointToEnd(&region.front());
  return toFloat({builder, loc, region.getArgument(index)});
}

Expr NeuronBuilder::inputAsIs() {
  builder.setInsertionPointToEnd(&region.front());
  return {builder, loc, region.getArgument(0)};
}

Expr NeuronBuilder::state(StringRef name) {
  builder.setInsertionPointToEnd(&region.front());
  auto found = llvm::find_if(
      states, [&](const State &state) { return state.name == name; });
  unsigned index = layer.getLayerSources().size() + (found - states.begin());
  return {builder, loc, region.getArgument(index)};
}

Expr NeuronBuilder::param(Attribute attr) {
  builder.setInsertionPointToEnd(&region.front());
  if (auto number = dyn_cast<FloatAttr>(attr))
    return constant(number.getValue().convertToFloat());
  unsigned first = layer.getLayerSources().size() + states.size();
  unsigned index = llvm::find(params, attr) - params.begin();
  if (index == params.size()) {
    params.push_back(attr);
    region.addArgument(builder.getF32Type(), loc);
  }
  return {builder, loc, region.getArgument(first + index)};
}

Operation *NeuronBuilder::createOp(ArrayRef<Type> resultTypes) {
  ArrayAttr symbols =
      params.empty() ? ArrayAttr() : builder.getArrayAttr(params);
  ValueRange sources(layer.getLayerSources());
  Operation *op;
  if (states.empty())
    op = snn::MapOp::create(builder, loc, resultTypes, layer.getLayerName(),
                            sources, symbols);
  else
    op = snn::NeuronOp::create(
        builder, loc, resultTypes, layer.getLayerName(), sources,
        llvm::map_to_vector(delays,
                            [](snn::DelayOp op) -> Value { return op; }),
        symbols);
  op->getRegion(0).takeBody(region);
  return op;
}

void NeuronBuilder::finish(ArrayRef<Result> results) {
  builder.setInsertionPointToEnd(&region.front());
  auto values = llvm::map_to_vector(
      results, [](const Result &result) { return result.second.get(); });
  snn::YieldOp::create(builder, loc, values);

  auto shape = cast<RankedTensorType>(layer->getResult(0).getType());
  auto types = llvm::map_to_vector(values, [&](Value value) -> Type {
    return withElement(shape, value.getType());
  });
  builder.setInsertionPoint(layer);
  Operation *op = createOp(types);
  for (size_t index = 0; index < states.size(); ++index) {
    auto found = llvm::find_if(results, [&](const Result &result) {
      return result.first == states[index].name;
    });
    delays[index].getValueMutable().assign(
        op->getResult(found - results.begin()));
  }
  layer->getResult(0).replaceAllUsesWith(op->getResult(0));
  layer->erase();
}

} // namespace snnc
