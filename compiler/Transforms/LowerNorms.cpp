// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Norms and softmaxes as reductions and maps.

#include "compiler/Transforms/LowerNorms.h"
#include "compiler/Transforms/MapBuilder.h"

using namespace mlir;

namespace snnc {

namespace {

/// Numbers over the one source of a layer.
class NumberBuilder {
public:
  explicit NumberBuilder(snn::LayerOpInterface layer, int64_t groups = 1)
      : layer(layer), source(layer.getLayerSources()[0]), groups(groups) {}

  Value mean();
  /// 1 / sqrt(mean of squares + eps), of the distances to `mean` if it is
  /// given.
  Value inverseDeviation(Value mean, llvm::APFloat eps);
  Value maximum();
  /// Of the elements less `shift`.
  Value sumOfExponentials(Value shift, bool ofLog);

private:
  /// What joins an element to what is joined, with the number at hand if there
  /// is one; what the number is made of.
  using Element = llvm::function_ref<Expr(ScalarRegion &, Expr joined, Expr x,
                                          Expr number)>;
  using Finish = llvm::function_ref<Expr(Expr joined)>;

  Value reduce(snn::Join join, Value number, Element element, Finish finish);
  /// Elements that a number is of.
  float count() const {
    return cast<RankedTensorType>(source.getType()).getNumElements() / groups;
  }

  snn::LayerOpInterface layer;
  Value source;
  int64_t groups;
};

} // namespace

Value NumberBuilder::reduce(snn::Join join, Value number, Element element,
                            Finish finish) {
  OpBuilder builder(layer);
  Type f32 = builder.getF32Type();
  auto type = cast<RankedTensorType>(source.getType());
  ScalarRegion first(builder.getContext(), layer.getLoc());
  Expr joined = first.argument(f32), x = first.argument(type.getElementType());
  Expr other = number ? first.argument(f32) : Expr(0.0f);
  first.yield(element(first, joined, x, other), f32);
  ScalarRegion second(builder.getContext(), layer.getLoc());
  second.yield(finish(second.argument(f32)), f32);
  auto op = snn::ReduceOp::create(
      builder, layer.getLoc(), type.clone(f32), layer.getLayerName(), join,
      source, number ? ValueRange(number) : ValueRange(), groups);
  op.getElement().takeBody(first.get());
  op.getFinish().takeBody(second.get());
  return op;
}

Value NumberBuilder::mean() {
  return reduce(
      snn::Join::Sum, {},
      [](ScalarRegion &, Expr joined, Expr x, Expr) { return joined + x; },
      [&](Expr joined) { return joined / count(); });
}

Value NumberBuilder::inverseDeviation(Value mean, llvm::APFloat eps) {
  return reduce(
      snn::Join::Sum, mean,
      [&](ScalarRegion &region, Expr joined, Expr x, Expr mean_) {
        Expr distance = mean ? region.let(x - mean_) : x;
        return fma(distance, distance, joined);
      },
      [&](Expr joined) {
        return Expr(1.0f) / sqrt(joined / count() + eps.convertToFloat());
      });
}

Value NumberBuilder::maximum() {
  return reduce(
      snn::Join::Max, {},
      [](ScalarRegion &, Expr joined, Expr x, Expr) { return max(joined, x); },
      [](Expr joined) { return joined; });
}

Value NumberBuilder::sumOfExponentials(Value shift, bool ofLog) {
  return reduce(
      snn::Join::Sum, shift,
      [](ScalarRegion &, Expr joined, Expr x, Expr least) {
        return joined + exp(x - least);
      },
      [&](Expr joined) { return ofLog ? log(joined) : joined; });
}

/// `y` with the weight and the bias of a norm, where it has them.
template <typename NormOp>
static void finish(MapBuilder &map, NormOp op, Expr y) {
  if (op.getWeightAttr())
    y = map.let(y * map.param(op.getWeightAttr()));
  if (op.getBiasAttr())
    y = y + map.param(op.getBiasAttr());
  map.finish(y);
}

void lower(snn::LayerNormOp op) {
  NumberBuilder numbers(op);
  Value mean = numbers.mean(),
        scale = numbers.inverseDeviation(mean, op.getEps());
  MapBuilder map(op, {op.getSources()[0], mean, scale});
  finish(map, op, map.let((map.input(0) - map.input(1)) * map.input(2)));
}

void lower(snn::RMSNormOp op) {
  Value scale = NumberBuilder(op).inverseDeviation({}, op.getEps());
  MapBuilder map(op, {op.getSources()[0], scale});
  finish(map, op, map.let(map.input(0) * map.input(1)));
}

void lower(snn::GroupNormOp op) {
  NumberBuilder numbers(op, op.getGroups());
  Value mean = numbers.mean(),
        scale = numbers.inverseDeviation(mean, op.getEps());
  MapBuilder map(op, {op.getSources()[0], mean, scale});
  map.setChannelwise();
  finish(map, op, map.let((map.input(0) - map.input(1)) * map.input(2)));
}

void lowerSoftmax(snn::LambdaOp op) {
  bool ofLog = op.getFunction() == snn::Function::LogSoftmax;
  NumberBuilder numbers(op);
  Value shift = numbers.maximum(),
        sum = numbers.sumOfExponentials(shift, ofLog);
  MapBuilder map(op, {op.getSources()[0], shift, sum});
  Expr distance = map.let(map.input(0) - map.input(1));
  map.finish(ofLog ? distance - map.input(2) : exp(distance) / map.input(2));
}

} // namespace snnc
