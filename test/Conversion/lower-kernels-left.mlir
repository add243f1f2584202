// RUN: snn-opt --snn-lower-kernels --verify-diagnostics %s

// What is in no kernel does not become code; nothing of the dialect may be left.
func.func @net.run(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{is in no kernel and does not become code}}
  %y = snn.map "double" ins(%x : tensor<4xf32>) -> (tensor<4xf32>) {
  ^bb0(%e: f32):
    %r = arith.addf %e, %e : f32
    snn.yield %r : f32
  }
  return %y : tensor<4xf32>
}
