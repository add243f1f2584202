// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Level 2, what a step computes: the few operations that all layers become.

#ifndef SNN_PRIMITIVE_OPS_TD
#define SNN_PRIMITIVE_OPS_TD

include "dialect/NetworkOps.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"

/// An operation of a step. Whatever it needs to be computed, or to be derived,
/// is said through its interface.
class SNN_PrimitiveOp<string mnemonic, list<string> methods = [], list<Trait> traits = []>
    : SNN_Op<mnemonic, !listconcat([Pure, DeclareOpInterfaceMethods<StepOpInterface, methods>], traits)>;

//===----------------------------------------------------------------------===//
// Sums over inputs
//===----------------------------------------------------------------------===//

/// What a layer's sum over its inputs becomes: of one source, with its padding
/// in numbers.
class SNN_WeightedSumOp<string mnemonic, dag own, string ownFormat>
    : SNN_PrimitiveOp<mnemonic, ["getAccess", "getKernelKind", "planWorkspace"],
          [WeightedSumOpInterface, DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let arguments = !con((ins StrAttr:$layer, SNN_Tensor:$source, Optional<SNN_FloatTensor>:$init,
      FlatSymbolRefAttr:$weight, OptionalAttr<FlatSymbolRefAttr>:$bias), own,
      (ins DefaultValuedAttr<I64Attr, "0">:$offset, OptionalAttr<F64Attr>:$density,
       OptionalAttr<F64Attr>:$crossover));
  let results = (outs SNN_FloatTensor:$result);
  let assemblyFormat = !strconcat("$layer `(` $source `)` (`init` `(` $init^ `:` type($init) `)`)?",
      " `weight` `(` $weight `)` (`bias` `(` $bias^ `)`)? ", ownFormat,
      " (`offset` `(` $offset^ `)`)? (`density` `(` $density^ `)`)? (`crossover` `(` $crossover^ `)`)?",
      " attr-dict `:` functional-type($source, $result)");
  let extraClassDeclaration = "bool isOneSum();";
  let hasVerifier = 1;
}

def MatvecOp : SNN_WeightedSumOp<"matvec", (ins), ""> {
  let summary = "a matrix times a vector, or a part of such a sum";
  let description = [{
    y[o] = b + sum over j of weight[o, offset + j] x[j], in ascending j, one fused
    multiply-add a term (docs/Semantics.md, N1). b is bias[o], or init[o], where another
    such sum has ended, or 0. `density` is the part of the input that is not zero, as a
    profile has found it. From the part `crossover` on, a kernel multiplies all of the
    input, instead of skipping what is zero; without one it always skips
    (`snn-schedule-time` decides).

    Example:
    ```mlir
    %y = snn.matvec "fc" (%x) weight(@fc.weight) bias(@fc.bias) : (tensor<30xf32>) -> tensor<20xf32>
    ```
  }];
}

def ConvolveOp : SNN_WeightedSumOp<"convolve",
    (ins DenseI64ArrayAttr:$stride, DenseI64ArrayAttr:$padding, DenseI64ArrayAttr:$dilation,
         OptionalAttr<DenseI64ArrayAttr>:$spread, I64Attr:$groups),
    "`stride` $stride `padding` $padding `dilation` $dilation (`spread` $spread^)? `groups` `(` $groups `)`"> {
  let summary = "a convolution over [channel, space...], or a part of such a sum";
  let description = [{
    y[o, p] = b + sum over k, c of weight[o, c, k] x[c, p stride + k dilation - padding],
    in row-major order of the kernel position k, then of the channel c, one fused
    multiply-add a term; positions outside the input are zero (docs/Semantics.md,
    N2). The weight is [out, in / groups, kernel...]; `padding` holds a pair
    (before, after) for each axis. With `spread` the elements of the input stand so far
    apart, with zeros between. `init`, `offset` (in input channels), `density` and
    `crossover` are as for `snn.matvec`.

    Example:
    ```mlir
    %y = snn.convolve "conv" (%x) weight(@conv.weight) stride [2, 2] padding [1, 1, 1, 1] dilation [1, 1] groups(1) : (tensor<2x32x32xi1>) -> tensor<16x16x16xf32>
    ```
  }];
}

//===----------------------------------------------------------------------===//
// Windows, numbers over a layer
//===----------------------------------------------------------------------===//

