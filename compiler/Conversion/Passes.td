// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Passes from the step level down to the LLVM dialect, in pipeline order.

#ifndef SNN_CONVERSION_PASSES_TD
#define SNN_CONVERSION_PASSES_TD

include "mlir/Pass/PassBase.td"

def ScanToLoops : Pass<"snn-scan-to-loops", "::mlir::ModuleOp"> {
  let summary = "Turn a scan over time into a loop over buffers";
  let description = [{
    `@net.run` becomes a function of the bytes of all samples' states, one array
    [samples, steps, values] for each input and output, the number of steps, the
    burn-in and the number of samples; `@net.init_state` one of the states' bytes, the
    key and the number of samples. Every `snn.group` becomes an `snn.kernel` on views of
    the states at the places that `snn-layout-state` has chosen: one for a whole tile,
    or (groups in a cycle) one in a loop over its steps.

    Before:
    ```mlir
    func.func @net.run(%xs: tensor<?x20xf32>, %v: tensor<20xf32>, %burnin: index) -> (tensor<?x20xf32>, tensor<20xf32>)
    ```
    After:
    ```mlir
    func.func @net.run(%states: memref<?xi8>, %xs: memref<?x?x20xf32>, %ys: memref<?x?x20xf32>, %steps: index, %burnin: index, %samples: index)
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect"];
}

def OutlineKernels : Pass<"snn-outline-kernels", "::mlir::ModuleOp"> {
  let summary = "Give every kernel a function of its own";
  let description = [{
    Moves each `snn.kernel`, `snn.read`, `snn.write` and `snn.draw` to a private function
    that is never inlined, and calls it: a step is a list of calls. LLVM's time grows
    faster than a function does. Arguments are the memory that the kernel works on, from
    the first sample's on, and numbers that are not constants. Memory that none of the
    other arguments overlaps is marked so (`llvm.noalias`).

    Before:
    ```mlir
    func.func @net.run(%states: memref<?xi8>, %n: index) {
      %c64 = arith.constant 64 : index
      %place = memref.view %states[%c64][] : memref<?xi8> to memref<1x1x16xf32>
      %v = memref.reinterpret_cast %place to offset: [0], sizes: [%n, 1, 1, 16], strides: [80, 16, 16, 1] : memref<1x1x16xf32> to memref<?x1x1x16xf32, strided<[80, 16, 16, 1]>>
      snn.kernel "one" map first(%t) steps(%k) outs(%v : memref<?x1x1x16xf32, strided<[80, 16, 16, 1]>>) {
        ...
      }
    }
    ```
    After:
    ```mlir
    func.func @net.run(%states: memref<?xi8>, %n: index) {
      %c64 = arith.constant 64 : index
      %place = memref.view %states[%c64][] : memref<?xi8> to memref<1x1x16xf32>
      call @net.run.one(%t, %k, %place, %n) : (index, index, memref<1x1x16xf32>, index) -> ()
    }
    func.func private @net.run.one(%t: index, %k: index, %place: memref<1x1x16xf32> {llvm.align = 64 : i64, llvm.noalias}, %n: index) {
      %v = memref.reinterpret_cast %place to offset: [0], sizes: [%n, 1, 1, 16], strides: [80, 16, 16, 1] : memref<1x1x16xf32> to memref<?x1x1x16xf32, strided<[80, 16, 16, 1]>>
      snn.kernel "one" map first(%t) steps(%k) outs(%v : memref<?x1x1x16xf32, strided<[80, 16, 16, 1]>>) {
        ...
      }
    }
    ```
  }];
  let statistics = [Statistic<"numFunctions", "functions", "functions made">];
  let dependentDialects = ["::mlir::func::FuncDialect", "::mlir::LLVM::LLVMDialect"];
}

def LowerKernels : Pass<"snn-lower-kernels", "::mlir::ModuleOp"> {
  let summary = "Lower kernels to vector code on packed weights";
  let description = [{
    A kernel computes its layer in panels of up to `max-panel` channels, which
    stay in registers from the sum over inputs through norm and neuron. What is left
    of a layer, or the whole of a narrow one, is a panel of no more registers than
    it needs. Weights are packed once, here, as [panel][input][channel], so that what
    one input adds to a panel is one contiguous row, and take no more memory than
    they are. Inputs that are zero are skipped: a linear
    kernel first lists the others (docs/Semantics.md, N1). Linear and pointwise
    kernels compute all steps of a tile, of one sample after the other, before they
    leave a panel: its weights are near then, and its states in registers. Where
    more than its `crossover` of the inputs of three steps are not zero, a linear
    operation multiplies them with all weights, as a matrix product blocked for
    registers and cache, in a function `sums` that its layers share. A convolution goes through the input that is not zero and
    adds the rows of each element to the outputs that it reaches, or multiplies all of
    it from its `crossover` on (N2). The sums are the same bit for bit.
  }];
  let options = [
    Option<"maxPanel", "max-panel", "int64_t", "64", "most channels of a panel: 16, 32 or 64">,
    Option<"registerLanes", "register-lanes", "int64_t", "16", "floats of a vector register: 4, 8 or 16, or 1 without any">,
    Option<"useFma", "fma", "bool", "true", "whether the target has fused multiply-add">
  ];
  let statistics = [Statistic<"numKernels", "kernels", "kernels lowered">,
                    Statistic<"packedBytes", "packed-bytes", "bytes of packed weights">];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::func::FuncDialect", "::mlir::LLVM::LLVMDialect",
                           "::mlir::math::MathDialect", "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect",
                           "::mlir::vector::VectorDialect"];
}

def ShareKernels : Pass<"snn-share-kernels", "::mlir::ModuleOp"> {
  let summary = "Let kernels of the same code share one function";
  let description = [{
    The constants that a private function without results reads become arguments; functions that are
    then equal become one, whatever weights and places in memory they work on. Layers
    of one shape so take the time to compile and the code of one.

    Before:
    ```mlir
    func.func @net.run(%a: memref<1x16xf32>, %b: memref<1x16xf32>) {
      call @net.run.fc1(%a) : (memref<1x16xf32>) -> ()
      call @net.run.fc2(%b) : (memref<1x16xf32>) -> ()
    }
    func.func private @net.run.fc1(%to: memref<1x16xf32>) {
      %rows = memref.get_global @w1.packed.tail : memref<20x16xf32>
      ...
    }
    func.func private @net.run.fc2(%to: memref<1x16xf32>) {
      %rows = memref.get_global @w2.packed.tail : memref<20x16xf32>
      ...
    }
    ```
    After:
    ```mlir
    func.func @net.run(%a: memref<1x16xf32>, %b: memref<1x16xf32>) {
      %w1 = memref.get_global @w1.packed.tail : memref<20x16xf32>
      call @net.run.fc1(%a, %w1) : (memref<1x16xf32>, memref<20x16xf32>) -> ()
      %w2 = memref.get_global @w2.packed.tail : memref<20x16xf32>
      call @net.run.fc1(%b, %w2) : (memref<1x16xf32>, memref<20x16xf32>) -> ()
    }
    func.func private @net.run.fc1(%to: memref<1x16xf32>, %rows: memref<20x16xf32> {llvm.noalias, llvm.readonly}) {
      ...
    }
    ```
  }];
  let statistics = [Statistic<"numFunctions", "functions", "functions left">,
                    Statistic<"numShared", "shared", "functions that an equal one stands for">];
  let dependentDialects = ["::mlir::func::FuncDialect", "::mlir::LLVM::LLVMDialect", "::mlir::memref::MemRefDialect"];
}

def ExpandMath : Pass<"snn-expand-math", "::mlir::ModuleOp"> {
  let summary = "Write transcendental functions in arithmetic";
  let description = [{
    Replaces `math.exp`, `math.expm1`, `math.log`, `math.log1p`, `math.tanh` and
    `math.floor` of f32 scalars and vectors by polynomials (docs/Semantics.md, N5), so
    that no library decides a bit of the result. Any other function of the dialect,
    but `math.fma`, `math.sqrt` and `math.absf`, is an error.
  }];
  let options = [Option<"useFma", "fma", "bool", "true", "whether the target has fused multiply-add">];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::math::MathDialect"];
}

def EmitABI : Pass<"snn-emit-abi", "::mlir::ModuleOp"> {
  let summary = "Give a model its C interface";
  let description = [{
    Adds the exported functions `net_init_state`, `net_step`, `net_run` and
    `net_run_batch`, which take
    the structures of the generated header, and the constant `net_model` that
    describes them (runtime/include/snn/abi.h). Whatever else the model consists of
    becomes internal to the object file. C's size_t is as wide as `index` in the
    module's data layout (64 bits where it has none).

    After:
    ```mlir
    llvm.func @net_run(%state: !llvm.ptr, %inputs: !llvm.ptr, %outputs: !llvm.ptr, %steps: i64, %burnin: i64)
    llvm.mlir.global external constant @net_model() : !llvm.struct<(i32, i32, ptr, ...)>
    ```
  }];
  let options = [
    Option<"target", "target", "std::string", [{""}], "triple and CPU, for the descriptor">,
    Option<"compiler", "compiler", "std::string", [{"snnc"}], "name and version, for the descriptor">
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::func::FuncDialect", "::mlir::LLVM::LLVMDialect"];
}

def RuntimeWeights : Pass<"snn-runtime-weights", "::mlir::ModuleOp"> {
  let summary = "Let the program give weights";
  let description = [{
    For a model with the attribute `snn.runtime_weights`. Packed arrays of parameters
    that are marked as given at run time (`snn.packing`) become places in a buffer, the
    last argument of `@net.run` and `@net.init_state`, and leave the module. `@net.pack` fills the buffer from
    the parameters, whose names and shapes are noted as `snn.params`.

    Before:
    ```mlir
    memref.global "private" constant @fc.weight.packed.tail : memref<8xf32> = dense_resource<...> {alignment = 64 : i64, snn.packing = {base = 0 : i64, param = "fc.weight", sizes = array<i64: 4, 2>, strides = array<i64: 1, 4>}}
    func.func @net.run(%states: memref<?xi8>, ...) {
      %w = memref.get_global @fc.weight.packed.tail : memref<8xf32>
      call @net.run.fc(%w) : (memref<8xf32>) -> ()
    }
    ```
    After:
    ```mlir
    func.func @net.run(%states: memref<?xi8>, ..., %weights: memref<?xi8>) {
      %w = memref.view %weights[%c0][] : memref<?xi8> to memref<8xf32>
      call @net.run.fc(%w) : (memref<8xf32>) -> ()
    }
    func.func @net.pack(%fc.weight: memref<8xf32>, %weights: memref<?xi8>) -> i32
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::func::FuncDialect",
                           "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect"];
}

def MergeKernels : Pass<"snn-merge-kernels", "::mlir::ModuleOp"> {
  let summary = "Let kernels that differ in numbers share one function";
  let description = [{
    Functions that are not inlined and are the same but for constants - sizes, places in a
    weight, parameters of neurons - become one, which is given these numbers. Two places
    that hold the same number in each of the functions are one argument. A network of
    many layers so has a function for each kind of layer, whatever their sizes are, and
    takes little more time to compile than a small one. A small one, of less than
    `fewest` functions, keeps code that knows its numbers.

    Before:
    ```mlir
    llvm.func internal @net.run.fc1(%w: !llvm.ptr) attributes {passthrough = ["noinline"]} {
      %pitch = llvm.mlir.constant(20 : index) : i64
      %0 = llvm.getelementptr %w[%pitch] : (!llvm.ptr, i64) -> !llvm.ptr, f32
      ...
    }
    llvm.func internal @net.run.fc2(%w: !llvm.ptr) attributes {passthrough = ["noinline"]} {
      %pitch = llvm.mlir.constant(24 : index) : i64
      %0 = llvm.getelementptr %w[%pitch] : (!llvm.ptr, i64) -> !llvm.ptr, f32
      ...
    }
    ```
    After:
    ```mlir
    llvm.func internal @net.run.fc1(%w: !llvm.ptr, %pitch: i64) attributes {passthrough = ["noinline"]} {
      %0 = llvm.getelementptr %w[%pitch] : (!llvm.ptr, i64) -> !llvm.ptr, f32
      ...
    }
    ```
  }];
  let options = [Option<"fewest", "fewest", "unsigned", "20", "functions of a module from which on they are looked at">];
  let statistics = [Statistic<"numFunctions", "functions", "functions that stand for others">,
                    Statistic<"numMerged", "merged", "functions that another one stands for">];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

#endif // SNN_CONVERSION_PASSES_TD
