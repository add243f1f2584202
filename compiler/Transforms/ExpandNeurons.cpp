// Neurons and other layers that work element by element, as regions of scalar
// equations.

#include "compiler/Transforms/Activations.h"
#include "compiler/Transforms/ExpandEquations.h"
#include "compiler/Transforms/MapBuilder.h"
#include "compiler/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/TypeSwitch.h"

namespace snnc {
#define GEN_PASS_DEF_EXPANDNEURONS
#include "compiler/Transforms/Passes.h.inc"
} // namespace snnc

using namespace mlir;
using namespace snnc;

namespace {

void expand(snn::LambdaOp op, OpBuilder &) {
  MapBuilder map(op);
  map.finish(applyActivation(op.getFunction(), map.input()));
}

void expand(snn::ScaleOp op, OpBuilder &) {
  MapBuilder map(op);
  map.finish(map.input() * map.param(op.getFactor()));
}

void expand(snn::SumOp op, OpBuilder &) {
  MapBuilder map(op);
  Expr sum = map.input(0);
  for (unsigned index = 1; index < op.getSources().size(); ++index)
    sum = map.let(sum + map.input(index));
  map.finish(sum);
}

void expand(snn::ProductOp op, OpBuilder &) {
  MapBuilder map(op);
  Expr product = map.input(0);
  for (unsigned index = 1; index < op.getSources().size(); ++index)
    product = map.let(product * map.input(index));
  map.finish(product);
}

/// A copy: delays of this layer and of its source stay apart. Kernels that hold
/// it in registers do nothing for it.
void expand(snn::IdentityOp op, OpBuilder &) {
  MapBuilder map(op);
  map.finish(map.input());
}

/// A delay whose state has the layer's name; one of no steps is a copy.
void expand(snn::DelayLineOp op, OpBuilder &builder) {
  if (op.getLongest() == 0) {
    MapBuilder map(op);
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
  MapBuilder map(op, op.getSurrogateAttr());
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
            if (!isOfVector(lambda.getFunction()))
              expand(lambda, builder);
          });
  }
};

} // namespace
