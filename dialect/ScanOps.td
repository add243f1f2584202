// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Level 2, the frame: the model's interface, its scan over time, groups.

#ifndef SNN_SCAN_OPS_TD
#define SNN_SCAN_OPS_TD

include "dialect/NetworkOps.td"

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

#endif // SNN_SCAN_OPS_TD