def WindowReduceOp : SNN_PrimitiveOp<"window_reduce", ["getKernelKind"]> {
  let summary = "the elements of windows joined, channel by channel";
  let description = [{
    For each channel and each window of the axes of space: the sum of its elements in
    row-major order, that sum divided by the window's size (`mean`), or the maximum
    (docs/Semantics.md, N4). The window number w on an axis has `kernel` elements from
    w `stride` - `before` on; of those outside the input, a sum takes none, a mean only
    the number, a maximum minus infinity. With `longer`, the first windows of an axis,
    so many, have one element more, and what follows lies so much further. The maximum
    of spikes is a spike, where every window meets the input.

    Example:
    ```mlir
    %y = snn.window_reduce "pool" max (%x) kernel [2, 2] stride [2, 2] before [0, 0] : (tensor<8x16x16xi1>) -> tensor<8x8x8xi1>
    ```
  }];
  let arguments = (ins StrAttr:$layer, SNN_WindowJoin:$join, SNN_Tensor:$source, DenseI64ArrayAttr:$kernel,
      DenseI64ArrayAttr:$stride, DenseI64ArrayAttr:$before, OptionalAttr<DenseI64ArrayAttr>:$longer);
  let results = (outs SNN_Tensor:$result);
  let assemblyFormat = [{
    $layer $join `(` $source `)` `kernel` $kernel `stride` $stride `before` $before (`longer` $longer^)?
    attr-dict `:` functional-type($source, $result)
  }];
  let hasVerifier = 1;
}

def ReduceOp : SNN_PrimitiveOp<"reduce", ["getAccess", "canFollow", "startsPass", "planWorkspace"],
    [IsolatedFromAbove, SingleBlock]> {
  let summary = "one number over a layer, or over each group of its channels";
  let description = [{
    Begins with 0 (`sum`) or minus infinity (`max`) in each of 16 partial results. The
    first region joins an element to one: its arguments are what is joined so far, the
    element of `source` and, of each of `numbers`, which other reductions of the same
    groups have given, the number of the element's group. Partial results are added, or
    the larger one is taken, in the order of docs/Semantics.md, N3; the second region makes
    the number of what is joined. Every element of the result is its group's number.

    `groups` groups of successive channels have a number each.

    Example:
    ```mlir
    %m = snn.reduce "norm" sum (%x) : (tensor<20xf32>) -> tensor<20xf32> {
    ^bb0(%joined: f32, %element: f32):
      %s = arith.addf %joined, %element : f32
      snn.yield %s : f32
    } finish {
    ^bb0(%joined: f32):
      %n = arith.constant 20.0 : f32
      %mean = arith.divf %joined, %n : f32
      snn.yield %mean : f32
    }
    ```
  }];
  let arguments = (ins StrAttr:$layer, SNN_Join:$join, SNN_Tensor:$source, Variadic<SNN_FloatTensor>:$numbers,
                       DefaultValuedAttr<I64Attr, "1">:$groups);
  let results = (outs SNN_FloatTensor:$result);
  let regions = (region SizedRegion<1>:$element, SizedRegion<1>:$finish);
  let assemblyFormat = [{
    $layer $join `(` $source `)` (`numbers` `(` $numbers^ `)`)? (`groups` `(` $groups^ `)`)?
    attr-dict-with-keyword `:` functional-type(operands, $result) $element `finish` $finish
  }];
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Copies
//===----------------------------------------------------------------------===//

def CopyOp : SNN_PrimitiveOp<"copy", ["getKernelKind", "givesPanels"]> {
  let summary = "elements in other places";
  let description = [{
    `concat`: the sources joined along axis 0; spikes joined with other values become 0.0
    and 1.0. `reshape`: the elements of the one source in the same row-major order; with
    `columns`, it is first taken for a matrix with so many columns and transposed. `pad`:
    before and behind each axis of space as many of the source's own elements as
    `padding`, a pair an axis, says, by `mode` (docs/Semantics.md, N8).

    Example:
    ```mlir
    %y = snn.copy "fc" concat (%a, %b) : (tensor<20xi1>, tensor<10xi1>) -> tensor<30xi1>
    %z = snn.copy "fc" reshape (%w) columns(3) : (tensor<5x3xf32>) -> tensor<3x5xf32>
    %p = snn.copy "conv" pad (%x) padding [1, 1, 0, 2] mode(circular) : (tensor<2x4x4xi1>) -> tensor<2x6x6xi1>
    ```
  }];
  let arguments = (ins StrAttr:$layer, SNN_CopyKind:$kind, Variadic<SNN_Tensor>:$sources,
      OptionalAttr<I64Attr>:$columns, OptionalAttr<DenseI64ArrayAttr>:$padding, OptionalAttr<SNN_PadMode>:$mode);
  let results = (outs SNN_Tensor:$result);
  let assemblyFormat = [{
    $layer $kind `(` $sources `)` (`columns` `(` $columns^ `)`)? (`padding` $padding^)? (`mode` `(` $mode^ `)`)?
    attr-dict `:` functional-type($sources, $result)
  }];
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Equations
//===----------------------------------------------------------------------===//

def NeuronOp : SNN_PrimitiveOp<"neuron", ["getAccess", "canFollow"],
    [IsolatedFromAbove, SingleBlock, AttrSizedOperandSegments,
     DeclareOpInterfaceMethods<PointwiseOpInterface>,
     DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "a neuron model: scalar equations of inputs and states";
  let description = [{
    Applies its region at every neuron. Block arguments are the inputs, the
    states and the parameters of that neuron, in this order; the results are what
    the region yields, among them the states after the step. The region holds
    `arith` and `math` operations on f32 and i1 (`dialect/ScalarOps.cpp` has the list),
    `snn.spike` and `snn.stop_gradient`, and no other.

    Example:
    ```mlir
    %s, %v1 = snn.neuron "lif" ins(%x : tensor<20xf32>) states(%v : tensor<20xf32>) -> (tensor<20xi1>, tensor<20xf32>) {
    ^bb0(%xs: f32, %vs: f32):
      %a = arith.constant 0.9 : f32
      %v0 = math.fma %a, %vs, %xs : f32
      %th = arith.constant 1.0 : f32
      %u = arith.subf %v0, %th : f32
      %z = snn.spike %u surrogate<superspike, 10.0 : f32> : f32
      snn.yield %z, %v0 : i1, f32
    }
    ```
  }];
  let arguments = (ins StrAttr:$layer, Variadic<SNN_Tensor>:$inputs, Variadic<SNN_Tensor>:$states,
                       OptionalAttr<FlatSymbolRefArrayAttr>:$params);
  let results = (outs Variadic<SNN_Tensor>:$outputs);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $layer (`ins` `(` $inputs^ `:` type($inputs) `)`)? (`states` `(` $states^ `:` type($states) `)`)?
    (`params` $params^)? attr-dict-with-keyword `->` `(` type($outputs) `)` $body
  }];
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
}

