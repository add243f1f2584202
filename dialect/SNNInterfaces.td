// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef SNN_INTERFACES_TD
#define SNN_INTERFACES_TD

include "mlir/IR/OpBase.td"

def LayerOpInterface : OpInterface<"LayerOpInterface"> {
  let cppNamespace = "::mlir::snn";
  let description = [{
    An operation of `snn.network` that stands for one layer of the model. It has
    any number of sources, which `merge` joins, and one result.
  }];
  let methods = [
    InterfaceMethod<"The layer's name in the model.", "::llvm::StringRef", "getLayerName", (ins),
                    [{}], [{ return $_op.getLayer(); }]>,
    InterfaceMethod<"The values that the layer reads, in the order of the model.",
                    "::mlir::OperandRange", "getLayerSources", (ins),
                    [{}], [{ return $_op.getSources(); }]>,
    InterfaceMethod<"The same, for changing.", "::mlir::MutableOperandRange", "getLayerSourcesMutable", (ins),
                    [{}], [{ return $_op.getSourcesMutable(); }]>,
    InterfaceMethod<"How several sources are joined.", "::mlir::snn::Merge", "getLayerMerge", (ins),
                    [{}], [{ return $_op.getMerge(); }]>,
    InterfaceMethod<"Whether the layer has a state; its output before the first step is then zero.",
                    "bool", "hasState", (ins), [{}], [{ return false; }]>,
    InterfaceMethod<[{
        The type of the result for a joined input of type `input`. A null
        `input` is one that is not known yet: the answer is then null where the
        result depends on it. Reports an error through `emitError` and fails
        where the layer cannot take that input.
      }], "::llvm::FailureOr<::mlir::RankedTensorType>", "inferLayerType",
      (ins "::mlir::RankedTensorType":$input,
           "::llvm::function_ref<::mlir::InFlightDiagnostic()>":$emitError)>
  ];
}

def PointwiseOpInterface : OpInterface<"PointwiseOpInterface"> {
  let cppNamespace = "::mlir::snn";
  let description = [{
    An operation that applies a region of scalar operations at every element of
    tensors of one shape. Block arguments: one for each input, then for each
    state, then for each parameter.
  }];
  let methods = [
    InterfaceMethod<"The region's block.", "::mlir::Block *", "getScalarBlock", (ins),
                    [{}], [{ return &$_op.getBody().front(); }]>,
    InterfaceMethod<"Symbols of the parameters, scalar or of the tensors' shape.",
                    "::mlir::ArrayAttr", "getScalarParams", (ins),
                    [{}], [{ return $_op.getParamsAttr(); }]>
  ];
}

#endif // SNN_INTERFACES_TD
