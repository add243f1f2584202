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
    InterfaceMethod<"Whether the layer joins several sources, and does nothing more.",
                    "bool", "joinsSources", (ins), [{}], [{ return false; }]>,
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
                    [{}], [{ return $_op.getParamsAttr(); }]>,
    InterfaceMethod<"Whether the parameters have one value for each channel, and no other shape.",
                    "bool", "isChannelwise", (ins), [{}], [{ return false; }]>
  ];
}

def StepOpInterface : OpInterface<"StepOpInterface"> {
  let cppNamespace = "::mlir::snn";
  let description = [{
    What a step is made of, and all that passes and the plan of a kernel know of an
    operation. An operation that does not stand alone is computed panel by panel: it
    begins a kernel, or goes on with the panels that those before it have computed.
  }];
  let methods = [
    InterfaceMethod<"When the operation reads the elements of `use`, within a pass over its layer.",
                    "::mlir::snn::Access", "getAccess", (ins "::mlir::OpOperand &":$use),
                    [{}], [{ return ::mlir::snn::Access::Throughout; }]>,
    InterfaceMethod<"The kind of kernel that the operation begins.",
                    "::mlir::snn::KernelKind", "getKernelKind", (ins),
                    [{}], [{ return ::mlir::snn::KernelKind::Map; }]>,
    InterfaceMethod<[{
        Whether a kernel may hold other operations that read the result panel by panel;
        else the operation is a kernel of its own.
      }], "bool", "givesPanels", (ins), [{}], [{ return true; }]>,
    InterfaceMethod<"Whether the operation may follow those that its kernel began with.",
                    "bool", "canFollow", (ins), [{}], [{ return false; }]>,
    InterfaceMethod<[{
        Whether the operation needs all of its source before a kernel goes over the layer
        once more. Its result is a number for each group of channels, which takes no
        buffer.
      }], "bool", "startsPass", (ins), [{}], [{ return false; }]>,
    InterfaceMethod<"Adds what the operation needs of a kernel's workspace to `plan`.",
                    "void", "planWorkspace",
                    (ins "::mlir::snn::WorkspacePlan &":$plan, "int64_t":$steps),
                    [{}], [{ return; }]>
  ];
}

def WeightedSumOpInterface : OpInterface<"WeightedSumOpInterface"> {
  let cppNamespace = "::mlir::snn";
  let description = [{
    A sum over inputs with a weight for each term: a matrix times a vector, or a
    convolution, as a layer or as an operation of a step. A sum over several sources is a
    chain of these: each starts from the sum before it, `init`, and reads its part of
    the weight, from `offset` on.
  }];
  let methods = [
    InterfaceMethod<"The value that the sum starts from, or null.", "::mlir::Value", "getInit">,
    InterfaceMethod<"The same, for changing.", "::mlir::MutableOperandRange", "getInitMutable">,
    InterfaceMethod<"The weight: [out, in], or [out, in / groups, kernel...].",
                    "::mlir::FlatSymbolRefAttr", "getWeightAttr">,
    InterfaceMethod<"The bias: [out]. Null where there is none.",
                    "::mlir::FlatSymbolRefAttr", "getBiasAttr">,
    InterfaceMethod<"Takes the bias away.", "::mlir::Attribute", "removeBiasAttr">,
    InterfaceMethod<"The first input (or input channel) of the weight that is read.", "uint64_t", "getOffset">,
    InterfaceMethod<"Sets it.", "void", "setOffset", (ins "uint64_t":$offset)>,
    InterfaceMethod<"The part of the input that a profile found not to be zero, from 0 to 1.",
                    "::std::optional<::llvm::APFloat>", "getDensity">,
    InterfaceMethod<"The part from which on all of the input is multiplied.",
                    "::std::optional<::llvm::APFloat>", "getCrossover">,
    InterfaceMethod<"Sets it.", "void", "setCrossoverAttr", (ins "::mlir::FloatAttr":$crossover)>,
    InterfaceMethod<"Whether every part of the input is a part of every sum.", "bool", "isOneSum">
  ];
}

#endif // SNN_INTERFACES_TD
