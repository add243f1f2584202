// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Import/ImportNeuron.h"
#include "compiler/Equations/EmitExpression.h"
#include "compiler/Import/DialectEnums.h"
#include "llvm/ADT/STLExtras.h"
#include <utility>

using namespace snnc;
namespace snn = mlir::snn;

namespace {

/// Fills the region that will be the operation's.
class NeuronImporter {
public:
  NeuronImporter(const Neuron &neuron, const Layer &layer,
                 mlir::OpBuilder &builder, ParamImporter &params)
      : neuron(neuron), layer(layer), builder(builder), params(params),
        loc(locationOf(layer.place, builder.getContext())) {}

  snn::EquationsOp import() {
    mlir::Type output = fillRegion();
    mlir::Type result = mlir::UnrankedTensorType::get(output);
    if (layer.shape)
      result = mlir::RankedTensorType::get(*layer.shape, output);
    auto op = snn::EquationsOp::create(
        builder, loc, result, layer.name, mlir::ValueRange(),
        toDialect(layer.merge), builder.getStringAttr(neuron.model),
        builder.getArrayAttr(states), builder.getArrayAttr(inits),
        symbols.empty() ? mlir::ArrayAttr() : builder.getArrayAttr(symbols),
        neuron.channels && !symbols.empty());
    op.getBody().takeBody(region);
    return op;
  }

private:
  /// R2: the layer's, for the first state that is drawn.
  std::vector<uint32_t> keyPath(const Neuron::State &state) {
    std::vector<uint32_t> path = layer.keyPath;
    const InitFn *init = state.init.init();
    if (init && init->isDrawn() && std::exchange(hasDrawn, true))
      path.push_back(states.size() - 1);
    return path;
  }

  void declareStates() {
    for (auto [state, isSpike] : llvm::zip(neuron.states, findSpikes(neuron))) {
      states.push_back(builder.getStringAttr(state.name));
      inits.push_back(params.importInitial(state.init, keyPath(state),
                                           layer.name + "." + state.name));
      mlir::Type type =
          isSpike ? mlir::Type(builder.getI1Type()) : builder.getF32Type();
      names.try_emplace(state.name, region.addArgument(type, loc));
    }
  }

  void declareParameters() {
    Shape shape = neuron.channels ? Shape{*neuron.channels}
                                  : layer.shape.value_or(Shape{1});
    for (const auto &[number, each] : llvm::enumerate(neuron.parameters)) {
      Parameter own = params.drawn(each.value, shape, layer.keyPath, number);
      mlir::Attribute value =
          params.importScalarOrTensor(own, layer.name + "." + each.name);
      if (auto number = mlir::dyn_cast<mlir::FloatAttr>(value)) {
        float constant = number.getValue().convertToFloat();
        names.try_emplace(each.name, Scalar::ofNumber(constant));
        continue;
      }
      symbols.push_back(value);
      names.try_emplace(each.name,
                        region.addArgument(builder.getF32Type(), loc));
    }
  }

  /// Returns the type of the output.
  mlir::Type fillRegion() {
    mlir::OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToEnd(&region.emplaceBlock());
    names.try_emplace(Neuron::inputName,
                      region.addArgument(builder.getF32Type(), loc));
    declareStates();
    declareParameters();
    ScalarBuilder scalars(builder, loc, surrogate());
    for (const Neuron::Assignment &each : neuron.step)
      names.insert_or_assign(each.name,
                             emitExpression(each.value, names, scalars));
    llvm::SmallVector<mlir::Value> results = {
        scalars.get(emitExpression(neuron.output, names, scalars))};
    for (auto [index, state] : llvm::enumerate(neuron.states)) {
      Scalar value = names.find(state.name)->second;
      bool isSpike = region.getArgument(1 + index).getType().isInteger(1);
      results.push_back(scalars.get(isSpike ? value : scalars.toNumber(value)));
    }
    snn::YieldOp::create(builder, loc, results);
    return results.front().getType();
  }

  snn::SurrogateAttr surrogate() { return toDialect(neuron.spikeFn, builder); }

  const Neuron &neuron;
  const Layer &layer;
  mlir::OpBuilder &builder;
  ParamImporter &params;
  mlir::Location loc;
  mlir::Region region;
  llvm::SmallVector<mlir::Attribute> states, inits, symbols;
  Names names;
  bool hasDrawn = false;
};

} // namespace

snn::EquationsOp snnc::importNeuron(Neuron neuron, const Layer &layer,
                                    mlir::OpBuilder &builder,
                                    ParamImporter &params) {
  for (Neuron::State &state : neuron.states)
    if (auto init = layer.initState.find(state.name);
        init != layer.initState.end())
      state.init = init->second;
  return NeuronImporter(neuron, layer, builder, params).import();
}
