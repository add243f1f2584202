// RUN: snn-opt --snn-scan-to-loops --split-input-file --verify-diagnostics %s

// expected-error @below {{has no functions init_state and run}}
snn.model @alone inputs [] outputs [] states []

// -----

snn.model @early inputs [] outputs [] states [#snn.slot<"v", tensor<4xf32> offset = 0>] carried(64)
func.func @early.init_state(%key: tensor<2xi32>) -> tensor<4xf32> {
  // expected-error @below {{has no place in memory; run snn-layout-state first}}
  %0 = snn.group "one" map -> (tensor<4xf32>) {
    %one = arith.constant dense<1.0> : tensor<4xf32>
    snn.yield %one : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}
func.func @early.run(%v: tensor<4xf32>, %burnin: index) -> tensor<4xf32> {
  return %v : tensor<4xf32>
}

// -----

snn.model @none inputs [] outputs [] states []
func.func @none.init_state(%key: tensor<2xi32>) {
  return
}
// expected-error @below {{has no snn.scan}}
func.func @none.run(%burnin: index) {
  return
}

// -----

snn.model @place inputs [#snn.port<"x", tensor<4xf32>>] outputs [#snn.port<"y", tensor<4xf32>>] states [#snn.slot<"v", tensor<4xf32> offset = 0>] carried(64) scratch(128)
func.func @place.init_state(%key: tensor<2xi32>) -> tensor<4xf32> {
  %0 = snn.group "zero" map slots [0] -> (tensor<4xf32>) {
    %1 = arith.constant dense<0.0> : tensor<4xf32>
    snn.yield %1 : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}
func.func @place.run(%xs: tensor<?x4xf32>, %v: tensor<4xf32>, %b: index) -> (tensor<?x4xf32>, tensor<4xf32>) {
  %ys, %0 = snn.scan inputs(%xs : tensor<?x4xf32>) init(%v : tensor<4xf32>) burnin(%b) reduce [#snn.reduce<none>] -> outputs(tensor<?x4xf32>) states(tensor<4xf32>) {
  ^bb0(%x: tensor<4xf32>, %v0: tensor<4xf32>):
    // expected-error @below {{has a result at byte 100 of 192, expected a multiple of 64}}
    %in = snn.group "in" input ins(%x : tensor<4xf32>) slots [100] -> (tensor<4xf32>) {
    ^bb0(%1: tensor<4xf32>):
      snn.yield %1 : tensor<4xf32>
    }
    %next = snn.group "next" map ins(%in : tensor<4xf32>) slots [0] -> (tensor<4xf32>) {
    ^bb0(%1: tensor<4xf32>):
      snn.yield %1 : tensor<4xf32>
    }
    snn.yield %in, %next : tensor<4xf32>, tensor<4xf32>
  }
  return %ys, %0 : tensor<?x4xf32>, tensor<4xf32>
}

// -----

snn.model @elsewhere inputs [#snn.port<"x", tensor<4xf32>>] outputs [#snn.port<"y", tensor<4xf32>>] states [#snn.slot<"v", tensor<4xf32> offset = 0>] carried(64) scratch(128)
func.func @elsewhere.init_state(%key: tensor<2xi32>) -> tensor<4xf32> {
  %0 = snn.group "zero" map slots [0] -> (tensor<4xf32>) {
    %1 = arith.constant dense<0.0> : tensor<4xf32>
    snn.yield %1 : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}
func.func @elsewhere.run(%xs: tensor<?x4xf32>, %v: tensor<4xf32>, %b: index) -> (tensor<?x4xf32>, tensor<4xf32>) {
  // expected-error @below {{writes the state 'v' to byte 128, it lies at 0}}
  %ys, %0 = snn.scan inputs(%xs : tensor<?x4xf32>) init(%v : tensor<4xf32>) burnin(%b) reduce [#snn.reduce<none>] -> outputs(tensor<?x4xf32>) states(tensor<4xf32>) {
  ^bb0(%x: tensor<4xf32>, %v0: tensor<4xf32>):
    %in = snn.group "in" input ins(%x : tensor<4xf32>) slots [64] -> (tensor<4xf32>) {
    ^bb0(%1: tensor<4xf32>):
      snn.yield %1 : tensor<4xf32>
    }
    %next = snn.group "next" map ins(%in : tensor<4xf32>) slots [128] -> (tensor<4xf32>) {
    ^bb0(%1: tensor<4xf32>):
      snn.yield %1 : tensor<4xf32>
    }
    snn.yield %in, %next : tensor<4xf32>, tensor<4xf32>
  }
  return %ys, %0 : tensor<?x4xf32>, tensor<4xf32>
}

// -----

snn.model @input inputs [#snn.port<"x", tensor<4xf32>>] outputs [#snn.port<"y", tensor<4xf32>>] states [#snn.slot<"v", tensor<4xf32> offset = 0>] carried(64) scratch(128)
func.func @input.init_state(%key: tensor<2xi32>) -> tensor<4xf32> {
  %0 = snn.group "zero" map slots [0] -> (tensor<4xf32>) {
    %1 = arith.constant dense<0.0> : tensor<4xf32>
    snn.yield %1 : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}
func.func @input.run(%xs: tensor<?x4xf32>, %v: tensor<4xf32>, %b: index) -> (tensor<?x4xf32>, tensor<4xf32>) {
  %ys, %0 = snn.scan inputs(%xs : tensor<?x4xf32>) init(%v : tensor<4xf32>) burnin(%b) reduce [#snn.reduce<none>] -> outputs(tensor<?x4xf32>) states(tensor<4xf32>) {
  ^bb0(%x: tensor<4xf32>, %v0: tensor<4xf32>):
    // expected-error @below {{reads no input of the model}}
    %in = snn.group "in" input ins(%v0 : tensor<4xf32>) slots [64] -> (tensor<4xf32>) {
    ^bb0(%1: tensor<4xf32>):
      snn.yield %1 : tensor<4xf32>
    }
    %next = snn.group "next" map ins(%in : tensor<4xf32>) slots [0] -> (tensor<4xf32>) {
    ^bb0(%1: tensor<4xf32>):
      snn.yield %1 : tensor<4xf32>
    }
    snn.yield %in, %next : tensor<4xf32>, tensor<4xf32>
  }
  return %ys, %0 : tensor<?x4xf32>, tensor<4xf32>
}

// -----

snn.model @bare inputs [#snn.port<"x", tensor<4xf32>>] outputs [#snn.port<"y", tensor<4xf32>>] states [#snn.slot<"v", tensor<4xf32> offset = 0>] carried(64) scratch(128)
func.func @bare.init_state(%key: tensor<2xi32>) -> tensor<4xf32> {
  %0 = snn.group "zero" map slots [0] -> (tensor<4xf32>) {
    %1 = arith.constant dense<0.0> : tensor<4xf32>
    snn.yield %1 : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}
func.func @bare.run(%xs: tensor<?x4xf32>, %v: tensor<4xf32>, %b: index) -> (tensor<?x4xf32>, tensor<4xf32>) {
  // expected-error @below {{gives a value that has no buffer; run snn-layout-state first}}
  %ys, %0 = snn.scan inputs(%xs : tensor<?x4xf32>) init(%v : tensor<4xf32>) burnin(%b) reduce [#snn.reduce<none>] -> outputs(tensor<?x4xf32>) states(tensor<4xf32>) {
  ^bb0(%x: tensor<4xf32>, %v0: tensor<4xf32>):
    %next = snn.group "next" map ins(%v0 : tensor<4xf32>) slots [0] -> (tensor<4xf32>) {
    ^bb0(%1: tensor<4xf32>):
      snn.yield %1 : tensor<4xf32>
    }
    snn.yield %x, %next : tensor<4xf32>, tensor<4xf32>
  }
  return %ys, %0 : tensor<?x4xf32>, tensor<4xf32>
}

// -----

// The sums would lie in front of the state.
// expected-error @below {{needs 128 bytes for its sums over steps, found 0; run snn-layout-state first}}
snn.model @sums inputs [] outputs [#snn.port<"y", tensor<4xf32>, sum>] states [#snn.slot<"v", tensor<4xf32> offset = 0>] carried(64)
func.func @sums.init_state(%key: tensor<2xi32>) -> tensor<4xf32> {
  %0 = snn.group "zero" map slots [0] -> (tensor<4xf32>) {
    %1 = arith.constant dense<0.0> : tensor<4xf32>
    snn.yield %1 : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}
func.func @sums.run(%v: tensor<4xf32>, %b: index) -> (tensor<4xf32>, tensor<4xf32>) {
  %y, %0 = snn.scan init(%v : tensor<4xf32>) burnin(%b) reduce [#snn.reduce<sum>] -> outputs(tensor<4xf32>) states(tensor<4xf32>) {
  ^bb0(%v0: tensor<4xf32>):
    %next = snn.group "next" map ins(%v0 : tensor<4xf32>) slots [0] -> (tensor<4xf32>) {
    ^bb0(%1: tensor<4xf32>):
      snn.yield %1 : tensor<4xf32>
    }
    snn.yield %next, %next : tensor<4xf32>, tensor<4xf32>
  }
  return %y, %0 : tensor<4xf32>, tensor<4xf32>
}
