// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Neurons and maps: a region at every element.

#include "compiler/Conversion/Code/ScalarLanes.h"
#include "compiler/Conversion/Kernels/KernelOpInterfaces.h"

using namespace mlir;

namespace snnc {

namespace {

template <typename PointwiseOp>
struct PointwiseModel
    : PanelOpInterface::ExternalModel<PointwiseModel<PointwiseOp>,
                                      PointwiseOp> {
  void emitPanel(Operation *op, PanelValues &values, const Panel &panel) const {
    auto pointwise = cast<PointwiseOp>(op);
    SmallVector<Value> arguments;
    for (Value operand : op->getOperands())
      arguments.push_back(values.get(operand, panel));
    auto type = cast<RankedTensorType>(op->getResult(0).getType());
    if (pointwise.isChannelwise())
      type = RankedTensorType::get(type.getDimSize(0), type.getElementType());
    if (ArrayAttr params = pointwise.getParamsAttr())
      for (auto symbol : params.template getAsRange<FlatSymbolRefAttr>())
        arguments.push_back(
            loadParam(values.e, values.packer, symbol, type, panel));
    SmallVector<Value> results = vectorize(
        values.e, pointwise.getBody().front(), arguments, panel.width);
    for (auto [result, value] : llvm::zip(op->getResults(), results))
      values.set(result, value);
  }
};

} // namespace

void attachPointwiseModels(MLIRContext &context) {
  snn::MapOp::attachInterface<PointwiseModel<snn::MapOp>>(context);
  snn::NeuronOp::attachInterface<PointwiseModel<snn::NeuronOp>>(context);
}

} // namespace snnc
