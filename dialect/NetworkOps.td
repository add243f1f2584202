// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Level 1: parameters, the network and one operation a layer. What layers become is
// in PrimitiveOps.td.

#ifndef SNN_NETWORK_OPS_TD
#define SNN_NETWORK_OPS_TD

include "dialect/SNNAttrs.td"
include "dialect/SNNInterfaces.td"
include "mlir/IR/OpAsmInterface.td"
include "mlir/IR/OpBase.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/IR/BuiltinAttributes.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class SNN_Op<string mnemonic, list<Trait> traits = []> : Op<SNN_Dialect, mnemonic, traits>;

/// A signal, and what may be a delay queue as well.
def SNN_AnyTensor : TensorOf<[F32, I1]>;
def SNN_Tensor : Type<And<[SNN_AnyTensor.predicate, CPred<"!::mlir::snn::isQueue($_self)">]>,
                      SNN_AnyTensor.summary, "::mlir::TensorType">;
def SNN_QueueTensor : Type<And<[SNN_AnyTensor.predicate, CPred<"::mlir::snn::isQueue($_self)">]>,
                           "queue of 32-bit float or 1-bit signless integer values", "::mlir::RankedTensorType">;
def SNN_FloatTensor : TensorOf<[F32]>;
def SNN_SpikeTensor : TensorOf<[I1]>;

def ParamOp : SNN_Op<"param", [Symbol]> {
  let summary = "a trained parameter of the model";
  let description = [{
    A constant tensor of f32 under a name. The data are a `dense_resource` and
    never decimal text, so printing a network does not print its weights.

    Example:
    ```mlir
    snn.param @fc.bias : tensor<2xf32> = dense<[0.5, 1.0]>
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, TypeAttrOf<SNN_FloatTensor>:$type, ElementsAttr:$value);
  let assemblyFormat = "$sym_name `:` custom<TypedElements>($type, $value) attr-dict";
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// The values, row-major.
    std::vector<float> getData();
    /// The same without a copy where the data lie somewhere as they are; else
    /// in \p copy.
    ::llvm::ArrayRef<float> getData(std::vector<float> &copy);
    /// The parameter that \p symbol names in the module around \p user, or null.
    static ParamOp lookup(::mlir::Operation *user, ::mlir::FlatSymbolRefAttr symbol);
  }];
}

def NetworkOp : SNN_Op<"network", [Symbol, IsolatedFromAbove, NoTerminator, SingleBlock,
    DeclareOpInterfaceMethods<RegionKindInterface>]> {
  let summary = "a network of layers with implicit time";
  let description = [{
    A graph region with one operation a layer, in the order of the model. What an
    edge between two layers reads at step t depends on `forward`
    (docs/Semantics.md, G2 and G3):

    - `default`: out(t) of an earlier layer, out(t-1) of the layer itself or of a
      later one;
    - `delayed`: out(t-1) of any layer;
    - `resolved`: out(t). All delays are explicit, and every cycle has one.

    `record` names states (`layer.state`) whose trajectories become outputs.
    `convention` says what a model that comes from NIR was read by (docs/NIR.md).

    Example:
    ```mlir
    snn.network @chain forward(default) {
      %x = snn.input "x" : tensor<20xf32>
      %y = snn.linear "fc" (%x) weight(@fc.weight) : (tensor<20xf32>) -> tensor<4xf32>
      snn.output "fc" %y : tensor<4xf32>
    }
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, SNN_Forward:$forward,
                       OptionalAttr<StrArrayAttr>:$record,
                       OptionalAttr<DictionaryAttr>:$convention);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $sym_name `forward` `(` $forward `)` (`record` $record^)? (`convention` $convention^)?
    attr-dict-with-keyword $body
  }];
  let hasRegionVerifier = 1;
}

def InputOp : SNN_Op<"input", [HasParent<"NetworkOp">]> {
  let summary = "an external input";
  let description = [{
    One tensor a step from outside, never delayed. An input of i1 promises that
    only 0 and 1 come in. `as` says what the application's array holds.

    Example:
    ```mlir
    %x = snn.input "x" : tensor<12xf32>
    ```
  }];
  let arguments = (ins StrAttr:$name, DefaultValuedAttr<SNN_Element, "::mlir::snn::Element::F32">:$element);
  let results = (outs SNN_Tensor:$result);
  let assemblyFormat = "$name (`as` $element^)? attr-dict `:` type($result)";
}

