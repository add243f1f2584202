// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Level 2 on buffers: kernels, and what moves data to and from the application.

#ifndef SNN_KERNEL_OPS_TD
#define SNN_KERNEL_OPS_TD

include "dialect/NetworkOps.td"

/// [sample, block, position, pitch]
def SNN_Buffer : MemRefRankOf<[F32, I8], [4]>;
/// The application's array: [sample, step, unit], floats or bytes.
def SNN_Sequence : MemRefRankOf<[F32, I8], [3]>;

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

#endif // SNN_KERNEL_OPS_TD
