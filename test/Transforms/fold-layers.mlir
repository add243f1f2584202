// RUN: snn-opt --snn-fold-layers %s | FileCheck %s

snn.param @w : tensor<4x9xf32> = dense<1.0>

// CHECK-LABEL: snn.network @net
snn.network @net forward(resolved) {
  // CHECK-NEXT: %[[X:.*]] = snn.input "x"
  %x = snn.input "x" : tensor<9xf32>
  %a = snn.flatten "a" (%x) : (tensor<9xf32>) -> tensor<9xf32>
  %dead = snn.flatten "dead" (%y) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK-NEXT: %[[Y:.*]] = snn.linear "fc"(%[[X]])
  %y = snn.linear "fc" (%a) weight(@w) : (tensor<9xf32>) -> tensor<4xf32>
  // The functions of constants in a region are nobody's to compute.
  // CHECK-NEXT: snn.map "e"
  // CHECK: math.exp
  %e = snn.map "e" ins(%y : tensor<4xf32>) -> (tensor<4xf32>) {
  ^bb0(%v: f32):
    %0 = arith.constant 0.37 : f32
    %1 = math.exp %0 : f32
    %2 = arith.addf %v, %1 : f32
    snn.yield %2 : f32
  }
  snn.output "e" %e : tensor<4xf32>
}