def OutputOp : SNN_Op<"output", [HasParent<"NetworkOp">]> {
  let summary = "an output of the network";
  let description = [{
    The value is given out at every step after burn-in, or reduced over those
    steps (docs/Semantics.md, G6). `as` says what the application's array holds.

    Example:
    ```mlir
    snn.output "class" %y reduce<sum> : tensor<9xf32>
    ```
  }];
  let arguments = (ins StrAttr:$name, SNN_Tensor:$value,
                       DefaultValuedAttr<SNN_ReduceAttr, "::mlir::snn::Reduce::None">:$reduce,
                       DefaultValuedAttr<SNN_Element, "::mlir::snn::Element::F32">:$element);
  let assemblyFormat = "$name $value (`reduce` `` $reduce^)? (`as` $element^)? attr-dict `:` type($value)";
}

def DelayOp : SNN_Op<"delay", [Pure]> {
  let summary = "the value of some steps before";
  let description = [{
    out(t) = value(t - steps), and `init` while t < steps (zeros where it is left
    out): a chain of registers, as in synchronous dataflow. A state of a neuron is
    the delay by one step of the neuron's own result. `init` may only depend on
    constants and parameters. `name` is the state's name in the compiled model.

    In a resolved network, `each` may say a delay for each element, of which `steps`
    is the longest: a layer's, see `snn.delay_line`.

    Example:
    ```mlir
    %d = snn.delay %v init(%zero : tensor<20xf32>) steps(1) name("lif.v") : tensor<20xf32> -> tensor<20xf32>
    %e = snn.delay %s steps(5) each(dense<[0, 5, 2]> : tensor<3xi32>) name("late.past") : tensor<3xi1> -> tensor<3xi1>
    ```
  }];
  let arguments = (ins SNN_Tensor:$value, Optional<SNN_Tensor>:$init, I64Attr:$steps,
                       OptionalAttr<I32ElementsAttr>:$each, OptionalAttr<StrAttr>:$name);
  let results = (outs SNN_Tensor:$result);
  let assemblyFormat = [{
    $value (`init` `(` $init^ `:` type($init) `)`)? `steps` `(` $steps `)` (`each` `(` $each^ `)`)?
    (`name` `(` $name^ `)`)? attr-dict `:` type($value) `->` type($result)
  }];
  let builders = [OpBuilder<(ins "::mlir::Type":$result, "::mlir::Value":$value, "::mlir::Value":$init,
                                 "uint64_t":$steps, "::mlir::StringAttr":$name)>];
  let extraClassDeclaration = [{
    /// Whether an element of the result is one of the same step's value.
    bool readsNow();
  }];
  let hasVerifier = 1;
  let hasFolder = 1;
}

def RandomOp : SNN_Op<"random", [Pure,
    DeclareOpInterfaceMethods<StepOpInterface, ["getKernelKind", "givesPanels"]>]> {
  let summary = "what a state starts from, drawn from the model's key";
  let description = [{
    The initial value of an `snn.delay`: element k in row-major order is drawn with
    the counter k (docs/Semantics.md, R1 to R4). The key is that of the compiled
    model's `init_state`.

    Example:
    ```mlir
    %v0 = snn.random <uniform, 0.0 : f32, 1.0 : f32, key [2, 0]> : tensor<20xf32>
    ```
  }];
  let arguments = (ins SNN_DrawAttr:$draw);
  let results = (outs StaticShapeTensorOf<[F32]>:$result);
  let assemblyFormat = "$draw attr-dict `:` type($result)";
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

class SNN_LayerOp<string mnemonic, list<string> interfaceMethods = [], list<Trait> traits = []>
    : SNN_Op<mnemonic, !listconcat([Pure, DeclareOpInterfaceMethods<LayerOpInterface,
             !listconcat(["inferLayerType"], interfaceMethods)>,
             DeclareOpInterfaceMethods<SymbolUserOpInterface>], traits)> {
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::verifySymbolUses(::mlir::SymbolTableCollection &) {
      return verifyLayer(*this);
    }
  }];
  dag layerArguments = (ins StrAttr:$layer, Variadic<SNN_Tensor>:$sources,
      DefaultValuedAttr<SNN_Merge, "::mlir::snn::Merge::Concat">:$merge);
  dag ownArguments = (ins);
  let arguments = !con(layerArguments, ownArguments);
  let results = (outs SNN_Tensor:$result);
  string begin = "$layer `(` $sources `)` (`merge` `(` $merge^ `)`)?";
  string end = "attr-dict `:` functional-type($sources, $result)";
  string own = "";
  let assemblyFormat = !strconcat(begin, " ", own, " ", end);
}

