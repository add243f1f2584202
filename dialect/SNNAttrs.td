// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef SNN_ATTRS_TD
#define SNN_ATTRS_TD

include "dialect/SNNDialect.td"
include "dialect/SNNEnums.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/TensorEncoding.td"

class SNN_Attr<string name, string attrMnemonic, list<Trait> traits = []>
    : AttrDef<SNN_Dialect, name, traits> {
  let mnemonic = attrMnemonic;
}

def SNN_SurrogateAttr : SNN_Attr<"Surrogate", "surrogate"> {
  let summary = "the derivative that stands in for a spike's when training";
  let description = [{
    With u = v - threshold and slope beta: superspike is 1 / (1 + beta |u|),
    sigmoid is the derivative of the logistic function at beta u, piecewise is 1
    where |u| < beta and 0.5 elsewhere. The forward value does not depend on it.
  }];
  let parameters = (ins EnumParameter<SNN_SurrogateKind>:$kind, "::mlir::FloatAttr":$beta);
  let assemblyFormat = "`<` $kind `,` $beta `>`";
}

def SNN_DrawAttr : SNN_Attr<"Draw", "draw"> {
  let summary = "values drawn from the model's key";
  let description = [{
    `uniform` from `first` up to `second`, or `normal` with the mean `first` and the
    standard deviation `second`, as `jax.random` draws them; from the key at the end
    of `key`, a path of splits of the model's (docs/Semantics.md, R1 to R4).
  }];
  let parameters = (ins EnumParameter<SNN_DrawKind>:$kind, "::mlir::FloatAttr":$first,
                        "::mlir::FloatAttr":$second, OptionalArrayRefParameter<"uint32_t">:$path);
  let assemblyFormat = "`<` $kind `,` $first `,` $second (`,` `key` `[` $path^ `]`)? `>`";
  let genVerifyDecl = 1;
}

def SNN_PortAttr : SNN_Attr<"Port", "port"> {
  let summary = "an input or output of a compiled model";
  let description = [{
    Name (a C identifier), the tensor of one step, and for an output how it is
    reduced over the steps after burn-in; `element` is what the application's array
    holds, whose steps are whole bytes. Bits are of spikes alone, and so is an output
    of u8.
  }];
  let parameters = (ins StringRefParameter<>:$name, "::mlir::RankedTensorType":$type,
                        DefaultValuedParameter<"::mlir::snn::Reduce", "::mlir::snn::Reduce::None">:$reduce,
                        DefaultValuedParameter<"::mlir::snn::Element", "::mlir::snn::Element::F32">:$element);
  let assemblyFormat = "`<` $name `,` $type (`,` $reduce^)? (`as` $element^)? `>`";
  let extraClassDeclaration = [{
    /// The application's array, as code sees it: [sample, step, unit].
    ::mlir::MemRefType getSequenceType();
  }];
}

def SNN_QueueAttr : SNN_Attr<"Queue", "queue", [DeclareAttrInterfaceMethods<VerifiableTensorEncoding>]> {
  let summary = "marks a tensor as the delay queue that it is";
  let description = [{
    The encoding of the type of a queue: `tensor<5x20xf32, #snn.queue>` holds the last
    5 values of a signal, the oldest first. In memory it is a ring (docs/ABI.md): only
    `snn.queue_read`, `snn.queue_push` and `snn.queue_fill` know where which value lies.
  }];
}

def SNN_SlotAttr : SNN_Attr<"Slot", "slot"> {
  let summary = "a state array of a compiled model";
  let description = [{
    `type` is the array's logical type; it says whether the array is a queue.
    `offset` is in bytes from the start of the state, and so is `head`, where a queue
    keeps the number of its oldest slot; both are -1 until `snn-layout-state` has
    decided them.
  }];
  let parameters = (ins StringRefParameter<>:$name, "::mlir::RankedTensorType":$type,
                        DefaultValuedParameter<"int64_t", "-1">:$offset,
                        DefaultValuedParameter<"int64_t", "-1">:$head);
  let assemblyFormat = "`<` $name `,` $type (`offset` `=` $offset^)? (`head` `=` $head^)? `>`";
}

/// A parameter of a neuron: one number for the layer, or the symbol of a tensor.
def SNN_ParamAttr : AnyAttrOf<[F32Attr, FlatSymbolRefAttr],
                              "an f32 number or the symbol of an snn.param">;
/// What a state starts from.
def SNN_InitAttr : AnyAttrOf<[F32Attr, FlatSymbolRefAttr, SNN_DrawAttr],
                             "an f32 number, the symbol of an snn.param or a #snn.draw">;
def SNN_InitArrayAttr : TypedArrayAttrBase<SNN_InitAttr, "array of initial values">;
def SNN_ParamArrayAttr : TypedArrayAttrBase<SNN_ParamAttr, "array of parameters">;

#endif // SNN_ATTRS_TD
