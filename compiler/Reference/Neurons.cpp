// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The neurons, one equation a line (docs/Semantics.md, S1 to S4).

#include "compiler/Reference/Neurons.h"
#include "compiler/Reference/Math.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace snnc {
namespace {

/// A neuron's parameters at one element.
class Element {
public:
  Element(Parameters &parameters, const Array &x, size_t k)
      : parameters(parameters), x(x), k(k) {}

  float param(Attribute attr) const { return parameters.at(attr, x.shape, k); }
  float decay(ArrayAttr decays, size_t index) const {
    return elementary::minimum(elementary::maximum(param(decays[index]), 0.5f),
                               1.0f);
  }

private:
  Parameters &parameters;
  const Array &x;
  size_t k;
};

float leak(float a, float v, float x) { return std::fma(a, v, (1.0f - a) * x); }

float spike(float u) { return u >= 0.0f ? 1.0f : 0.0f; }

/// S1.
void step(snn::SimpleLIFOp op, const Element &at, float x, float &v, float &s) {
  v = leak(at.decay(op.getDecay(), 0), v, x);
  s = spike(v - at.param(op.getThreshold()));
  float drop =
      op.getResetAttr() ? elementary::softplus(at.param(op.getResetAttr())) : v;
  v = s != 0.0f ? v - drop : v;
}

/// S2 and S3 after the reset.
template <typename Op>
void stepSynaptic(Op op, const Element &at, float x, float &v, float &i,
                  float &s) {
  v = leak(at.decay(op.getDecay(), 0), v, i);
  i = leak(at.decay(op.getDecay(), 1), i, x);
  s = spike(v - at.param(op.getThreshold()));
}

/// S2.
void step(snn::LIFOp op, const Element &at, float x, float &v, float &i,
          float &s) {
  float drop = op.getResetAttr() ? v - at.param(op.getResetAttr()) : v;
  v = s != 0.0f ? v - drop : v;
  stepSynaptic(op, at, x, v, i, s);
}

/// S3.
void step(snn::LIFSoftResetOp op, const Element &at, float x, float &v,
          float &i, float &s) {
  float drop = op.getResetAttr() ? at.param(op.getResetAttr()) : 1.0f;
  v = s != 0.0f ? v - drop : v;
  stepSynaptic(op, at, x, v, i, s);
}

std::vector<std::string> stateNames(Operation *op) {
  if (isa<snn::SimpleLIFOp>(op))
    return {"v", "s"};
  if (isa<snn::LIFOp, snn::LIFSoftResetOp>(op))
    return {"v", "i", "s"};
  if (isa<snn::SimpleLIOp>(op))
    return {"v"};
  return {};
}

} // namespace

NeuronState initialState(snn::LayerOpInterface layer, Parameters &parameters) {
  auto type = cast<RankedTensorType>(layer->getResult(0).getType());
  NeuronState state;
  for (const std::string &name : stateNames(layer))
    state[name] = Array::zeros(type.getShape().vec());
  auto init = layer->getAttr("init");
  if (!state.empty() && init) {
    Array &v = state["v"];
    for (size_t k = 0; k < v.size(); ++k)
      v[k] = parameters.at(init, v.shape, k);
  }
  return state;
}

Array stepNeuron(snn::LayerOpInterface layer, const Array &x,
                 NeuronState &state, Parameters &parameters) {
  Array none;
  auto get = [&](const char *name) -> Array & {
    auto found = state.find(name);
    return found == state.end() ? none : found->second;
  };
  Array &v = get("v"), &i = get("i"), &s = get("s");
  for (size_t k = 0; k < x.size(); ++k) {
    Element at(parameters, x, k);
    llvm::TypeSwitch<Operation *>(layer)
        .Case([&](snn::SimpleLIFOp op) { step(op, at, x[k], v[k], s[k]); })
        .Case<snn::LIFOp, snn::LIFSoftResetOp>(
            [&](auto op) { step(op, at, x[k], v[k], i[k], s[k]); })
        .Case([&](snn::SimpleLIOp op) { // S4
          v[k] = leak(at.decay(op.getDecay(), 0), v[k], x[k]);
        });
  }
  return isa<snn::SimpleLIOp>(*layer) ? v : s;
}

} // namespace snnc