def LinearOp : SNN_LayerOp<"linear", [], [AttrSizedOperandSegments, WeightedSumOpInterface]> {
  let summary = "a matrix times the input, plus a bias";
  let description = [{
    y[o] = bias[o] + sum over j of weight[o, offset + j] x[j], in ascending j, one
    fused multiply-add a term (docs/Semantics.md, N1). Of a tensor with several axes
    each vector along the last one is such an x. With `init` the sum
    starts from that value and there is no bias: a layer with several sources is a
    chain of these, each reading its columns of the weight from `offset`. `density`
    is the part of the input that is not zero, as a profile has found it. From the
    part `crossover` on, a kernel multiplies all of the input, instead of skipping
    what is zero; without one it always skips (`snn-schedule-time` decides).

    Example:
    ```mlir
    %y = snn.linear "fc" (%x) weight(@fc.weight) bias(@fc.bias) : (tensor<30xf32>) -> tensor<20xf32>
    ```
  }];
  let ownArguments = (ins Optional<SNN_FloatTensor>:$init, FlatSymbolRefAttr:$weight,
      OptionalAttr<FlatSymbolRefAttr>:$bias, DefaultValuedAttr<I64Attr, "0">:$offset,
      OptionalAttr<F64Attr>:$density, OptionalAttr<F64Attr>:$crossover);
  let own = [{
    (`init` `(` $init^ `:` type($init) `)`)? `weight` `(` $weight `)`
    (`bias` `(` $bias^ `)`)? (`offset` `(` $offset^ `)`)?
    (`density` `(` $density^ `)`)? (`crossover` `(` $crossover^ `)`)?
  }];
  let extraClassDeclaration = "bool isOneSum();";
  let hasVerifier = 1;
}

def ConvOp : SNN_LayerOp<"conv", [], [AttrSizedOperandSegments, WeightedSumOpInterface]> {
  let summary = "a convolution over [channel, space...]";
  let description = [{
    y[o, p] = bias[o] + sum over k, c of weight[o, c, k] x[c, p stride + k dilation - padding],
    in row-major order of the kernel position k, then of the channel c, one fused
    multiply-add a term; positions outside the input are zero (docs/Semantics.md,
    N2). The weight is [out, in / groups, kernel...]; `padding` holds a pair
    (before, after) for each axis. With `same` it is what makes ceil(size / stride)
    outputs, the odd one behind the input (`upper`) or before it (`lower`), and
    `snn-infer-shapes` writes it down. With a `mode` the padding is
    no zeros but other elements of the input (N8). With `spread` the elements of the input stand
    so far apart, with zeros between: a transposed convolution has its stride there.
    `init`, `offset` (in input channels), `density` and `crossover` are as for
    `snn.linear`.

    Example:
    ```mlir
    %y = snn.conv "conv" (%x) weight(@conv.weight) stride [2, 2] padding [1, 1, 1, 1] dilation [1, 1] groups(1) : (tensor<2x32x32xi1>) -> tensor<16x16x16xf32>
    ```
  }];
  let ownArguments = (ins Optional<SNN_FloatTensor>:$init, FlatSymbolRefAttr:$weight,
      OptionalAttr<FlatSymbolRefAttr>:$bias, DenseI64ArrayAttr:$stride, DenseI64ArrayAttr:$padding,
      DenseI64ArrayAttr:$dilation, OptionalAttr<DenseI64ArrayAttr>:$spread, I64Attr:$groups,
      DefaultValuedAttr<I64Attr, "0">:$offset, OptionalAttr<SNN_Same>:$same,
      OptionalAttr<SNN_PadMode>:$mode, OptionalAttr<F64Attr>:$density, OptionalAttr<F64Attr>:$crossover);
  let own = [{
    (`init` `(` $init^ `:` type($init) `)`)? `weight` `(` $weight `)`
    (`bias` `(` $bias^ `)`)? `stride` $stride `padding` $padding `dilation` $dilation
    (`spread` $spread^)? `groups` `(` $groups `)` (`offset` `(` $offset^ `)`)? (`same` `(` $same^ `)`)?
    (`mode` `(` $mode^ `)`)? (`density` `(` $density^ `)`)? (`crossover` `(` $crossover^ `)`)?
  }];
  let extraClassDeclaration = [{
    bool isOneSum();
    /// The padding on an input of this type: as written, or by `same`.
    ::llvm::SmallVector<int64_t> getPaddingOn(::mlir::RankedTensorType input);
  }];
  let hasVerifier = 1;
}

