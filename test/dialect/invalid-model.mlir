// RUN: snn-opt --split-input-file --verify-diagnostics %s

// expected-error @below {{port 'x' is of f32 or i1, found 'tensor<4xf64>'}}
snn.model @port inputs [#snn.port<"x", tensor<4xf64>>] outputs [] states []

// -----

// expected-error @below {{port 'y' needs known sizes, found 'tensor<?xf32>'}}
snn.model @open inputs [] outputs [#snn.port<"y", tensor<?xf32>>] states []

// -----

// expected-error @below {{needs numbers of bytes from 0 to 1099511627776, multiples of 64; found -64}}
snn.model @bytes inputs [] outputs [] states [] carried(-64)

// -----

// expected-error @below {{has 128 bytes of workspace in 64 bytes of scratch}}
snn.model @work inputs [] outputs [] states [] scratch(64) workspace(128)

// -----

// expected-error @below {{state 'v' begins at byte 64 of 64}}
snn.model @slot inputs [] outputs [] states [#snn.slot<"v", tensor<4xf32> offset = 64>] carried(64)

// -----

snn.model @net inputs [#snn.port<"x", tensor<4xf32>>] outputs [#snn.port<"y", tensor<4xf32>>] states []
func.func @net.run(%xs: tensor<?x8xf32>, %b: index) -> tensor<?x4xf32> {
  // expected-error @below {{has other inputs than the model 'net'}}
  %ys = snn.scan inputs(%xs : tensor<?x8xf32>) burnin(%b) reduce [#snn.reduce<none>] -> outputs(tensor<?x4xf32>) {
  ^bb0(%x: tensor<8xf32>):
    %0 = arith.constant dense<0.0> : tensor<4xf32>
    snn.yield %0 : tensor<4xf32>
  }
  return %ys : tensor<?x4xf32>
}

// -----

snn.model @net inputs [#snn.port<"x", tensor<4xf32>>] outputs [#snn.port<"y", tensor<4xf32>, sum>] states []
func.func @net.run(%xs: tensor<?x4xf32>, %b: index) -> tensor<?x4xf32> {
  // expected-error @below {{has other outputs than the model 'net'}}
  %ys = snn.scan inputs(%xs : tensor<?x4xf32>) burnin(%b) reduce [#snn.reduce<none>] -> outputs(tensor<?x4xf32>) {
  ^bb0(%x: tensor<4xf32>):
    snn.yield %x : tensor<4xf32>
  }
  return %ys : tensor<?x4xf32>
}

// -----

snn.model @net inputs [#snn.port<"x", tensor<4xf32>>] outputs [#snn.port<"y", tensor<4xf32>>] states [#snn.slot<"v", tensor<4xf32>>]
func.func @net.run(%xs: tensor<?x4xf32>, %b: index) -> tensor<?x4xf32> {
  // expected-error @below {{has other states than the model 'net'}}
  %ys = snn.scan inputs(%xs : tensor<?x4xf32>) burnin(%b) reduce [#snn.reduce<none>] -> outputs(tensor<?x4xf32>) {
  ^bb0(%x: tensor<4xf32>):
    snn.yield %x : tensor<4xf32>
  }
  return %ys : tensor<?x4xf32>
}

// -----

snn.model @net inputs [#snn.port<"x", tensor<4xf32>>] outputs [#snn.port<"y", tensor<4xf32>>] states []
// expected-error @below {{holds one snn.scan of its arguments, gives its results, and nothing else}}
func.func @net.run(%xs: tensor<?x4xf32>, %b: index) -> tensor<?x4xf32> {
  %c = arith.constant 3 : index
  %ys = snn.scan inputs(%xs : tensor<?x4xf32>) burnin(%c) reduce [#snn.reduce<none>] -> outputs(tensor<?x4xf32>) {
  ^bb0(%x: tensor<4xf32>):
    snn.yield %x : tensor<4xf32>
  }
  return %ys : tensor<?x4xf32>
}

// -----

snn.model @net inputs [] outputs [] states [#snn.slot<"v", tensor<4xf32>>, #snn.slot<"w", tensor<4xf32>>]
// expected-error @below {{computes the first value of every state of its model, in their order}}
func.func @net.init_state(%key: tensor<2xi32>) -> tensor<4xf32> {
  %0 = arith.constant dense<0.0> : tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

snn.model @net inputs [] outputs [] states [#snn.slot<"v", tensor<4xf32>>]
func.func @net.init_state(%key: tensor<2xi32>) -> tensor<4xf32> {
  // expected-error @below {{is no operation of a step}}
  %0 = arith.constant dense<[0.0, 1.0, 2.0, 3.0]> : tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @scan(%xs: tensor<?x4xf32>, %b: index) -> tensor<?x4xf32> {
  %ys = snn.scan inputs(%xs : tensor<?x4xf32>) burnin(%b) reduce [#snn.reduce<none>] -> outputs(tensor<?x4xf32>) {
  ^bb0(%x: tensor<4xf32>):
    // expected-error @below {{is no operation of a step}}
    %y = snn.scale "s" (%x) factor(2.0 : f32) : (tensor<4xf32>) -> tensor<4xf32>
    snn.yield %y : tensor<4xf32>
  }
  return %ys : tensor<?x4xf32>
}

// -----

func.func @axis(%xs: tensor<f32>, %b: index) -> tensor<?x4xf32> {
  // expected-error @below {{needs inputs with an axis of steps, found 'tensor<f32>'}}
  %ys = snn.scan inputs(%xs : tensor<f32>) burnin(%b) reduce [#snn.reduce<none>] -> outputs(tensor<?x4xf32>) {
  ^bb0(%x: tensor<4xf32>):
    snn.yield %x : tensor<4xf32>
  }
  return %ys : tensor<?x4xf32>
}

// -----

// expected-error @below {{state 'v' needs known sizes, found 'tensor<?xf32>'}}
snn.model @sizes inputs [] outputs [] states [#snn.slot<"v", tensor<?xf32>>]

// -----

// expected-error @below {{port 'x' is of numbers, which bits cannot hold: only an input with "spikes": true may be of bits, any of u8}}
snn.model @bits inputs [#snn.port<"x", tensor<4xf32> as bits>] outputs [] states []

// -----

// expected-error @below {{port 'y' is of numbers and not of spikes, and those are f32 alone}}
snn.model @numbers inputs [] outputs [#snn.port<"y", tensor<4xf32> as u8>] states []

// -----

// expected-error @below {{port 'y' is reduced to numbers over the steps, which are f32 alone}}
snn.model @sum inputs [] outputs [#snn.port<"y", tensor<4xi1>, mean as bits>] states []
