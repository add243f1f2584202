// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What goes in and comes out of a run.

#include "compiler/Reference/Inputs.h"

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Diagnostics.h"

using namespace mlir;

namespace snnc {

Array inputAt(const Array &input, size_t t, Type type) {
  auto tensor = cast<RankedTensorType>(type);
  Array array = Array::zeros(tensor.getShape().vec());
  bool isSpikes = tensor.getElementType().isInteger(1);
  for (size_t k = 0; k < array.size(); ++k) {
    float value = input[t * array.size() + k];
    array[k] = isSpikes ? float(value != 0.0f) : value;
  }
  return array;
}

LogicalResult checkInputs(const std::vector<Array> &inputs, ValueRange values,
                          Location loc, size_t steps) {
  if (inputs.size() != values.size())
    return emitError(loc, "takes ")
           << values.size() << " inputs, found " << inputs.size();
  for (auto [input, value] : llvm::zip_equal(inputs, values)) {
    size_t size = cast<RankedTensorType>(value.getType()).getNumElements();
    if (input.size() != steps * size)
      return emitError(value.getLoc(), "an input takes ")
             << steps * size << " values, found " << input.size();
  }
  return success();
}

Collector collectorOf(std::vector<int64_t> shape, snn::Reduce reduce,
                      size_t steps, size_t burnin) {
  return Collector(reduce, std::move(shape),
                   steps > burnin ? steps - burnin : 0);
}

Collector collectorOf(Type type, snn::Reduce reduce, size_t steps,
                      size_t burnin) {
  return collectorOf(cast<RankedTensorType>(type).getShape().vec(), reduce,
                     steps, burnin);
}

std::vector<std::string> stateNamesOf(snn::ModelOp model) {
  std::vector<std::string> names;
  for (auto slot : model.getStates().getAsRange<snn::SlotAttr>())
    names.push_back(slot.getName().str());
  return names;
}

std::vector<Array> resultsOf(const std::vector<Collector> &collectors) {
  std::vector<Array> results;
  for (const Collector &collector : collectors)
    results.push_back(collector.get());
  return results;
}

} // namespace snnc
