// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Import/ImportLayer.h"
#include "compiler/Import/DialectEnums.h"
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
        merge(toDialect(layer.merge)) {}

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

  mlir::Operation *operator()(const RMSNorm &norm) {
    return snn::RMSNormOp::create(
        builder, loc, floatType(), layer.name, {}, merge,
        param(norm.weight, norm.shape, "weight"),
        param(norm.bias, norm.shape, "bias"), llvm::APFloat(norm.eps),
        builder.getDenseI64ArrayAttr(norm.shape));
  }

  mlir::Operation *operator()(const GroupNorm &norm) {
    Shape shape = {norm.channels.value_or(1)};
    return snn::GroupNormOp::create(builder, loc, floatType(), layer.name, {},
                                    merge, param(norm.weight, shape, "weight"),
                                    param(norm.bias, shape, "bias"),
                                    llvm::APFloat(norm.eps), norm.groups);
  }

  mlir::Operation *operator()(const Conv &conv) {
    const auto *padding = std::get_if<Padding>(&conv.padding);
    snn::SameAttr same;
    if (const auto *rule = std::get_if<SamePadding>(&conv.padding))
      same =
          snn::SameAttr::get(builder.getContext(),
                             rule->lower ? snn::Same::Lower : snn::Same::Upper);
    return importConv(conv, conv.stride,
                      padding ? *padding : Padding(conv.kernelSize.size()),
                      /*spread=*/nullptr, same);
  }

  /// A convolution with a stride of 1 on an input with zeros in it.
  mlir::Operation *operator()(const ConvTranspose2d &conv) {
    return importConv(conv, std::vector<int64_t>(conv.stride.size(), 1),
                      conv.getTransposedPadding(),
                      builder.getDenseI64ArrayAttr(conv.stride),
                      /*same=*/nullptr);
  }

  mlir::Operation *operator()(const AvgPool &pool) {
    return importPool<snn::AvgPoolOp>(pool, floatType());
  }
  mlir::Operation *operator()(const SumPool &pool) {
    return importPool<snn::SumPoolOp>(pool, floatType());
  }
  mlir::Operation *operator()(const MaxPool &pool) {
    return importPool<snn::MaxPoolOp>(pool, floatType());
  }
  mlir::Operation *operator()(const SpikingMaxPool &pool) {
    return importPool<snn::SpikingMaxPoolOp>(
        pool, typeOf(builder.getI1Type()),
        params.importScalarOrTensor(pool.threshold, layer.name + ".threshold"),
        surrogate(pool.spikeFn));
  }

  mlir::Operation *operator()(const AdaptiveAvgPool &pool) {
    return snn::AdaptiveAvgPoolOp::create(builder, loc, floatType(), layer.name,
                                          {}, merge, pool.targetShape);
  }
  mlir::Operation *operator()(const AdaptiveMaxPool &pool) {
    return snn::AdaptiveMaxPoolOp::create(builder, loc, floatType(), layer.name,
                                          {}, merge, pool.targetShape);
  }

  mlir::Operation *operator()(const Dropout &) { return (*this)(Identity()); }

  mlir::Operation *operator()(const Identity &) {
    return snn::IdentityOp::create(builder, loc, floatType(), layer.name, {},
                                   merge);
  }

  mlir::Operation *operator()(const Lambda &lambda) {
    return snn::LambdaOp::create(builder, loc, floatType(), layer.name, {},
                                 merge, toDialect(lambda.fn));
  }

  mlir::Operation *operator()(const Flatten &flatten) {
    return snn::FlattenOp::create(builder, loc, floatType(), layer.name, {},
                                  merge, flatten.startDim, flatten.endDim);
  }

  mlir::Operation *operator()(const Reshape &reshape) {
    return snn::ReshapeOp::create(builder, loc, floatType(), layer.name, {},
                                  merge, reshape.shape, /*columns=*/nullptr);
  }

  mlir::Operation *operator()(const Scale &scale) {
    return snn::ScaleOp::create(
        builder, loc, floatType(), layer.name, {}, merge,
        params.importScalarOrTensor(scale.scale, layer.name + ".scale"));
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

  mlir::Operation *operator()(const Delay &delay) {
    Shape shape;
    if (const Tensor *tensor = delay.delay.tensor())
      shape = tensor->shape;
    std::vector<int64_t> steps = delaySteps(delay).value();
    auto type = mlir::RankedTensorType::get(shape, builder.getI32Type());
    return snn::DelayLineOp::create(
        builder, loc, floatType(), layer.name, {}, merge,
        mlir::DenseIntElementsAttr::get(
            type, std::vector<int32_t>(steps.begin(), steps.end())));
  }

  /// Compositions have dissolved before, an SRM among them.
  mlir::Operation *operator()(const SRM &) {
    llvm_unreachable("an SRM is no layer of a flat model");
  }
  mlir::Operation *operator()(const Composition &) {
    llvm_unreachable("a composition is no layer of a flat model");
  }

private:
  mlir::Operation *importConv(const Conv &conv,
                              const std::vector<int64_t> &stride,
                              const Padding &padding,
                              mlir::DenseI64ArrayAttr spread,
                              snn::SameAttr same) {
    Shape weight = {conv.outChannels, conv.inChannels / conv.groups};
    weight.insert(weight.end(), conv.kernelSize.begin(), conv.kernelSize.end());
    return snn::ConvOp::create(
        builder, loc, floatType(), layer.name, {}, merge, /*init=*/nullptr,
        param(conv.weight, weight, "weight").getValue(),
        param(conv.bias, {conv.outChannels}, "bias"), stride, flatten(padding),
        conv.dilation, spread, conv.groups, /*offset=*/0, same, mode(conv),
        /*density=*/nullptr, /*crossover=*/nullptr);
  }

  /// Null for zeros.
  snn::PadModeAttr mode(const Conv &conv) {
    if (conv.paddingMode == PaddingMode::Zeros)
      return {};
    return snn::PadModeAttr::get(builder.getContext(),
                                 toDialect(conv.paddingMode));
  }

  template <typename PoolOp, typename... Own>
  mlir::Operation *importPool(const Pool &pool, mlir::Type type, Own... own) {
    return PoolOp::create(builder, loc, type, layer.name, {}, merge,
                          pool.kernelSize, pool.stride, flatten(pool.padding),
                          pool.useCeil, own...);
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

  snn::SurrogateAttr surrogate(const Surrogate &spikeFn) {
    return toDialect(spikeFn, builder);
  }

  static std::vector<int64_t> flatten(const Padding &padding) {
    std::vector<int64_t> flat;
    for (const auto &sides : padding)
      flat.insert(flat.end(), sides.begin(), sides.end());
    return flat;
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
