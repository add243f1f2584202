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