/// Norms keep to one way of writing their parameters: weight and bias, both where
/// given, then what each has of its own.
class SNN_NormOp<string mnemonic> : SNN_LayerOp<mnemonic> {
  dag affine = (ins OptionalAttr<FlatSymbolRefAttr>:$weight, OptionalAttr<FlatSymbolRefAttr>:$bias,
      F32Attr:$eps);
  let ownArguments = affine;
  string ownAffine = "(`weight` `(` $weight^ `)`)? (`bias` `(` $bias^ `)`)? `eps` `(` $eps `)`";
  let own = ownAffine;
}

/// A norm over the whole input, which has the shape `shape` where given.
class SNN_WholeNormOp<string mnemonic> : SNN_NormOp<mnemonic> {
  let ownArguments = !con(affine, (ins OptionalAttr<DenseI64ArrayAttr>:$shape));
  let own = !strconcat(ownAffine, " (`shape` $shape^)?");
}

def LayerNormOp : SNN_WholeNormOp<"layer_norm"> {
  let summary = "normalisation over the whole input";
  let description = [{
    y = (x - mean) / sqrt(var + eps), then times `weight` and plus `bias` where
    given; mean and (biased) variance over all elements, in 16 interleaved partial
    sums (docs/Semantics.md, N3).

    Example:
    ```mlir
    %y = snn.layer_norm "norm" (%x) eps(1.0e-5) : (tensor<20xf32>) -> tensor<20xf32>
    ```
  }];
}

def RMSNormOp : SNN_WholeNormOp<"rms_norm"> {
  let summary = "division by the root of the mean square of the whole input";
  let description = [{
    y = x / sqrt(mean of x x + eps), then times `weight` and plus `bias` where given
    (docs/Semantics.md, N3).

    Example:
    ```mlir
    %y = snn.rms_norm "norm" (%x) eps(1.0e-5) : (tensor<20xf32>) -> tensor<20xf32>
    ```
  }];
}

def GroupNormOp : SNN_NormOp<"group_norm"> {
  let summary = "normalisation over groups of channels";
  let description = [{
    As `snn.layer_norm`, over each of `groups` groups of successive channels by itself;
    `weight` and `bias` have one value for each channel (docs/Semantics.md, N3).

    Example:
    ```mlir
    %y = snn.group_norm "norm" (%x) eps(1.0e-5) groups(4) : (tensor<8x5x5xf32>) -> tensor<8x5x5xf32>
    ```
  }];
  let ownArguments = !con(affine, (ins I64Attr:$groups));
  let own = !strconcat(ownAffine, " `groups` `(` $groups `)`");
  let hasVerifier = 1;
}

class SNN_PoolOp<string mnemonic> : SNN_LayerOp<mnemonic> {
  dag windows = (ins DenseI64ArrayAttr:$kernel, DenseI64ArrayAttr:$stride,
      DenseI64ArrayAttr:$padding, UnitAttr:$ceil);
  let ownArguments = windows;
  string ownWindows = "`kernel` $kernel `stride` $stride `padding` $padding (`ceil` $ceil^)?";
  let own = ownWindows;
  let hasVerifier = 1;
}

def AvgPoolOp : SNN_PoolOp<"avg_pool"> {
  let summary = "the mean of a window, channel by channel";
  let description = [{
    The sum of the window in row-major order, divided by the kernel's size;
    padding counts as zeros (docs/Semantics.md, N4). `ceil` adds a window where
    the last one would leave input out.

    Example:
    ```mlir
    %y = snn.avg_pool "pool" (%x) kernel [2, 2] stride [2, 2] padding [0, 0, 0, 0] : (tensor<8x16x16xf32>) -> tensor<8x8x8xf32>
    ```
  }];
}

