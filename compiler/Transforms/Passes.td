// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Passes on the dialect's own levels, in the order of the pipeline.

#ifndef SNN_TRANSFORMS_PASSES_TD
#define SNN_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

def PruneLayers : Pass<"snn-prune-layers", "::mlir::snn::NetworkOp"> {
  let summary = "Drop layers that reach no output";
  let description = [{
    Drops every layer from which no path leads to an `snn.output`, through any
    number of delays, with a warning that names it. A layer with a recorded state
    stays. An input that nothing reads stays too, as it belongs to the interface
    of the compiled model, and gets a warning.

    Before:
    ```mlir
    snn.network @net forward(default) {
      %x = snn.input "x" : tensor<9xf32>
      %a = snn.scale "a" (%x) factor(0.9 : f32) : (tensor<9xf32>) -> tensor<9xf32>
      %b = snn.identity "b" (%a) : (tensor<9xf32>) -> tensor<9xf32>
      snn.output "a" %a : tensor<9xf32>
    }
    ```
    After:
    ```mlir
    snn.network @net forward(default) {
      %x = snn.input "x" : tensor<9xf32>
      %a = snn.scale "a" (%x) factor(0.9 : f32) : (tensor<9xf32>) -> tensor<9xf32>
      snn.output "a" %a : tensor<9xf32>
    }
    ```
  }];
  let statistics = [Statistic<"numDropped", "dropped", "layers dropped">];
}

def InferShapes : Pass<"snn-infer-shapes", "::mlir::snn::NetworkOp"> {
  let summary = "Infer the type of every layer, to a fixed point over cycles";
  let description = [{
    Gives every layer and delay a type of known sizes, from its sources and its
    parameters, until nothing changes; a cycle is entered where a layer's result
    does not depend on its input (`snn.linear`), where a sum or a convolution has
    another known source, or where the model declares a shape. Decides at the same time which
    values are spikes (i1): all that nothing makes an f32. A declared shape is
    checked against the inferred one. A cycle whose shape nothing fixes, sizes
    that overflow and tensors of more than 2^40 bytes are errors.

    Before:
    ```mlir
    snn.network @net forward(default) {
      %x = snn.input "x" : tensor<10xf32>
      %s = snn.equations "lif" (%y) model("LIF") states(v, i, s) : (tensor<*xf32>) -> tensor<*xi1> { ... }
      %y = snn.linear "fc" (%s, %x) weight(@fc.weight) : (tensor<*xi1>, tensor<10xf32>) -> tensor<*xf32>
      snn.output "lif" %s : tensor<*xi1>
    }
    ```
    After:
    ```mlir
    snn.network @net forward(default) {
      %x = snn.input "x" : tensor<10xf32>
      %s = snn.equations "lif" (%y) model("LIF") states(v, i, s) : (tensor<20xf32>) -> tensor<20xi1> { ... }
      %y = snn.linear "fc" (%s, %x) weight(@fc.weight) : (tensor<20xi1>, tensor<10xf32>) -> tensor<20xf32>
      snn.output "lif" %s : tensor<20xi1>
    }
    ```
  }];
  let statistics = [Statistic<"numSpiking", "spiking", "layers whose results are spikes">,
                    Statistic<"numFloat", "float", "layers whose results are not">];
}

