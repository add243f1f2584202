// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef SNN_ENUMS_TD
#define SNN_ENUMS_TD

include "mlir/IR/EnumAttr.td"

class SNN_Enum<string name, string summary, list<I32EnumAttrCase> cases>
    : I32EnumAttr<name, summary, cases> {
  let cppNamespace = "::mlir::snn";
}

def SNN_Forward : SNN_Enum<"Forward", "which step an edge between layers reads", [
  I32EnumAttrCase<"Default", 0, "default">,
  I32EnumAttrCase<"Delayed", 1, "delayed">,
  I32EnumAttrCase<"Resolved", 2, "resolved">
]>;

def SNN_Merge : SNN_Enum<"Merge", "how a layer joins several sources", [
  I32EnumAttrCase<"Concat", 0, "concat">,
  I32EnumAttrCase<"Sum", 1, "sum">,
  I32EnumAttrCase<"Product", 2, "product">
]>;

def SNN_PadMode : SNN_Enum<"PadMode", "what stands in a padding that is not of zeros", [
  I32EnumAttrCase<"Reflect", 0, "reflect">,
  I32EnumAttrCase<"Replicate", 1, "replicate">,
  I32EnumAttrCase<"Circular", 2, "circular">
]>;

def SNN_Same : SNN_Enum<"Same", "padding for as many outputs as a stride allows", [
  I32EnumAttrCase<"Upper", 0, "upper">,
  I32EnumAttrCase<"Lower", 1, "lower">
]>;

def SNN_Element : SNN_Enum<"Element", "what an array in memory holds", [
  I32EnumAttrCase<"F32", 0, "f32">,
  I32EnumAttrCase<"Bits", 1, "bits">,
  I32EnumAttrCase<"U8", 2, "u8">
]>;

def SNN_Reduce : SNN_Enum<"Reduce", "how an output is reduced over the steps", [
  I32EnumAttrCase<"None", 0, "none">,
  I32EnumAttrCase<"Sum", 1, "sum">,
  I32EnumAttrCase<"Mean", 2, "mean">,
  I32EnumAttrCase<"Last", 3, "last">,
  I32EnumAttrCase<"Max", 4, "max">
]> {
  let genSpecializedAttr = 0;
}
/// Of arrays of reductions as well, so an attribute of its own: #snn.reduce<sum>.
def SNN_ReduceAttr : EnumAttr<SNN_Dialect, SNN_Reduce, "reduce"> {
  let assemblyFormat = "`<` $value `>`";
}

def SNN_SurrogateKind : SNN_Enum<"SurrogateKind", "derivative used for a spike", [
  I32EnumAttrCase<"SuperSpike", 0, "superspike">,
  I32EnumAttrCase<"Sigmoid", 1, "sigmoid">,
  I32EnumAttrCase<"Piecewise", 2, "piecewise">
]> {
  let genSpecializedAttr = 0;
}

def SNN_DrawKind : SNN_Enum<"DrawKind", "distribution that values are drawn from", [
  I32EnumAttrCase<"Uniform", 0, "uniform">,
  I32EnumAttrCase<"Normal", 1, "normal">
]> {
  let genSpecializedAttr = 0;
}

def SNN_Function : SNN_Enum<"Function", "activation function of a Lambda layer", [
  I32EnumAttrCase<"Identity", 0, "identity">,
  I32EnumAttrCase<"Relu", 1, "relu">,
  I32EnumAttrCase<"Relu6", 2, "relu6">,
  I32EnumAttrCase<"LeakyRelu", 3, "leaky_relu">,
  I32EnumAttrCase<"Elu", 4, "elu">,
  I32EnumAttrCase<"Tanh", 5, "tanh">,
  I32EnumAttrCase<"Sigmoid", 6, "sigmoid">,
  I32EnumAttrCase<"Softplus", 7, "softplus">,
  I32EnumAttrCase<"Gelu", 8, "gelu">,
  I32EnumAttrCase<"Silu", 9, "silu">,
  I32EnumAttrCase<"Softmax", 10, "softmax">,
  I32EnumAttrCase<"LogSoftmax", 11, "log_softmax">,
  I32EnumAttrCase<"Abs", 12, "abs">,
  I32EnumAttrCase<"Exp", 13, "exp">,
  I32EnumAttrCase<"HardTanh", 14, "hard_tanh">,
  I32EnumAttrCase<"HardSigmoid", 15, "hard_sigmoid">,
  I32EnumAttrCase<"HardSilu", 16, "hard_silu">,
  I32EnumAttrCase<"Selu", 17, "selu">,
  I32EnumAttrCase<"SoftSign", 18, "soft_sign">,
  I32EnumAttrCase<"LogSigmoid", 19, "log_sigmoid">,
  I32EnumAttrCase<"Squareplus", 20, "squareplus">,
  I32EnumAttrCase<"Mish", 21, "mish">,
  I32EnumAttrCase<"SparsePlus", 22, "sparse_plus">,
  I32EnumAttrCase<"SparseSigmoid", 23, "sparse_sigmoid">,
  I32EnumAttrCase<"Square", 24, "square">,
  I32EnumAttrCase<"Sqrt", 25, "sqrt">,
  I32EnumAttrCase<"Sign", 26, "sign">,
  I32EnumAttrCase<"Negative", 27, "negative">,
  I32EnumAttrCase<"Log", 28, "log">,
  I32EnumAttrCase<"Log1p", 29, "log1p">,
  I32EnumAttrCase<"Expm1", 30, "expm1">
]>;

def SNN_KernelKind : SNN_Enum<"KernelKind", "code that computes a group of layers", [
  I32EnumAttrCase<"Map", 0, "map">,
  I32EnumAttrCase<"Linear", 1, "linear">,
  I32EnumAttrCase<"Conv", 2, "conv">,
  I32EnumAttrCase<"GroupedConv", 3, "grouped_conv">,
  I32EnumAttrCase<"Pool", 4, "pool">,
  I32EnumAttrCase<"Copy", 5, "copy">,
  I32EnumAttrCase<"Queue", 6, "queue">,
  I32EnumAttrCase<"Input", 7, "input">,
  I32EnumAttrCase<"Draw", 8, "draw">
]>;

def SNN_Join : SNN_Enum<"Join", "how a reduction joins its partial results", [
  I32EnumAttrCase<"Sum", 0, "sum">,
  I32EnumAttrCase<"Max", 1, "max">
]>;

def SNN_WindowJoin : SNN_Enum<"WindowJoin", "what is made of the elements of a window", [
  I32EnumAttrCase<"Sum", 0, "sum">,
  I32EnumAttrCase<"Mean", 1, "mean">,
  I32EnumAttrCase<"Max", 2, "max">
]>;

def SNN_CopyKind : SNN_Enum<"CopyKind", "where the elements of a copy go", [
  I32EnumAttrCase<"Concat", 0, "concat">,
  I32EnumAttrCase<"Reshape", 1, "reshape">,
  I32EnumAttrCase<"Pad", 2, "pad">
]>;

#endif // SNN_ENUMS_TD
