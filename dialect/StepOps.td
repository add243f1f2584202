// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Level 2: one step of the network, its scan over time, groups and kernels.

#ifndef SNN_STEP_OPS_TD
#define SNN_STEP_OPS_TD

include "dialect/NetworkOps.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"

/// [sample, block, position, pitch]
def SNN_Buffer : MemRefRankOf<[F32, I8], [4]>;
/// The application's array: [sample, step, unit], floats or bytes.
def SNN_Sequence : MemRefRankOf<[F32, I8], [3]>;

def NeuronOp : SNN_Op<"neuron", [Pure, IsolatedFromAbove, SingleBlock, AttrSizedOperandSegments,
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

def MapOp : SNN_Op<"map", [Pure, IsolatedFromAbove, SingleBlock,
    DeclareOpInterfaceMethods<PointwiseOpInterface>,
    DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "scalar equations without a state";
  let description = [{
    As `snn.neuron`, for layers without a state: activations, sums, factors.

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
                       OptionalAttr<FlatSymbolRefArrayAttr>:$params);
  let results = (outs Variadic<SNN_Tensor>:$outputs);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $layer (`ins` `(` $inputs^ `:` type($inputs) `)`)? (`params` $params^)?
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

def QueueReadOp : SNN_Op<"queue_read", [Pure]> {
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

def QueuePushOp : SNN_Op<"queue_push", [Pure, AllTypesMatch<["queue", "result"]>]> {
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

def QueueFillOp : SNN_Op<"queue_fill", [Pure]> {
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

def ModelOp : SNN_Op<"model", [Symbol, DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "what the compiled model offers: inputs, outputs, state layout";
  let description = [{
    The interface of the functions `<name>.init_state` and `<name>.run`. Made by
    `snn-form-scan`, completed by `snn-layout-state`; the lowering, the header, the
    manifest and the descriptor all read it. Bytes: `carried` of the states, then
    `scratch`, whose last `workspace` bytes any kernel may use while it runs; before
    them lie the sums of outputs that are reduced to one. `convention` is the network's.

    Example:
    ```mlir
    snn.model @net inputs [#snn.port<"x", tensor<20xf32>>] outputs [#snn.port<"lif", tensor<20xi1>>]
      states [#snn.slot<"lif.v", tensor<20xf32> offset = 0>] carried(128) scratch(64) workspace(64)
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name,
      TypedArrayAttrBase<SNN_PortAttr, "array of ports">:$inputs,
      TypedArrayAttrBase<SNN_PortAttr, "array of ports">:$outputs,
      TypedArrayAttrBase<SNN_SlotAttr, "array of slots">:$states,
      DefaultValuedAttr<I64Attr, "0">:$carried, DefaultValuedAttr<I64Attr, "0">:$scratch,
      DefaultValuedAttr<I64Attr, "0">:$workspace, OptionalAttr<DictionaryAttr>:$convention);
  let assemblyFormat = [{
    $sym_name `inputs` $inputs `outputs` $outputs `states` $states
    (`carried` `(` $carried^ `)`)? (`scratch` `(` $scratch^ `)`)? (`workspace` `(` $workspace^ `)`)?
    (`convention` $convention^)? attr-dict
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// The function that computes the state before the first step, or null.
    ::mlir::func::FuncOp getInitFunction();
    /// The function that runs the model over time, or null.
    ::mlir::func::FuncOp getRunFunction();
    /// Bytes of the sums of all outputs that are one (docs/Semantics.md, N9).
    int64_t getSumBytes();
    /// Where the sum of output number \p output lies in a state, after
    /// `snn-layout-state`; nothing for an output that is no sum.
    std::optional<int64_t> getSumOffset(unsigned output);
    /// The model that \p function belongs to, or null.
    static ModelOp of(::mlir::func::FuncOp function);
  }];
}

def ScanOp : SNN_Op<"scan", [IsolatedFromAbove, SingleBlock, AttrSizedOperandSegments,
    AttrSizedResultSegments]> {
  let summary = "one step's body, repeated over time";
  let description = [{
    As `lax.scan`: the body gets one step of every input and the carried values,
    and yields one step of every output, then the carried values after the step.
    Steps before `burnin` give no output. `reduce` has one entry for each output:
    `none` stacks its steps along a new axis 0. With `tile` n > 1 the groups of the
    body compute n steps before the next group begins (`snn-schedule-time`).

    Example:
    ```mlir
    %ys, %v1 = snn.scan inputs(%xs : tensor<?x2xf32>) init(%v0 : tensor<2xf32>) burnin(%b) reduce [#snn.reduce<none>]
        -> outputs(tensor<?x2xf32>) states(tensor<2xf32>) {
    ^bb0(%x: tensor<2xf32>, %v: tensor<2xf32>):
      snn.yield %v, %x : tensor<2xf32>, tensor<2xf32>
    }
    ```
  }];
  let arguments = (ins Variadic<SNN_Tensor>:$inputs, Variadic<SNN_AnyTensor>:$init, Index:$burnin,
      TypedArrayAttrBase<SNN_ReduceAttr, "array of reductions">:$reduce,
      DefaultValuedAttr<I64Attr, "1">:$tile);
  let results = (outs Variadic<SNN_Tensor>:$outputs, Variadic<SNN_AnyTensor>:$states);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    (`inputs` `(` $inputs^ `:` type($inputs) `)`)? (`init` `(` $init^ `:` type($init) `)`)?
    `burnin` `(` $burnin `)` `reduce` $reduce (`tile` `(` $tile^ `)`)? attr-dict-with-keyword `->`
    `outputs` `(` type($outputs) `)` (`states` `(` type($states)^ `)`)? $body
  }];
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
}

def GroupOp : SNN_Op<"group", [Pure, IsolatedFromAbove, SingleBlock]> {
  let summary = "layers that are computed together";
  let description = [{
    A linear, convolution or other layer that reads its whole input, with the
    pointwise layers that follow. In a tile, a group computes all steps before the
    next one begins; neighbouring groups that are `stepwise` take turns, step by
    step. `slots`, set by `snn-layout-state`, holds the place of each result in the
    state or scratch memory, in bytes.

    Example:
    ```mlir
    %s = snn.group "relu" map ins(%x : tensor<20xf32>) -> (tensor<20xf32>) {
    ^bb0(%a: tensor<20xf32>):
      snn.yield %a : tensor<20xf32>
    }
    ```
  }];
  let arguments = (ins StrAttr:$name, SNN_KernelKind:$kind, Variadic<SNN_AnyTensor>:$inputs,
                       UnitAttr:$stepwise, OptionalAttr<DenseI64ArrayAttr>:$slots);
  let results = (outs Variadic<SNN_AnyTensor>:$outputs);
  let regions = (region SizedRegion<1>:$body);
  let builders = [OpBuilder<(ins "::mlir::TypeRange":$outputs, "::llvm::StringRef":$name,
                                 "KernelKind":$kind, "::mlir::ValueRange":$inputs)>];
  let assemblyFormat = [{
    $name $kind (`stepwise` $stepwise^)? (`ins` `(` $inputs^ `:` type($inputs) `)`)? (`slots` $slots^)?
    attr-dict-with-keyword `->` `(` type($outputs) `)` $body
  }];
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
}

def KernelOp : SNN_Op<"kernel", [IsolatedFromAbove, SingleBlock, AttrSizedOperandSegments]> {
  let summary = "a group of layers, on buffers";
  let description = [{
    The region of a group, for `steps` steps of every sample, with its inputs read
    from `ins` and what it yields written to `outs`. Buffers are [sample, block,
    position, pitch]: a tensor [C, S...] lies in a block as [positions][pitch], channel
    fastest (docs/ABI.md), spikes as bits in bytes. Step k of the kernel is block
    `first` + k of a buffer that has a block for every step of the tile; a state has
    one block; a delay queue has one for each of its slots. `head` holds the number of
    the slot that was the oldest when the tile began: step `first` + k finds the oldest
    so many slots further, after the last the first, and leaves its value there.

    A buffer may be both input and output where the element is read before it is
    written at the same place. `carried` pairs such an input with the output that is
    its value one step later: in between the value may stay in registers.
    `workspace` is memory for values that the kernel needs while it runs.

    A sum of convolutions may have no buffer and go to the application at once: `to` an
    array [sample, row, element] as that of `snn.write`, whose row `row` + k is step k.

    Example:
    ```mlir
    snn.kernel "relu" map first(%t) steps(%k) ins(%a : memref<?x8x1x16xf32>) outs(%b : memref<?x8x1x16xf32>) {
    ^bb0(%x: tensor<2xf32>):
      snn.yield %x : tensor<2xf32>
    }
    ```
  }];
  let arguments = (ins StrAttr:$name, SNN_KernelKind:$kind, Index:$first, Index:$steps,
                       Variadic<SNN_Buffer>:$inputs, Variadic<SNN_Buffer>:$outputs,
                       Optional<MemRefRankOf<[F32], [3]>>:$sequence, Optional<Index>:$row,
                       Optional<MemRefRankOf<[I8], [2]>>:$workspace, Optional<MemRefRankOf<[I32], [2]>>:$head,
                       OptionalAttr<DenseI64ArrayAttr>:$carried);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $name $kind `first` `(` $first `)` `steps` `(` $steps `)`
    (`ins` `(` $inputs^ `:` type($inputs) `)`)? (`outs` `(` $outputs^ `:` type($outputs) `)`)?
    (`to` `(` $sequence^ `row` $row `:` type($sequence) `)`)?
    (`workspace` `(` $workspace^ `:` type($workspace) `)`)? (`head` `(` $head^ `:` type($head) `)`)?
    (`carried` $carried^)? attr-dict-with-keyword $body
  }];
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
}

def ReadOp : SNN_Op<"read"> {
  let summary = "some steps of an input, into a buffer";
  let description = [{
    Copies the rows [`first`, `first` + `steps`) of every sample of `sequence`
    [sample, step, element] (row-major, as the application gives them) into the first
    blocks of a buffer of the layout of `type` (see `snn.kernel`). Where `type` is of
    spikes, what is not zero is one. `as` says what the array holds: floats, bytes, or
    bits, of which a step has whole bytes.

    Example:
    ```mlir
    snn.read %xs first(%t) steps(%k) into %x type(tensor<20xf32>) : memref<?x?x20xf32>, memref<?x8x1x32xf32>
    ```
  }];
  let arguments = (ins SNN_Sequence:$sequence, Index:$first, Index:$steps,
                       SNN_Buffer:$buffer, TypeAttr:$type,
                       DefaultValuedAttr<SNN_Element, "::mlir::snn::Element::F32">:$element);
  let assemblyFormat = [{
    $sequence (`as` $element^)? `first` `(` $first `)` `steps` `(` $steps `)` `into` $buffer
    `type` `(` $type `)` attr-dict `:` type($sequence) `,` type($buffer)
  }];
  let hasVerifier = 1;
}

def DrawOp : SNN_Op<"draw"> {
  let summary = "drawn values, into a buffer";
  let description = [{
    What `snn.random` computes, into the first block of every sample of a buffer of
    the layout of `type` (see `snn.kernel`): the same for all.

    Example:
    ```mlir
    snn.draw <normal, 0.0 : f32, 1.0 : f32, key [1]> key(%key) into %v type(tensor<20xf32>) : memref<2xi32>, memref<?x1x1x32xf32>
    ```
  }];
  let arguments = (ins SNN_DrawAttr:$draw, MemRefRankOf<[I32], [1]>:$key, SNN_Buffer:$buffer, TypeAttr:$type);
  let assemblyFormat = [{
    $draw `key` `(` $key `)` `into` $buffer `type` `(` $type `)` attr-dict `:` type($key) `,` type($buffer)
  }];
  let hasVerifier = 1;
}

def WriteOp : SNN_Op<"write"> {
  let summary = "some steps of an output, to the application";
  let description = [{
    Gives out the first `steps` blocks of a buffer of the layout of `type`, which are
    the steps [`first`, `first` + `steps`) of a run of `of` steps, for every sample.
    Steps before `burnin` are dropped. Step t is stored as row t - `burnin` of
    `sequence` [sample, row, element], row-major, of what `as` says (see `snn.read`); or,
    with a reduction, joined with row 0 (docs/Semantics.md, G6), where the first step
    after the burn-in begins a maximum. A sum or a mean goes there after the last step, and before that to
    `sums`: two blocks of floats, of what the sum is so far and of what it lacks (N9),
    zeros before the first step.

    Example:
    ```mlir
    snn.write %y to %ys first(%t) steps(%k) burnin(%b) of(%n) reduce<sum>
      sums(%s : memref<?x2x1x32xf32>) type(tensor<20xi1>) : memref<?x8x1x8xi8>, memref<?x?x20xf32>
    ```
  }];
  let arguments = (ins SNN_Buffer:$buffer, SNN_Sequence:$sequence, Index:$first, Index:$steps,
                       Index:$burnin, Index:$total, Optional<SNN_Buffer>:$sums,
                       DefaultValuedAttr<SNN_ReduceAttr, "::mlir::snn::Reduce::None">:$reduce, TypeAttr:$type,
                       DefaultValuedAttr<SNN_Element, "::mlir::snn::Element::F32">:$element);
  let assemblyFormat = [{
    $buffer `to` $sequence (`as` $element^)? `first` `(` $first `)` `steps` `(` $steps `)` `burnin` `(` $burnin `)`
    `of` `(` $total `)` (`reduce` `` $reduce^)? (`sums` `(` $sums^ `:` type($sums) `)`)?
    `type` `(` $type `)` attr-dict `:` type($buffer) `,` type($sequence)
  }];
  let hasVerifier = 1;
}

#endif // SNN_STEP_OPS_TD