def ResolveConnectivity : Pass<"snn-resolve-connectivity", "::mlir::snn::NetworkOp"> {
  let summary = "Make merges, their order and the delays of edges explicit";
  let description = [{
    Applies the graph rules (docs/Semantics.md, G2 to G5), so that every value of
    the network is one of the same step and every layer has one source:

    - an edge that is delayed by the rules reads an `snn.delay`, whose `init` is the
      source's out(-1): zeros, or for a stateless layer a copy of it on constants.
      A delay that the model writes gets its `init` and is not delayed again.
      Edges that delay a value alike share one delay;
    - a linear layer or ungrouped convolution with several sources becomes a chain
      of them, each adding its part of the weight to the sum before, sources outside
      of the layer's own cycle first;
    - any other layer with several sources reads an `snn.concat`, `snn.sum` or
      `snn.product`.

    Before:
    ```mlir
    snn.network @net forward(default) {
      %x = snn.input "x" : tensor<10xf32>
      %y = snn.linear "fc" (%s, %x) weight(@fc.weight) bias(@fc.bias) : (tensor<20xi1>, tensor<10xf32>) -> tensor<20xf32>
      %s = snn.equations "lif" (%y) model("LIF") states(v, i, s) : (tensor<20xf32>) -> tensor<20xi1> { ... }
      snn.output "lif" %s : tensor<20xi1>
    }
    ```
    After:
    ```mlir
    snn.network @net forward(resolved) {
      %zero = arith.constant dense<false> : tensor<20xi1>
      %x = snn.input "x" : tensor<10xf32>
      %0 = snn.linear "fc" (%x) weight(@fc.weight) bias(@fc.bias) offset(20) : (tensor<10xf32>) -> tensor<20xf32>
      %y = snn.linear "fc" (%d) init(%0 : tensor<20xf32>) weight(@fc.weight) : (tensor<20xi1>) -> tensor<20xf32>
      %s = snn.equations "lif" (%y) model("LIF") states(v, i, s) : (tensor<20xf32>) -> tensor<20xi1> { ... }
      %d = snn.delay %s init(%zero : tensor<20xi1>) steps(1) : tensor<20xi1> -> tensor<20xi1>
      snn.output "lif" %s : tensor<20xi1>
    }
    ```
  }];
  let statistics = [Statistic<"numDelays", "delays", "delays of edges">,
                    Statistic<"numJoined", "joined", "layers with several sources">];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def InsertCopies : Pass<"snn-insert-copies", "::mlir::ModuleOp"> {
  let summary = "Copy what kernels cannot read where it lies";
  let description = [{
    A convolution with a `mode` reads an `snn.pad` of its input and pads with zeros, if at
    all. A linear layer along the last axis of a tensor becomes a convolution with a kernel
    of one, between two `snn.reshape` that bring the last axis to the front and back.

    Before:
    ```mlir
    %y = snn.linear "fc" (%x) weight(@fc.weight) : (tensor<5x3xf32>) -> tensor<5x2xf32>
    ```
    After:
    ```mlir
    %0 = snn.reshape "fc" (%x) shape [3, 5] columns(3) : (tensor<5x3xf32>) -> tensor<3x5xf32>
    %1 = snn.conv "fc" (%0) weight(@fc.weight.kernel) stride [1] padding [0, 0] dilation [1] groups(1) : (tensor<3x5xf32>) -> tensor<2x5xf32>
    %y = snn.reshape "fc" (%1) shape [5, 2] columns(5) : (tensor<2x5xf32>) -> tensor<5x2xf32>
    ```
  }];
}

def ExpandNeurons : Pass<"snn-expand-neurons", "::mlir::snn::NetworkOp"> {
  let summary = "Write neurons and activations as scalar equations";
  let description = [{
    Replaces every `snn.equations` by an `snn.neuron` with its region and one
    `snn.delay` for each state (docs/Semantics.md, S0), every `snn.delay_line` by an
    `snn.delay`, and every other pointwise layer by an `snn.map`.

    Before:
    ```mlir
    %y = snn.equations "out" (%x) states(v) : (tensor<9xf32>) -> tensor<9xf32> {
    ^bb0(%xs: f32, %vs: f32):
      %a = arith.constant 0.9 : f32
      %rest = arith.constant 0.1 : f32
      %in = arith.mulf %rest, %xs : f32
      %v1 = math.fma %a, %vs, %in : f32
      snn.yield %v1, %v1 : f32, f32
    }
    ```
    After:
    ```mlir
    %zero = arith.constant dense<0.0> : tensor<9xf32>
    %v = snn.delay %y init(%zero : tensor<9xf32>) steps(1) name("out.v") : tensor<9xf32> -> tensor<9xf32>
    %y = snn.neuron "out" ins(%x : tensor<9xf32>) states(%v : tensor<9xf32>) -> (tensor<9xf32>) {
    ^bb0(%xs: f32, %vs: f32):
      %a = arith.constant 0.9 : f32
      %rest = arith.constant 0.1 : f32
      %0 = arith.mulf %rest, %xs : f32
      %1 = math.fma %a, %vs, %0 : f32
      snn.yield %1 : f32
    }
    ```
  }];
  let statistics = [Statistic<"numNeurons", "neurons", "neuron layers expanded">];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::math::MathDialect"];
}

def FoldLayers : Pass<"snn-fold-layers", "::mlir::snn::NetworkOp"> {
  let summary = "Leave out layers that change nothing, and what nobody reads";
  let description = [{
    Folds the operations of a network itself. The equations in their regions stay as
    they are: a folder of MLIR would ask the library of the machine that compiles what
    a function of a constant is, and get other bits (docs/Semantics.md, N5).

    Before:
    ```mlir
    %a = snn.flatten "a" (%x) : (tensor<9xf32>) -> tensor<9xf32>
    %y = snn.linear "fc" (%a) weight(@fc.weight) : (tensor<9xf32>) -> tensor<4xf32>
    ```
    After:
    ```mlir
    %y = snn.linear "fc" (%x) weight(@fc.weight) : (tensor<9xf32>) -> tensor<4xf32>
    ```
  }];
}

def LowerLayers : Pass<"snn-lower-layers", "::mlir::snn::NetworkOp"> {
  let summary = "Write layers as the primitives of a step";
  let description = [{
    A layer becomes what a step computes: `snn.matvec`, `snn.convolve`,
    `snn.window_reduce`, `snn.reduce`, `snn.map` and `snn.copy`. A norm is one or two
    reductions and a map, softmax a maximum, a sum and a map. What no primitive says is an
    error.

    Before:
    ```mlir
    %y = snn.rms_norm "norm" (%x) eps(1.0e-5) : (tensor<4xf32>) -> tensor<4xf32>
    ```
    After:
    ```mlir
    %0 = snn.reduce "norm" sum (%x) : (tensor<4xf32>) -> tensor<4xf32> {
    ^bb0(%joined: f32, %element: f32):
      %s = math.fma %element, %element, %joined : f32
      snn.yield %s : f32
    } finish {
    ^bb0(%joined: f32):
      %n = arith.constant 4.0 : f32
      %mean = arith.divf %joined, %n : f32
      %eps = arith.constant 1.0e-5 : f32
      %square = arith.addf %mean, %eps : f32
      %root = math.sqrt %square : f32
      %one = arith.constant 1.0 : f32
      %scale = arith.divf %one, %root : f32
      snn.yield %scale : f32
    }
    %y = snn.map "norm" ins(%x, %0 : tensor<4xf32>, tensor<4xf32>) -> (tensor<4xf32>) {
    ^bb0(%xs: f32, %scale: f32):
      %r = arith.mulf %xs, %scale : f32
      snn.yield %r : f32
    }
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::math::MathDialect"];
}

def FormScan : Pass<"snn-form-scan", "::mlir::ModuleOp"> {
  let summary = "Turn a resolved network into a scan over time";
  let description = [{
    Replaces `snn.network @net` by the interface `snn.model @net` and two
    functions: `@net.init_state`, which computes the state before the first step
    from a key, and `@net.run`, which holds an `snn.scan`. Every `snn.delay`
    becomes a carried value of the scan (a queue where it is longer than a step, or a
    layer's own), and what is left of the graph is sorted into an acyclic block.

    Before:
    ```mlir
    snn.network @net forward(resolved) {
      %x = snn.input "x" : tensor<9xf32>
      %zero = arith.constant dense<0.0> : tensor<9xf32>
      %d = snn.delay %x init(%zero : tensor<9xf32>) steps(1) : tensor<9xf32> -> tensor<9xf32>
      snn.output "y" %d : tensor<9xf32>
    }
    ```
    After:
    ```mlir
    snn.model @net inputs [#snn.port<"x", tensor<9xf32>>] outputs [#snn.port<"y", tensor<9xf32>>] states [#snn.slot<"x.delay", tensor<9xf32>>]
    func.func @net.init_state(%key: tensor<2xi32>) -> tensor<9xf32>
    func.func @net.run(%xs: tensor<?x9xf32>, %d: tensor<9xf32>, %burnin: index) -> (tensor<?x9xf32>, tensor<9xf32>)
    ```
  }];
  let statistics = [Statistic<"numStates", "states", "carried values of the scan">];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::func::FuncDialect"];
}

def FuseGroups : Pass<"snn-fuse-groups", "::mlir::ModuleOp"> {
  let summary = "Group layers that are computed together";
  let description = [{
    Puts every layer that reads its whole input (linear, convolution, pooling,
    normalisation, ...) into an `snn.group` with the pointwise layers that follow
    it, so that their values in between stay in registers. A pointwise layer
    follows a group if all that it reads is the group's own or was there before.

    Before:
    ```mlir
    %0 = snn.linear "fc" (%x) weight(@w) bias(@b) : (tensor<30xf32>) -> tensor<20xf32>
    %1 = snn.map "relu" ins(%0 : tensor<20xf32>) -> (tensor<20xf32>) { ... }
    ```
    After:
    ```mlir
    %1 = snn.group "fc+relu" linear ins(%x : tensor<30xf32>) -> (tensor<20xf32>) {
    ^bb0(%a: tensor<30xf32>):
      %0 = snn.linear "fc" (%a) weight(@w) bias(@b) : (tensor<30xf32>) -> tensor<20xf32>
      %2 = snn.map "relu" ins(%0 : tensor<20xf32>) -> (tensor<20xf32>) { ... }
      snn.yield %2 : tensor<20xf32>
    }
    ```
  }];
  let statistics = [Statistic<"numGroups", "groups", "groups formed">,
                    Statistic<"numFused", "fused", "layers that joined another's group">];
}

def ScheduleTime : Pass<"snn-schedule-time", "::mlir::ModuleOp"> {
  let summary = "Let groups run several steps before the next one begins";
  let description = [{
    Cuts the step into its strongly connected groups. A group that needs nothing
    from an earlier step but its own states, each at its own place, computes a tile
    of steps before the next group begins: its weights come from a near cache for
    all steps but the first, and its states stay in registers. Groups in a cycle are
    marked `stepwise`: they take turns, step by step. Where a state is read by a group that
    its maker does not need, the maker gives the old value as one more result, so that they make
    no cycle; a group that only goes over the places of such a state becomes a part of
    its maker. What their sums begin with, from
    outside of the cycle, becomes a group of its own and runs ahead. A queue of which
    nothing is read that entered in the same tile makes no cycle: it is written when
    all have read. A tile becomes as short as such a delay, if that is at least half of
    it, where more groups run ahead then.

    The tile is 16 steps where the weights fit into a usual first-level cache, 32
    where they fit into half of a second-level one, else 128; and no longer than its
    values between groups, and one kernel's lists of events, fit into `max-bytes`, the
    other half of that cache (four times as much where weights of more than 16 MiB
    come from the memory itself). A state that other groups read as well becomes a result of
    its own: they need every step, the state only the last.

    Convolutions, and linear operations that run ahead, get a `crossover`: from that
    part of inputs that are not zero on, their kernel multiplies all of them. It depends
    on the kind: linear operations have one number. Of convolutions those have the highest
    whose lanes are outputs, next those whose lanes are positions (few outputs a group),
    and the lowest those with a kernel for each channel, as an event adds less at once
    (compiler/Transforms/Crossovers.cpp). Those whose profile says that
    this is far off get none, and neither do those with an infinite weight or NaN, which no
    zero may meet.

    Before:
    ```mlir
    %h, %v1 = snn.group "fc+lif" linear ins(%x, %h0, %v : tensor<20xi1>, tensor<9xi1>, tensor<9xf32>) -> (tensor<9xi1>, tensor<9xf32>) { ... }
    ```
    After, in a scan with `tile(64)`, where `%h` is the next `%h0`:
    ```mlir
    %0 = snn.group "fc.ahead" linear ins(%x : tensor<20xi1>) -> (tensor<9xf32>) { ... }
    %h, %v1 = snn.group "fc+lif" linear stepwise ins(%h0, %v, %0 : tensor<9xi1>, tensor<9xf32>, tensor<9xf32>) -> (tensor<9xi1>, tensor<9xf32>) { ... }
    ```
  }];
  let options = [
    Option<"maxTile", "max-tile", "int64_t", "128", "most steps of a tile; 1: none">,
    Option<"maxBytes", "max-bytes", "int64_t", "262144", "most bytes of a tile's values and lists">,
    Option<"crossover", "crossover", "double", "kLinearCrossover",
           "part of a linear operation's inputs that are not zero from which on it multiplies; above 1: never">,
    Option<"convCrossover", "conv-crossover", "double", "kConvCrossover",
           "the same for a convolution of 3 x 3 to 64 channels, of one step; others follow from it">,
    Option<"registerLanes", "register-lanes", "int64_t", "16", "floats of a vector register, 1 without any">
  ];
  let statistics = [Statistic<"numTiled", "tiled", "scans that run in tiles">];
}

def LayoutState : Pass<"snn-layout-state", "::mlir::ModuleOp"> {
  let summary = "Give every state and intermediate its place in memory";
  let description = [{
    Sets the offset of each slot of `snn.model` and the slots of each `snn.group`.
    States come first, in the order of the model, each 64-byte aligned; then
    the heads of the queues among them; then
    scratch, where intermediates that do not live at the same time share memory.
    A group's result goes straight to the state that it updates where nobody
    reads the old value afterwards; a queue is never copied.
  }];
  let statistics = [Statistic<"carriedBytes", "carried-bytes", "bytes of states">,
                    Statistic<"scratchBytes", "scratch-bytes", "bytes of intermediates">,
                    Statistic<"numInPlace", "in-place", "states updated in place">];
}

#endif // SNN_TRANSFORMS_PASSES_TD