def SumPoolOp : SNN_PoolOp<"sum_pool"> {
  let summary = "the sum of a window, channel by channel";
  let description = [{
    The sum of the window in row-major order; padding counts as zeros
    (docs/Semantics.md, N4).

    Example:
    ```mlir
    %y = snn.sum_pool "pool" (%x) kernel [2, 2] stride [2, 2] padding [0, 0, 0, 0] : (tensor<8x16x16xi1>) -> tensor<8x8x8xf32>
    ```
  }];
}

def MaxPoolOp : SNN_PoolOp<"max_pool"> {
  let summary = "the maximum of a window, channel by channel";
  let description = [{
    The maximum in row-major order; padding counts as minus infinity. The
    maximum of spikes is a spike, where no window lies in the padding alone.

    Example:
    ```mlir
    %y = snn.max_pool "pool" (%x) kernel [2, 2] stride [2, 2] padding [0, 0, 0, 0] : (tensor<8x16x16xi1>) -> tensor<8x8x8xi1>
    ```
  }];
}

def SpikingMaxPoolOp : SNN_PoolOp<"spiking_max_pool"> {
  let summary = "a spike where the maximum of a window reaches a threshold";
  let description = [{
    H(m - threshold), m as `snn.max_pool` has it, H(u) = 1 for u >= 0 else 0. It has no
    state. `snn-expand-neurons` writes it as a maximum and a pointwise layer.

    Example:
    ```mlir
    %y = snn.spiking_max_pool "pool" (%x) kernel [2, 2] stride [2, 2] padding [0, 0, 0, 0] threshold(1.0 : f32) : (tensor<8x16x16xf32>) -> tensor<8x8x8xi1>
    ```
  }];
  let ownArguments = !con(windows, (ins SNN_ParamAttr:$threshold, OptionalAttr<SNN_SurrogateAttr>:$surrogate));
  let own = !strconcat(ownWindows, " `threshold` `(` $threshold `)` (`surrogate` `` $surrogate^)?");
}

class SNN_AdaptivePoolOp<string mnemonic> : SNN_LayerOp<mnemonic> {
  let ownArguments = (ins DenseI64ArrayAttr:$target);
  let own = "`target` $target";
  let hasVerifier = 1;
}

def AdaptiveAvgPoolOp : SNN_AdaptivePoolOp<"adaptive_avg_pool"> {
  let summary = "means of windows that divide the input among given outputs";
  let description = [{
    An axis of n elements becomes one of t, the `target`: the first n mod t windows have
    n / t + 1 elements, the others n / t. Each output is the sum of its window in
    row-major order, divided by the window's size (docs/Semantics.md, N4).

    Example:
    ```mlir
    %y = snn.adaptive_avg_pool "pool" (%x) target [3, 3] : (tensor<8x7x7xf32>) -> tensor<8x3x3xf32>
    ```
  }];
}

def AdaptiveMaxPoolOp : SNN_AdaptivePoolOp<"adaptive_max_pool"> {
  let summary = "maxima of windows that divide the input among given outputs";
  let description = [{
    The windows of `snn.adaptive_avg_pool`, the maximum of each. The maximum of spikes
    is a spike.

    Example:
    ```mlir
    %y = snn.adaptive_max_pool "pool" (%x) target [3, 3] : (tensor<8x7x7xi1>) -> tensor<8x3x3xi1>
    ```
  }];
}

def FlattenOp : SNN_LayerOp<"flatten"> {
  let summary = "successive axes of the input as one, row-major";
  let description = [{
    The axes from `start` to `end`, which belongs to them, become one; both count
    from the back where they are negative. Unless given, those are all axes.

    Example:
    ```mlir
    %y = snn.flatten "flatten" (%x) : (tensor<8x4x4xi1>) -> tensor<128xi1>
    %z = snn.flatten "space" (%x) start(1) : (tensor<8x4x4xi1>) -> tensor<8x16xi1>
    ```
  }];
  let ownArguments = (ins DefaultValuedAttr<I64Attr, "0">:$start, DefaultValuedAttr<I64Attr, "-1">:$end);
  let own = "(`start` `(` $start^ `)`)? (`end` `(` $end^ `)`)?";
  let hasFolder = 1;
}

