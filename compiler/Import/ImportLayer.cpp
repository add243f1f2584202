// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Import/ImportLayer.h"
#include "compiler/Import/ImportNeuron.h"

using namespace snnc;
namespace snn = mlir::snn;

namespace {

/// One overload a layer class. A new layer's goes here.
class LayerImporter {
public:
  LayerImporter(const Layer &layer, mlir::OpBuilder &builder,
                ParamImporter &params)
      : layer(layer), builder(builder), params(params),
        loc(locationOf(layer.place, builder.getContext())),
        merge(static_cast<snn::Merge>(layer.merge)) {}

  mlir::Operation *operator()(const Linear &linear) {
    return snn::LinearOp::create(
        builder, loc, floatType(), layer.name, {}, merge, /*init=*/nullptr,
        param(linear.weight, {linear.outFeatures, linear.inFeatures}, "weight")
            .getValue(),
        param(linear.bias, {linear.outFeatures}, "bias"), /*offset=*/0,
        /*density=*/nullptr, /*crossover=*/nullptr);
  }

  mlir::Operation *operator()(const LayerNorm &norm) {
    return snn::LayerNormOp::create(
        builder, loc, floatType(), layer.name, {}, merge,
        param(norm.weight, norm.shape, "weight"),
        param(norm.bias, norm.shape, "bias"), llvm::APFloat(norm.eps),
        builder.getDenseI64ArrayAttr(norm.shape));
  }

  mlir::Operation *operator()(const Conv2d &conv) {
    Shape weight = {conv.outChannels, conv.inChannels / conv.groups,
                    conv.kernelSize[0], conv.kernelSize[1]};
    const auto *padding = std::get_if<Padding>(&conv.padding);
    snn::SameAttr same;
    if (const auto *rule = std::get_if<SamePadding>(&conv.padding))
      same =
          snn::SameAttr::get(builder.getContext(),
                             rule->lower ? snn::Same::Lower : snn::Same::Upper);
    return snn::ConvOp::create(
        builder, loc, floatType(), layer.name, {}, merge, /*init=*/nullptr,
        param(conv.weight, weight, "weight").getValue(),
        param(conv.bias, {conv.outChannels}, "bias"), conv.stride,
        flatten(padding ? *padding : Padding{}), conv.dilation, conv.groups,
        /*offset=*/0, same, /*density=*/nullptr, /*crossover=*/nullptr);
  }

  mlir::Operation *operator()(const AvgPool2d &pool) {
    return importPool<snn::AvgPoolOp>(pool);
  }
  mlir::Operation *operator()(const MaxPool2d &pool) {
    return importPool<snn::MaxPoolOp>(pool);
  }

  mlir::Operation *operator()(const Identity &) {
    return snn::IdentityOp::create(builder, loc, floatType(), layer.name, {},
                                   merge);
  }

  mlir::Operation *operator()(const Lambda &lambda) {
    return snn::LambdaOp::create(builder, loc, floatType(), layer.name, {},
                                 merge, static_cast<snn::Function>(lambda.fn));
  }

  mlir::Operation *operator()(const Flatten &) {
    return snn::FlattenOp::create(builder, loc, floatType(), layer.name, {},
                                  merge);
  }

  mlir::Operation *operator()(const Neuron &neuron) {
    return importNeuron(neuron, layer, builder, params);
  }
  /// A neuron that has a name of its own.
  template <typename NeuronClass>
  auto operator()(const NeuronClass &neuron)
      -> decltype(equations(neuron), (mlir::Operation *)0) {
    return importNeuron(equations(neuron), layer, builder, params);
  }

  /// Compositions have dissolved before, SRM as one of them.
  mlir::Operation *operator()(const SRM &) {
    llvm_unreachable("an SRM is no layer of a flat model");
  }
  mlir::Operation *operator()(const Composition &) {
    llvm_unreachable("a composition is no layer of a flat model");
  }

private:
  template <typename PoolOp> mlir::Operation *importPool(const Pool2d &pool) {
    return PoolOp::create(builder, loc, floatType(), layer.name, {}, merge,
                          pool.kernelSize, pool.stride, flatten(pool.padding),
                          pool.useCeil);
  }

  /// R5: what has to be drawn becomes a tensor.
  Parameter valueOf(const Parameter &parameter, const Shape &shape,
                    llvm::StringRef name) {
    uint32_t number = name == "weight" ? 0 : 1;
    return params.drawn(parameter, shape, layer.keyPath, number);
  }

  mlir::FlatSymbolRefAttr param(const Parameter &parameter, const Shape &shape,
                                llvm::StringRef key) {
    return params.import(valueOf(parameter, shape, key), shape,
                         layer.name + "." + key);
  }
  mlir::FlatSymbolRefAttr param(const std::optional<Parameter> &parameter,
                                const Shape &shape, llvm::StringRef key) {
    return parameter ? param(*parameter, shape, key)
                     : mlir::FlatSymbolRefAttr();
  }

  static std::array<int64_t, 4> flatten(const Padding &padding) {
    const auto &[rows, columns] = padding;
    return {rows[0], rows[1], columns[0], columns[1]};
  }

  mlir::Type typeOf(mlir::Type element) {
    if (layer.shape)
      return mlir::RankedTensorType::get(*layer.shape, element);
    return mlir::UnrankedTensorType::get(element);
  }
  mlir::Type floatType() { return typeOf(builder.getF32Type()); }

  const Layer &layer;
  mlir::OpBuilder &builder;
  ParamImporter &params;
  mlir::Location loc;
  snn::Merge merge;
};

} // namespace

snn::LayerOpInterface snnc::importLayer(const Layer &layer,
                                        mlir::OpBuilder &builder,
                                        ParamImporter &params) {
  LayerImporter importer(layer, builder, params);
  return mlir::cast<snn::LayerOpInterface>(std::visit(importer, layer.layer));
}
