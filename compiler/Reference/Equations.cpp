// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The equations of a layer of neurons, run neuron by neuron.

#include "compiler/Reference/Equations.h"

#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace snnc {

FailureOr<Equations> Equations::read(snn::EquationsOp op) {
  FailureOr<ScalarCode> code = ScalarCode::read(op.getBody().front());
  if (failed(code))
    return failure();
  return Equations(op, std::move(*code));
}

LayerState Equations::initialState(Parameters &parameters) const {
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  LayerState state;
  for (auto [name, init] : llvm::zip(op->getAttrOfType<ArrayAttr>("states"),
                                     op->getAttrOfType<ArrayAttr>("inits"))) {
    Array array = Array::zeros(type.getShape().vec());
    for (size_t k = 0; k < array.size(); ++k)
      array[k] = parameters.at(init, array.shape, k);
    state[cast<StringAttr>(name).str()] = std::move(array);
  }
  return state;
}

Array Equations::step(const Array &x, LayerState &state,
                      Parameters &parameters) {
  std::vector<Array *> states;
  for (StringRef name : op.getStates().getAsValueRange<StringAttr>())
    states.push_back(&state[name.str()]);
  ArrayRef<Attribute> params;
  if (ArrayAttr symbols = op.getParamsAttr())
    params = symbols.getValue();
  std::vector<float> arguments, results(code.getNumResults());
  Array output = x;
  for (size_t k = 0; k < x.size(); ++k) {
    arguments = {x[k]};
    for (Array *each : states)
      arguments.push_back((*each)[k]);
    for (Attribute param : params)
      arguments.push_back(op.getChannelwise()
                              ? parameters.ofChannel(param, x.shape, k)
                              : parameters.at(param, x.shape, k));
    code.run(arguments, results);
    output[k] = results[0];
    for (auto [each, value] :
         llvm::zip_equal(states, llvm::drop_begin(results)))
      (*each)[k] = value;
  }
  return output;
}

bool Equations::isOutput(StringRef state) const {
  snn::EquationsOp equations = op;
  for (auto [index, name] :
       llvm::enumerate(equations.getStates().getAsValueRange<StringAttr>())) {
    if (name != state)
      continue;
    auto init = dyn_cast<FloatAttr>(equations.getInits()[index]);
    Value value = equations.getYieldedState(index);
    return value == equations.getYieldedOutput() && init &&
           init.getValue().isPosZero() &&
           getElementTypeOrSelf(equations.getType()) == value.getType();
  }
  return false;
}

} // namespace snnc