def ReshapeOp : SNN_LayerOp<"reshape"> {
  let summary = "the input in another shape, row-major";
  let description = [{
    As many elements in the same row-major order, in the shape `shape`. With `columns` the
    input is first taken for a matrix with so many columns and transposed: a layer along
    the last axis reads its input so, channels first, and gives its output back.

    Example:
    ```mlir
    %y = snn.reshape "image" (%x) shape [2, 4, 4] : (tensor<32xf32>) -> tensor<2x4x4xf32>
    %z = snn.reshape "fc" (%w) shape [3, 5] columns(3) : (tensor<5x3xf32>) -> tensor<3x5xf32>
    ```
  }];
  let ownArguments = (ins DenseI64ArrayAttr:$shape, OptionalAttr<I64Attr>:$columns);
  let own = "`shape` $shape (`columns` `(` $columns^ `)`)?";
  let hasFolder = 1;
}

def PadOp : SNN_LayerOp<"pad"> {
  let summary = "the input with some of its elements around it";
  let description = [{
    Before and behind each axis of space as many elements as `padding`, a pair an axis,
    says, by `mode` (docs/Semantics.md, N8). A convolution with a `mode` reads one.

    Example:
    ```mlir
    %y = snn.pad "conv" (%x) padding [1, 1, 0, 2] mode(circular) : (tensor<2x4x4xi1>) -> tensor<2x6x6xi1>
    ```
  }];
  let ownArguments = (ins DenseI64ArrayAttr:$padding, SNN_PadMode:$mode);
  let own = "`padding` $padding `mode` `(` $mode `)`";
  let hasVerifier = 1;
}

def IdentityOp : SNN_LayerOp<"identity"> {
  let summary = "the input as it is";
  let description = [{
    Example:
    ```mlir
    %y = snn.identity "id" (%x) : (tensor<20xf32>) -> tensor<20xf32>
    ```
  }];
  let hasFolder = 1;
}

def DelayLineOp : SNN_LayerOp<"delay_line", ["hasState"]> {
  let summary = "the input of some steps before, element by element";
  let description = [{
    y(t) = x(t - steps), and zeros before that: one number of steps, or one for each
    element, which broadcast to the input as in NumPy (docs/Semantics.md, M6). The
    layer's own delay is apart from those that edges have. `snn-expand-neurons`
    makes an `snn.delay` of it.

    Example:
    ```mlir
    %y = snn.delay_line "late" (%x) steps(dense<[0, 5, 2]> : tensor<3xi32>) : (tensor<3xi1>) -> tensor<3xi1>
    ```
  }];
  let ownArguments = (ins I32ElementsAttr:$steps);
  let own = "`steps` `(` $steps `)`";
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// The longest delay of an element.
    int64_t getLongest();
    /// The delay of every element of a tensor of \p shape, to which the steps
    /// broadcast.
    ::llvm::SmallVector<int32_t> getStepsOn(::llvm::ArrayRef<int64_t> shape);
  }];
}

def ScaleOp : SNN_LayerOp<"scale"> {
  let summary = "the input times a factor";
  let description = [{
    y = factor x, with one factor or one for each element.

    Example:
    ```mlir
    %y = snn.scale "scale" (%x) factor(2.0 : f32) : (tensor<20xf32>) -> tensor<20xf32>
    ```
  }];
  let ownArguments = (ins SNN_ParamAttr:$factor);
  let own = "`factor` `(` $factor `)`";
  let hasFolder = 1;
}

def LambdaOp : SNN_LayerOp<"lambda"> {
  let summary = "an activation function";
  let description = [{
    `function` at every element, as `jax.nn` defines it (gelu in its tanh form);
    softmax and log_softmax take a vector (docs/Semantics.md, N5).

    Example:
    ```mlir
    %y = snn.lambda "act" (%x) function(relu) : (tensor<20xf32>) -> tensor<20xf32>
    ```
  }];
  let ownArguments = (ins SNN_Function:$function);
  let own = "`function` `(` $function `)`";
}

