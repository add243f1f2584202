// Neurons and other layers that work element by element, as regions of scalar
// equations.

#include "compiler/Equations/EmitExpression.h"
#include "compiler/Transforms/Activations.h"
#include "compiler/Transforms/ExpandEquations.h"
#include "compiler/Transforms/Passes.h"
#include "dialect/StepKinds.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/TypeSwitch.h"

namespace snnc {
#define GEN_PASS_DEF_EXPANDNEURONS
#include "compiler/Transforms/Passes.h.inc"
} // namespace snnc

using namespace mlir;
using namespace snnc;

namespace {

/// Builds an snn.map in place of a layer without a state.
class MapBuilder {
public:
  MapBuilder(snn::LayerOpInterface layer, OpBuilder &builder,
             snn::SurrogateAttr surrogate = {})
      : layer(layer), builder(builder), loc(layer->getLoc()),
        scalars(builder, loc, surrogate) {
    Block &block = region.emplaceBlock();
    for (Value source : layer.getLayerSources())
      block.addArgument(getElementTypeOrSelf(source.getType()), loc);
    builder.setInsertionPointToEnd(&block);
  }

  /// The layer's input number `index`.
  Expr input(unsigned index = 0) {
    return declare("x" + std::to_string(index), region.getArgument(index));
  }

  /// A number, or an argument for the symbol's tensor.
  Expr param(Attribute attr) {
    if (auto number = dyn_cast<FloatAttr>(attr))
      return number.getValue().convertToFloat();
    params.push_back(attr);
    return declare("p" + std::to_string(params.size()),
                   region.addArgument(builder.getF32Type(), loc));
  }

  /// Computes `value` now and gives it a name.
  Expr let(const std::string &name, const Expr &value) {
    names.insert_or_assign(name, emitExpression(value, names, scalars));
    return Expr::variable(name);
  }

  /// Replaces the layer by `result`, which is what its type says.
  void finish(const Expr &result) {
    Scalar emitted = emitExpression(result, names, scalars);
    Type type = layer->getResult(0).getType();
    if (getElementTypeOrSelf(type).isF32())
      emitted = scalars.toNumber(emitted);
    Value value = scalars.get(emitted);
    snn::YieldOp::create(builder, loc, value);
    builder.setInsertionPoint(layer);
    auto map = snn::MapOp::create(
        builder, loc, type, layer.getLayerName(),
        ValueRange(layer.getLayerSources()),
        params.empty() ? ArrayAttr() : builder.getArrayAttr(params));
    map.getBody().takeBody(region);
    layer->replaceAllUsesWith(map);
    layer->erase();
  }

private:
  Expr declare(const std::string &name, Value value) {
    names.try_emplace(name, value);
    return Expr::variable(name);
  }

  snn::LayerOpInterface layer;
  OpBuilder &builder;
  Location loc;
  ScalarBuilder scalars;
  Region region;
  Names names;
  SmallVector<Attribute> params;
};

void expand(snn::LambdaOp op, OpBuilder &builder) {
  MapBuilder map(op, builder);
  map.finish(applyActivation(op.getFunction(), map.input()));
}

void expand(snn::ScaleOp op, OpBuilder &builder) {
  MapBuilder map(op, builder);
  map.finish(map.input() * map.param(op.getFactor()));
}

void expand(snn::SumOp op, OpBuilder &builder) {
  MapBuilder map(op, builder);
  Expr sum = map.input(0);
  for (unsigned index = 1; index < op.getSources().size(); ++index)
    sum = map.let("sum", sum + map.input(index));
  map.finish(sum);
}

void expand(snn::ProductOp op, OpBuilder &builder) {
  MapBuilder map(op, builder);
  Expr product = map.input(0);
  for (unsigned index = 1; index < op.getSources().size(); ++index)
    product = map.let("product", product * map.input(index));
  map.finish(product);
}

/// A copy: delays of this layer and of its source stay apart. Kernels that hold
/// it in registers do nothing for it.
void expand(snn::IdentityOp op, OpBuilder &builder) {
  MapBuilder map(op, builder);
  map.finish(map.input());
}

/// A delay whose state has the layer's name; one of no steps is a copy.
void expand(snn::DelayLineOp op, OpBuilder &builder) {
  if (op.getLongest() == 0) {
    MapBuilder map(op, builder);
    return map.finish(map.input());
  }
  builder.setInsertionPoint(op);
  auto type = cast<RankedTensorType>(op.getType());
  Value zeros = arith::ConstantOp::create(builder, op.getLoc(),
                                          builder.getZeroAttr(type));
  auto each = DenseIntElementsAttr::get(type.clone(builder.getI32Type()),
                                        op.getStepsOn(type.getShape()));
  std::string name = (op.getLayer() + ".past").str();
  auto delay = snn::DelayOp::create(
      builder, op.getLoc(), type, op.getSources().front(), zeros,
      op.getLongest(), each, builder.getStringAttr(name));
  op->replaceAllUsesWith(delay);
  op->erase();
}

/// The maximum becomes a layer of its own, of the same name.
void expand(snn::SpikingMaxPoolOp op, OpBuilder &builder) {
  builder.setInsertionPoint(op);
  auto result = cast<RankedTensorType>(op.getType());
  auto pool = snn::MaxPoolOp::create(
      builder, op.getLoc(), result.clone(builder.getF32Type()),
      op.getLayerAttr(), op.getSources(), op.getMergeAttr(), op.getKernelAttr(),
      op.getStrideAttr(), op.getPaddingAttr(), op.getCeilAttr());
  op.getSourcesMutable().assign(pool.getResult());
  MapBuilder map(op, builder, op.getSurrogateAttr());
  map.finish(spike(map.input() - map.param(op.getThreshold())));
}

struct ExpandNeurons : snnc::impl::ExpandNeuronsBase<ExpandNeurons> {
  void runOnOperation() override {
    snn::NetworkOp network = getOperation();
    if (network.getForward() != snn::Forward::Resolved) {
      emitError(network.getLoc(),
                "neurons are expanded once the connectivity is resolved; run "
                "snn-resolve-connectivity first");
      return signalPassFailure();
    }
    OpBuilder builder(&getContext());
    for (Operation &op : llvm::make_early_inc_range(network.getBody().front()))
      llvm::TypeSwitch<Operation *>(&op)
          .Case([&](snn::EquationsOp equations) {
            if (failed(expandEquations(equations, builder)))
              return signalPassFailure();
            ++numNeurons;
          })
          .Case<snn::ScaleOp, snn::SumOp, snn::ProductOp, snn::IdentityOp,
                snn::SpikingMaxPoolOp, snn::DelayLineOp>(
              [&](auto layer) { expand(layer, builder); })
          .Case([&](snn::LambdaOp lambda) {
            // Softmax needs the whole vector and stays a layer.
            if (!snn::isReduction(lambda))
              expand(lambda, builder);
          });
  }
};

} // namespace
