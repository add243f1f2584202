// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes neurons and activations as scalar equations. Adding a neuron is adding
// a function `expand` here.

#include "compiler/Transforms/NeuronBuilder.h"
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

//===----------------------------------------------------------------------===//
// Neurons (docs/Semantics.md, S1 to S4)
//===----------------------------------------------------------------------===//

/// A decay constant, within the range that SNNAX clips it to.
Expr decay(NeuronBuilder &neuron, ArrayAttr decays, unsigned index) {
  return clamp(neuron.param(decays[index]), 0.5f, 1.0f);
}

/// One step of a leaky integrator: a v + (1 - a) x, in one fused multiply-add.
Expr leak(Expr a, Expr v, Expr x) { return fma(a, v, (1.0f - a) * x); }

void expand(snn::SimpleLIFOp op, OpBuilder &builder) {
  NeuronBuilder neuron(op, builder,
                       {{"v", false, op.getInitAttr()}, {"s", true}});
  Expr a = decay(neuron, op.getDecay(), 0);
  Expr threshold = neuron.param(op.getThreshold());
  Expr v1 = leak(a, neuron.state("v"), neuron.input());
  Expr s = spike(v1 - threshold, op.getSurrogateAttr());
  Expr drop =
      op.getResetAttr() ? softplus(neuron.param(op.getResetAttr())) : v1;
  Expr v2 = select(stopGradient(s, op.getStopResetGrad()), v1 - drop, v1);
  neuron.finish({{"s", s}, {"v", v2}});
}

/// LIF and LIFSoftReset differ only in `drop`, by which the membrane potential
/// falls after a spike.
template <typename Op, typename Drop>
void expandSynapticLIF(Op op, OpBuilder &builder, Drop drop) {
  NeuronBuilder neuron(op, builder,
                       {{"v", false, op.getInitAttr()}, {"i"}, {"s", true}});
  Expr a = decay(neuron, op.getDecay(), 0), b = decay(neuron, op.getDecay(), 1);
  Expr threshold = neuron.param(op.getThreshold());
  Expr v = neuron.state("v"), i = neuron.state("i"), s = neuron.state("s");
  Expr v0 =
      select(stopGradient(s, op.getStopResetGrad()), v - drop(neuron, v), v);
  Expr v1 = leak(a, v0, i);
  Expr i1 = leak(b, i, neuron.input());
  Expr s1 = spike(v1 - threshold, op.getSurrogateAttr());
  neuron.finish({{"s", s1}, {"v", v1}, {"i", i1}});
}

void expand(snn::LIFOp op, OpBuilder &builder) {
  expandSynapticLIF(op, builder, [&](NeuronBuilder &neuron, Expr v) {
    return op.getResetAttr() ? v - neuron.param(op.getResetAttr()) : v;
  });
}

void expand(snn::LIFSoftResetOp op, OpBuilder &builder) {
  expandSynapticLIF(op, builder, [&](NeuronBuilder &neuron, Expr) {
    return op.getResetAttr() ? neuron.param(op.getResetAttr())
                             : neuron.constant(1.0f);
  });
}

void expand(snn::SimpleLIOp op, OpBuilder &builder) {
  NeuronBuilder neuron(op, builder, {{"v", false, op.getInitAttr()}});
  Expr a = decay(neuron, op.getDecay(), 0);
  neuron.finish({{"v", leak(a, neuron.state("v"), neuron.input())}});
}

//===----------------------------------------------------------------------===//
// Layers without a state
//===----------------------------------------------------------------------===//

/// `function` of `x` as jax.nn defines it (docs/Semantics.md, N5).
Expr apply(snn::Function function, Expr x) {
  using F = snn::Function;
  Expr zero = x.make(0.0f);
  switch (function) {
  case F::Relu:
    return max(x, zero);
  case F::Relu6:
    return min(max(x, zero), x.make(6.0f));
  case F::LeakyRelu:
    return select(greaterEqual(x, 0.0f), x, 0.01f * x);
  case F::Elu:
    return select(greater(x, 0.0f), x, expm1(x));
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
  NeuronBuilder map(op, builder, {});
  map.finish({{"", apply(op.getFunction(), map.input())}});
}

void expand(snn::ScaleOp op, OpBuilder &builder) {
  NeuronBuilder map(op, builder, {});
  Expr x = map.input();
  map.finish({{"", x * map.param(op.getFactor())}});
}

void expand(snn::SumOp op, OpBuilder &builder) {
  NeuronBuilder map(op, builder, {});
  Expr sum = map.input(0);
  for (unsigned index = 1; index < op.getSources().size(); ++index)
    sum = sum + map.input(index);
  map.finish({{"", sum}});
}

/// A copy: delays of this layer and of its source stay apart. Kernels that hold
/// it in registers do nothing for it.
void expand(snn::IdentityOp op, OpBuilder &builder) {
  NeuronBuilder map(op, builder, {});
  map.finish({{"", map.inputAsIs()}});
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
          .Case<snn::SimpleLIFOp, snn::LIFOp, snn::LIFSoftResetOp,
                snn::SimpleLIOp>([&](auto neuron) {
            expand(neuron, builder);
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