def ConcatOp : SNN_LayerOp<"concat", ["getLayerMerge", "joinsSources"]> {
  let summary = "several inputs joined along axis 0";
  let description = [{
    What a layer with `merge(concat)` and several sources reads. Spikes joined
    with other values become 0.0 and 1.0.

    Example:
    ```mlir
    %y = snn.concat "fc" (%a, %b) : (tensor<20xi1>, tensor<10xi1>) -> tensor<30xi1>
    ```
  }];
  let hasFolder = 1;
}

def SumOp : SNN_LayerOp<"sum", ["getLayerMerge", "joinsSources"]> {
  let summary = "several inputs of one shape, added";
  let description = [{
    ((a + b) + c) + ..., in the order of the operands.

    Example:
    ```mlir
    %y = snn.sum "lif" (%a, %b) : (tensor<20xf32>, tensor<20xi1>) -> tensor<20xf32>
    ```
  }];
  let hasFolder = 1;
}

def ProductOp : SNN_LayerOp<"product", ["getLayerMerge", "joinsSources"]> {
  let summary = "several inputs of one shape, multiplied";
  let description = [{
    ((a b) c) ..., in the order of the operands.

    Example:
    ```mlir
    %y = snn.product "gate" (%a, %b) : (tensor<20xf32>, tensor<20xi1>) -> tensor<20xf32>
    ```
  }];
  let hasFolder = 1;
}

def EquationsOp : SNN_LayerOp<"equations", ["hasState"], [IsolatedFromAbove, SingleBlock,
    DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmBlockArgumentNames"]>]> {
  let summary = "a layer of neurons, as their equations";
  let description = [{
    One step of every neuron: block arguments are the joined input x (f32), the
    states before the step and the parameters of that neuron; the region yields
    the output and then the states after the step. The region holds `arith` and
    `math` operations on f32 and i1 (`dialect/ScalarOps.cpp` has the list), `snn.spike`
    and `snn.stop_gradient`, and no other (docs/Semantics.md, S0 to S12). `states` names
    the states, with their value before the first step
    where that is not 0; those that are i1 in the region hold spikes. A parameter
    is a tensor that broadcasts to the input's shape, or, where they are `channelwise`, has
    one value for each channel; one that is a number is a constant in the region. `model`
    only says where the equations come from.

    The result is of spikes where the region yields i1, and where it yields x and
    the input is of spikes.

    Example:
    ```mlir
    %s = snn.equations "lif" (%x) model("SimpleLIF") states(v = 0.25 : f32, s) params [@lif.threshold] : (tensor<20xf32>) -> tensor<20xi1> {
    ^bb0(%in: f32, %v: f32, %s0: i1, %threshold: f32):
      %a = arith.constant 0.9 : f32
      %v1 = math.fma %a, %v, %in : f32
      %u = arith.subf %v1, %threshold : f32
      %s1 = snn.spike %u surrogate<superspike, 10.0 : f32> : f32
      %v2 = arith.select %s1, %u, %v1 : f32
      snn.yield %s1, %v2, %s1 : i1, f32, i1
    }
    ```
  }];
  let ownArguments = (ins OptionalAttr<StrAttr>:$model, StrArrayAttr:$states,
      SNN_InitArrayAttr:$inits, OptionalAttr<FlatSymbolRefArrayAttr>:$params,
      UnitAttr:$channelwise);
  let regions = (region SizedRegion<1>:$body);
  let own = [{
    (`model` `(` $model^ `)`)? custom<States>($states, $inits) (`params` $params^ (`channelwise` $channelwise^)?)?
  }];
  let end = "attr-dict-with-keyword `:` functional-type($sources, $result) $body";
  let hasRegionVerifier = 1;
  let extraClassDeclaration = [{
    /// What the layer reads, as the region sees it.
    ::mlir::BlockArgument getInputArgument() { return getBody().getArgument(0); }
    ::mlir::BlockArgument getStateArgument(unsigned index) { return getBody().getArgument(1 + index); }
    /// The values in the region: the layer's output, a state after the step.
    ::mlir::Value getYieldedOutput() { return getBody().front().getTerminator()->getOperand(0); }
    ::mlir::Value getYieldedState(unsigned index) {
      return getBody().front().getTerminator()->getOperand(1 + index);
    }
  }];
  let hasVerifier = 1;
}

#endif // SNN_NETWORK_OPS_TD