def MapOp : SNN_PrimitiveOp<"map", ["getAccess", "canFollow"],
    [IsolatedFromAbove, SingleBlock,
     DeclareOpInterfaceMethods<PointwiseOpInterface, ["isChannelwise"]>,
     DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "scalar equations without a state";
  let description = [{
    As `snn.neuron`, for layers without a state: activations, sums, factors, and what
    norms do element by element. Parameters that are `channelwise` have one value for
    each channel.

    Example:
    ```mlir
    %y = snn.map "relu" ins(%x : tensor<20xf32>) -> (tensor<20xf32>) {
    ^bb0(%xs: f32):
      %zero = arith.constant 0.0 : f32
      %r = arith.maximumf %xs, %zero : f32
      snn.yield %r : f32
    }
    ```
  }];
  let arguments = (ins StrAttr:$layer, Variadic<SNN_Tensor>:$inputs,
                       OptionalAttr<FlatSymbolRefArrayAttr>:$params, UnitAttr:$channelwise);
  let results = (outs Variadic<SNN_Tensor>:$outputs);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $layer (`ins` `(` $inputs^ `:` type($inputs) `)`)? (`params` $params^ (`channelwise` $channelwise^)?)?
    attr-dict-with-keyword `->` `(` type($outputs) `)` $body
  }];
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
}

def SpikeOp : SNN_Op<"spike", [Pure]> {
  let summary = "1 where u >= 0";
  let description = [{
    The Heaviside function, with the surrogate derivative that training uses in
    its place. NaN does not spike.

    Example:
    ```mlir
    %s = snn.spike %u surrogate<superspike, 10.0 : f32> : f32
    ```
  }];
  let arguments = (ins F32:$potential, OptionalAttr<SNN_SurrogateAttr>:$surrogate);
  let results = (outs I1:$spike);
  let assemblyFormat = "$potential (`surrogate` `` $surrogate^)? attr-dict `:` type($potential)";
}

