// RUN: snn-opt %s --split-input-file --verify-diagnostics

// expected-error @below {{the value of parameter 'w' is a 'tensor<2xf32>', its type says 'tensor<3xf32>'}}
"snn.param"() {sym_name = "w", type = tensor<3xf32>, value = dense<1.0> : tensor<2xf32>} : () -> ()

// -----

// expected-error @below {{the data of parameter 'w' are missing: dumps leave large ones out without --print-weights}}
snn.param @w : tensor<2xf32> = dense_resource<w>

// -----

// expected-error @below {{the data of parameter 'w' are 4 bytes, expected 8}}
snn.param @w : tensor<2xf32> = dense_resource<w>

{-#
  dialect_resources: { builtin: { w: "0x040000000000803F" } }
#-}

// -----

// expected-error @below {{the value of parameter 'w' is neither dense nor a dense_resource}}
snn.param @w : tensor<2xf32> = sparse<[[0]], [1.0]>

// -----

snn.network @net forward(default) {
  %x = snn.input "x" : tensor<2xf32>
  // expected-error @below {{a second input named 'x'}}
  %y = snn.input "x" : tensor<2xf32>
}

// -----

snn.network @net forward(default) {
  %x = snn.input "x" : tensor<2xf32>
  snn.output "y" %x : tensor<2xf32>
  // expected-error @below {{a second output named 'y'}}
  snn.output "y" %x : tensor<2xf32>
}

// -----

snn.network @net forward(resolved) {
  // expected-error @below {{this value depends on itself within one step; a resolved network needs a delay in every cycle}}
  %a = snn.identity "a" (%b) : (tensor<2xf32>) -> tensor<2xf32>
  %b = snn.identity "b" (%a) : (tensor<2xf32>) -> tensor<2xf32>
}

// -----

snn.network @net forward(default) {
  // expected-error @below {{delays nothing but itself}}
  %a = snn.delay %b steps(1) : tensor<2xf32> -> tensor<2xf32>
  %b = snn.delay %a steps(1) : tensor<2xf32> -> tensor<2xf32>
}

// -----

snn.network @net forward(default) {
  %x = snn.input "x" : tensor<2xf32>
  // expected-error @below {{needs a number of steps that is not negative, found -1}}
  %d = snn.delay %x steps(-1) : tensor<2xf32> -> tensor<2xf32>
}

// -----

snn.network @net forward(default) {
  %x = snn.input "x" : tensor<2xf32>
  // expected-error @below {{delays a 'tensor<2xf32>' and gives a 'tensor<3xf32>'}}
  %d = snn.delay %x steps(1) : tensor<2xf32> -> tensor<3xf32>
}

// -----

snn.network @net forward(default) {
  %x = snn.input "x" : tensor<2xf32>
  %c = arith.constant dense<false> : tensor<2xi1>
  // expected-error @below {{starts from a 'tensor<2xi1>' and gives a 'tensor<2xf32>'}}
  %d = snn.delay %x init(%c : tensor<2xi1>) steps(1) : tensor<2xf32> -> tensor<2xf32>
}

// -----

snn.param @w : tensor<2x2xf32> = dense<1.0>
snn.param @b : tensor<2xf32> = dense<1.0>
snn.network @net forward(resolved) {
  %x = snn.input "x" : tensor<2xf32>
  // expected-error @below {{starts from 'init' or from 'bias', not from both}}
  %y = snn.linear "fc" (%x) init(%x : tensor<2xf32>) weight(@w) bias(@b) : (tensor<2xf32>) -> tensor<2xf32>
}

// -----

snn.network @net forward(default) {
  %x = snn.input "x" : tensor<1x4x4xf32>
  // expected-error @below {{needs values of 'stride' from 1 to 2147483647, found 0}}
  %y = snn.conv "conv" (%x) weight(@w) stride [1, 0] padding [0, 0, 0, 0] dilation [1, 1] groups(1) : (tensor<1x4x4xf32>) -> tensor<*xf32>
}

// -----

snn.network @net forward(default) {
  %x = snn.input "x" : tensor<1x4x4xf32>
  // expected-error @below {{needs 4 values of 'padding', found 2}}
  %y = snn.conv "conv" (%x) weight(@w) stride [1, 1] padding [0, 0] dilation [1, 1] groups(1) : (tensor<1x4x4xf32>) -> tensor<*xf32>
}

// -----

snn.network @net forward(default) {
  %x = snn.input "x" : tensor<1x4x4xf32>
  // expected-error @below {{needs values of 'groups' from 1 to 2147483647, found 0}}
  %y = snn.conv "conv" (%x) weight(@w) stride [1, 1] padding [0, 0, 0, 0] dilation [1, 1] groups(0) : (tensor<1x4x4xf32>) -> tensor<*xf32>
}

// -----

snn.network @net forward(default) {
  %x = snn.input "x" : tensor<1x4x4xf32>
  // expected-error @below {{needs values of 'padding' from 0 to 2147483647, found 4294967296}}
  %y = snn.max_pool "pool" (%x) kernel [2, 2] stride [2, 2] padding [0, 0, 0, 4294967296] : (tensor<1x4x4xf32>) -> tensor<*xf32>
}

// -----

snn.network @net forward(default) {
  %x = snn.input "x" : tensor<4xf32>
  // expected-error @below {{needs one block argument for the input, each state and each parameter}}
  %y = snn.equations "y" (%x) states(v) : (tensor<4xf32>) -> tensor<4xf32> {
  ^bb0(%in: f32):
    snn.yield %in : f32
  }
}

// -----

snn.network @net forward(default) {
  %x = snn.input "x" : tensor<4xf32>
  // expected-error @below {{needs to yield its output, then each state}}
  %y = snn.equations "y" (%x) states(v) : (tensor<4xf32>) -> tensor<4xf32> {
  ^bb0(%in: f32, %v: f32):
    snn.yield %in : f32
  }
}

// -----

snn.network @net forward(default) {
  %x = snn.input "x" : tensor<4xf32>
  // expected-error @below {{has two states named 'v'}}
  %y = snn.equations "y" (%x) states(v, v) : (tensor<4xf32>) -> tensor<4xf32> {
  ^bb0(%in: f32, %v: f32, %w: f32):
    snn.yield %in, %v, %w : f32, f32, f32
  }
}

// -----

snn.network @net forward(default) {
  %x = snn.input "x" : tensor<4xf32>
  // expected-error @below {{needs to take and to yield the state 'v' as f32, or as i1}}
  %y = snn.equations "y" (%x) states(v) : (tensor<4xf32>) -> tensor<4xf32> {
  ^bb0(%in: f32, %v: i1):
    snn.yield %in, %in : f32, f32
  }
}

// -----

snn.network @net forward(default) {
  %x = snn.input "x" : tensor<4xf32>
  // expected-error @below {{needs 0.0 or 1.0 for the state 's' of spikes to start from}}
  %y = snn.equations "y" (%x) states(s = 0.5 : f32) : (tensor<4xf32>) -> tensor<4xf32> {
  ^bb0(%in: f32, %s: i1):
    snn.yield %in, %s : f32, i1
  }
}

// -----

snn.network @net forward(default) {
  %x = snn.input "x" : tensor<4xf32>
  // expected-error @below {{needs input and parameters of f32, and an output of f32 or i1}}
  %y = snn.equations "y" (%x) states(v) : (tensor<4xf32>) -> tensor<4xf32> {
  ^bb0(%in: i1, %v: f32):
    snn.yield %in, %v : i1, f32
  }
}

// -----

snn.network @net forward(default) {
  %x = snn.input "x" : tensor<4xf32>
  // expected-error @below {{needs one initial value for each of its 1 states, found 0}}
  %y = "snn.equations"(%x) <{layer = "y", states = ["v"], inits = []}> ({
  ^bb0(%in: f32, %v: f32):
    snn.yield %in, %v : f32, f32
  }) : (tensor<4xf32>) -> tensor<4xf32>
}

// -----

// expected-error @below {{expects parent op 'snn.network'}}
%x = snn.input "x" : tensor<2xf32>

// -----

func.func @f(%x: tensor<2xf32>) {
  // expected-error @below {{needs one block argument for each tensor and parameter, of its element type}}
  %y = snn.map "m" ins(%x : tensor<2xf32>) -> (tensor<2xf32>) {
  ^bb0(%a: i1):
    snn.yield %a : i1
  }
  return
}

// -----

func.func @f(%x: tensor<2xf32>) {
  // expected-error @below {{needs to yield one value for each result, of its element type}}
  %y = snn.map "m" ins(%x : tensor<2xf32>) -> (tensor<2xi1>) {
  ^bb0(%a: f32):
    snn.yield %a : f32
  }
  return
}

// -----

func.func @f(%x: tensor<2xf32>) {
  // expected-error @below {{needs tensors of one shape}}
  %y = snn.map "m" ins(%x : tensor<2xf32>) -> (tensor<3xf32>) {
  ^bb0(%a: f32):
    snn.yield %a : f32
  }
  return
}

// -----

func.func @f(%q: tensor<3x2xi1, #snn.queue>) {
  // expected-error @below {{needs a queue of 'tensor<3xi1>', found 'tensor<3x2xi1, #snn.queue>'}}
  %y = snn.queue_read %q : tensor<3x2xi1, #snn.queue> -> tensor<3xi1>
  return
}

// -----

func.func @f(%q: tensor<3x2xi1, #snn.queue>, %x: tensor<2xf32>) {
  // expected-error @below {{needs a queue of 'tensor<2xf32>', found 'tensor<3x2xi1, #snn.queue>'}}
  %y = snn.queue_push %q, %x : tensor<3x2xi1, #snn.queue>, tensor<2xf32>
  return
}

// -----

func.func @f(%q: tensor<3x2xi1>) {
  // expected-error @below {{must be queue of}}
  %y = snn.queue_read %q : tensor<3x2xi1> -> tensor<2xi1>
  return
}

// -----

func.func @f(%q: tensor<3x2xf32, #snn.queue>) {
  // expected-error @below {{must be variadic of tensor of}}
  %y = snn.map "m" ins(%q : tensor<3x2xf32, #snn.queue>) -> (tensor<3x2xf32>) {
  ^bb0(%a: f32):
    snn.yield %a : f32
  }
  return
}

// -----

// expected-error @below {{a queue has its slots as first axis, at least one; found the shape []}}
func.func @f(%q: tensor<f32, #snn.queue>) {
  return
}

// -----

func.func @f(%q: tensor<3x2xi1, #snn.queue>) {
  // expected-error @below {{needs steps from 1 to 3, found 0}}
  %y = snn.queue_read %q each(dense<[0, 1]> : tensor<2xi32>) : tensor<3x2xi1, #snn.queue> -> tensor<2xi1>
  return
}

// -----

func.func @f(%q: tensor<3x2xi1, #snn.queue>, %x: tensor<2xi1>) {
  // expected-error @below {{needs steps from 0 to 3, found 4}}
  %y = snn.queue_read %q now(%x : tensor<2xi1>) each(dense<[0, 4]> : tensor<2xi32>) : tensor<3x2xi1, #snn.queue> -> tensor<2xi1>
  return
}

// -----

func.func @f(%q: tensor<3x2xi1, #snn.queue>) {
  // expected-error @below {{needs steps for each element of 'tensor<2xi1>', found 'tensor<3xi32>'}}
  %y = snn.queue_read %q each(dense<1> : tensor<3xi32>) : tensor<3x2xi1, #snn.queue> -> tensor<2xi1>
  return
}

// -----

snn.network @net forward(resolved) {
  %x = snn.input "x" : tensor<2xf32>
  // expected-error @below {{needs the longest of its delays as steps, 4, found 3}}
  %d = snn.delay %x steps(3) each(dense<[0, 4]> : tensor<2xi32>) : tensor<2xf32> -> tensor<2xf32>
}

// -----

snn.network @net forward(default) {
  %x = snn.input "x" : tensor<2xf32>
  // expected-error @below {{of each element stands in a network whose delays are not resolved}}
  %d = snn.delay %x steps(3) each(dense<3> : tensor<2xi32>) : tensor<2xf32> -> tensor<2xf32>
}

// -----

snn.network @net forward(default) {
  %x = snn.input "x" : tensor<2xf32>
  // expected-error @below {{needs numbers of steps that are not negative, found -1}}
  %d = snn.delay_line "d" (%x) steps(dense<[2, -1]> : tensor<2xi32>) : (tensor<2xf32>) -> tensor<2xf32>
}

// -----

// A delay of no steps is no way out of a cycle, not for one element.
snn.network @net forward(resolved) {
  // expected-error @below {{this value depends on itself within one step}}
  %d = snn.delay %y steps(3) each(dense<[3, 0]> : tensor<2xi32>) : tensor<2xf32> -> tensor<2xf32>
  %y = snn.identity "y" (%d) : (tensor<2xf32>) -> tensor<2xf32>
}

// -----

func.func @f(%xs: tensor<?x2xf32>, %b: index) {
  // expected-error @below {{needs one reduction for each of its 1 outputs, found 0}}
  %y = snn.scan inputs(%xs : tensor<?x2xf32>) burnin(%b) reduce [] -> outputs(tensor<?x2xf32>) {
  ^bb0(%x: tensor<2xf32>):
    snn.yield %x : tensor<2xf32>
  }
  return
}

// -----

func.func @f(%xs: tensor<?x2xf32>, %v: tensor<2xf32>, %b: index) {
  // expected-error @below {{needs states of the types of their initial values}}
  %y, %s = snn.scan inputs(%xs : tensor<?x2xf32>) init(%v : tensor<2xf32>) burnin(%b) reduce [#snn.reduce<none>]
      -> outputs(tensor<?x2xf32>) states(tensor<3xf32>) {
  ^bb0(%x: tensor<2xf32>, %w: tensor<2xf32>):
    snn.yield %x, %w : tensor<2xf32>, tensor<2xf32>
  }
  return
}

// -----

func.func @f(%xs: tensor<?x2xf32>, %b: index) {
  // expected-error @below {{needs one block argument for each input (one step of it) and each carried value}}
  %y = snn.scan inputs(%xs : tensor<?x2xf32>) burnin(%b) reduce [#snn.reduce<none>] -> outputs(tensor<?x2xf32>) {
  ^bb0(%x: tensor<?x2xf32>):
    snn.yield %x : tensor<?x2xf32>
  }
  return
}

// -----

func.func @f(%xs: tensor<?x2xf32>, %b: index) {
  // expected-error @below {{yields a 'f32' where it needs a 'tensor<2xf32>'}}
  %y = snn.scan inputs(%xs : tensor<?x2xf32>) burnin(%b) reduce [#snn.reduce<none>] -> outputs(tensor<?x2xf32>) {
  ^bb0(%x: tensor<2xf32>):
    %c = arith.constant 1.0 : f32
    snn.yield %c : f32
  }
  return
}

// -----

func.func @f(%xs: tensor<?x2xf32>, %b: index) {
  // expected-error @below {{needs a tile of at least 1 step, found 0}}
  %y = snn.scan inputs(%xs : tensor<?x2xf32>) burnin(%b) reduce [#snn.reduce<none>] tile(0) -> outputs(tensor<?x2xf32>) {
  ^bb0(%x: tensor<2xf32>):
    snn.yield %x : tensor<2xf32>
  }
  return
}

// -----

func.func @f(%x: tensor<2xf32>) {
  // expected-error @below {{needs to yield its results}}
  %y = snn.group "g" map ins(%x : tensor<2xf32>) -> (tensor<3xf32>) {
  ^bb0(%a: tensor<2xf32>):
    snn.yield %a : tensor<2xf32>
  }
  return
}

// -----

func.func @f(%x: tensor<2xf32>) {
  // expected-error @below {{needs one slot for each of its 1 results, found 2}}
  %y = snn.group "g" map ins(%x : tensor<2xf32>) slots [0, 64] -> (tensor<2xf32>) {
  ^bb0(%a: tensor<2xf32>):
    snn.yield %a : tensor<2xf32>
  }
  return
}

// -----

func.func @f(%a: memref<?x1x1x16xf32>, %t: index, %n: index) {
  // expected-error @below {{needs one block argument for each input buffer}}
  snn.kernel "k" map first(%t) steps(%n) ins(%a : memref<?x1x1x16xf32>) outs(%a : memref<?x1x1x16xf32>) {
    snn.yield
  }
  return
}

// -----

func.func @f(%y: memref<?x8x1x16xf32>, %ys: memref<?x?x2xf32>, %t: index) {
  // expected-error @below {{needs a place for its sums}}
  snn.write %y to %ys first(%t) steps(%t) burnin(%t) of(%t) reduce<mean> type(tensor<2xf32>)
    : memref<?x8x1x16xf32>, memref<?x?x2xf32>
  return
}

// -----

func.func @f(%y: memref<?x8x1x16xf32>, %ys: memref<?x?x2xf32>, %s: memref<?x2x1x16xf32>, %t: index) {
  // expected-error @below {{has a place for sums and is none}}
  snn.write %y to %ys first(%t) steps(%t) burnin(%t) of(%t) reduce<max> sums(%s : memref<?x2x1x16xf32>)
    type(tensor<2xf32>) : memref<?x8x1x16xf32>, memref<?x?x2xf32>
  return
}

// -----

func.func @f(%y: memref<?x8x1x8xi8>, %ys: memref<?x?x2xf32>, %s: memref<?x1x1x16xf32>, %t: index) {
  // expected-error @below {{needs two blocks for its sums, found 'memref<?x1x1x16xf32>'}}
  snn.write %y to %ys first(%t) steps(%t) burnin(%t) of(%t) reduce<sum> sums(%s : memref<?x1x1x16xf32>)
    type(tensor<2xi1>) : memref<?x8x1x8xi8>, memref<?x?x2xf32>
  return
}

// -----

func.func @f(%y: memref<?x8x1x8xi8>, %ys: memref<?x?x2xf32>, %s: memref<?x2x1x8xi8>, %t: index) {
  // expected-error @below {{needs a buffer of blocks [1, 16] of 'f32' for a 'tensor<2xf32>', found 'memref<?x2x1x8xi8>'}}
  snn.write %y to %ys first(%t) steps(%t) burnin(%t) of(%t) reduce<sum> sums(%s : memref<?x2x1x8xi8>)
    type(tensor<2xi1>) : memref<?x8x1x8xi8>, memref<?x?x2xf32>
  return
}
