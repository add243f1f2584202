// Neurons and other layers that work element by element, as regions of scalar
// equations.

#include "compiler/Equations/EmitExpression.h"
#include "compiler/Transforms/ExpandEquations.h"
#include "compiler/Transforms/Passes.h"

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
  MapBuilder(snn::LayerOpInterface layer, OpBuilder &builder)
      : layer(layer), builder(builder), loc(layer->getLoc()),
        scalars(builder, loc) {
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

/// `function` of `x` as jax.nn defines it (docs/Semantics.md, N5).
Expr apply(snn::Function function, Expr x) {
  using F = snn::Function;
  switch (function) {
  case F::Relu:
    return max(x, 0.0f);
  case F::Relu6:
    return min(max(x, 0.0f), 6.0f);
  case F::LeakyRelu:
    return select(x >= 0.0f, x, 0.01f * x);
  case F::Elu:
    return select(x > 0.0f, x, expm1(x));
  case F::Tanh:
    return tanh(x);
  case F::Sigmoid:
    return sigmoid(x);
  case F::Softplus:
    return softplus(x);
  case F::Gelu:
    return 0.5f * x *
           (1.0f + tanh(0.79788456f * (x + 0.044715f * (x * x * x))));
  case F::Silu:
    return x * sigmoid(x);
  case F::Abs:
    return abs(x);
  case F::Exp:
    return exp(x);
  case F::Identity:
  case F::Softmax:
  case F::LogSoftmax:
    break; // not pointwise equations; handled by the caller
  }
  return x;
}

/// Softmax and its logarithm need the whole vector and stay a layer.
bool isPointwise(snn::LambdaOp op) {
  return op.getFunction() != snn::Function::Softmax &&
         op.getFunction() != snn::Function::LogSoftmax;
}

void expand(snn::LambdaOp op, OpBuilder &builder) {
  MapBuilder map(op, builder);
  map.finish(apply(op.getFunction(), map.input()));
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

/// A copy: delays of this layer and of its source stay apart. Kernels that hold
/// it in registers do nothing for it.
void expand(snn::IdentityOp op, OpBuilder &builder) {
  MapBuilder map(op, builder);
  map.finish(map.input());
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
          .Case<snn::ScaleOp, snn::SumOp, snn::IdentityOp>(
              [&](auto layer) { expand(layer, builder); })
          .Case([&](snn::LambdaOp lambda) {
            if (isPointwise(lambda))
              expand(lambda, builder);
          });
  }
};

} // namespace