def StopGradientOp : SNN_Op<"stop_gradient", [Pure, SameOperandsAndResultType]> {
  let summary = "the value, as a constant to the gradient";
  let description = [{
    Example:
    ```mlir
    %d = snn.stop_gradient %s : i1
    ```
  }];
  let arguments = (ins AnyTypeOf<[F32, I1]>:$value);
  let results = (outs AnyTypeOf<[F32, I1]>:$result);
  let assemblyFormat = "$value attr-dict `:` type($value)";
}

def YieldOp : SNN_Op<"yield", [Pure, Terminator, ReturnLike]> {
  let summary = "ends a region and gives its results";
  let description = [{
    Example:
    ```mlir
    snn.yield %s, %v : i1, f32
    ```
  }];
  let arguments = (ins Variadic<AnyType>:$operands);
  let builders = [OpBuilder<(ins), [{ /* nothing to yield */ }]>];
  let assemblyFormat = "($operands^ `:` type($operands))? attr-dict";
}

//===----------------------------------------------------------------------===//
// Delay queues
//===----------------------------------------------------------------------===//

def QueueReadOp : SNN_PrimitiveOp<"queue_read", ["getKernelKind", "givesPanels"]> {
  let summary = "values of a delay queue";
  let description = [{
    The oldest of the n values of a queue: the one that entered n steps before. With
    `each` every element is of its own step, as many before this one as that says: n is
    the oldest, 1 the newest in the queue, 0 the value `now`, of this step. `layer` is
    the layer whose delay it is, if it is one's own.

    Example:
    ```mlir
    %d = snn.queue_read %q : tensor<3x2xi1, #snn.queue> -> tensor<2xi1>
    %e = snn.queue_read "late" %q now(%s : tensor<2xi1>) each(dense<[0, 3]> : tensor<2xi32>) : tensor<3x2xi1, #snn.queue> -> tensor<2xi1>
    ```
  }];
  let arguments = (ins OptionalAttr<StrAttr>:$layer, SNN_QueueTensor:$queue, Optional<SNN_Tensor>:$now,
                       OptionalAttr<I32ElementsAttr>:$each);
  let results = (outs SNN_Tensor:$result);
  let assemblyFormat = [{
    ($layer^)? $queue (`now` `(` $now^ `:` type($now) `)`)? (`each` `(` $each^ `)`)?
    attr-dict `:` type($queue) `->` type($result)
  }];
  let extraClassDeclaration = [{
    /// The least number of steps between a value that is read from the queue and
    /// this step.
    int64_t getShortest();
  }];
  let hasVerifier = 1;
}

def QueuePushOp : SNN_PrimitiveOp<"queue_push", ["getAccess", "getKernelKind", "givesPanels"],
    [AllTypesMatch<["queue", "result"]>]> {
  let summary = "a delay queue one step later";
  let description = [{
    Drops the oldest value and appends `value`: one slot is written, whatever n is. A
    queue changes in place, so whoever reads it comes before.

    Example:
    ```mlir
    %q1 = snn.queue_push %q, %s : tensor<3x20xi1, #snn.queue>, tensor<20xi1>
    ```
  }];
  let arguments = (ins SNN_QueueTensor:$queue, SNN_Tensor:$value);
  let results = (outs SNN_QueueTensor:$result);
  let assemblyFormat = "$queue `,` $value attr-dict `:` type($queue) `,` type($value)";
  let hasVerifier = 1;
}

def QueueFillOp : SNN_PrimitiveOp<"queue_fill", ["getKernelKind", "givesPanels"]> {
  let summary = "a delay queue of one value";
  let description = [{
    All n entries are `value`: a delay by n steps before the first step.

    Example:
    ```mlir
    %q = snn.queue_fill %c : tensor<20xi1> -> tensor<3x20xi1, #snn.queue>
    ```
  }];
  let arguments = (ins SNN_Tensor:$value);
  let results = (outs SNN_QueueTensor:$result);
  let assemblyFormat = "$value attr-dict `:` type($value) `->` type($result)";
  let hasVerifier = 1;
}

#endif // SNN_PRIMITIVE_OPS_TD
