// RUN: snn-opt --snn-fuse-groups --split-input-file %s | FileCheck %s

// A pointwise layer holds a constant in its own group; before the first step as
// well as in the scan.
snn.model @inline inputs [] outputs [] states [#snn.slot<"v", tensor<4xf32>>]
// CHECK-LABEL: func.func @inline.init_state
func.func @inline.init_state(%key: tensor<2xi32>) -> tensor<4xf32> {
  %one = arith.constant dense<1.0> : tensor<4xf32>
  // CHECK: snn.group "relu" map -> (tensor<4xf32>) {
  // CHECK-NEXT: %[[ONE:.*]] = arith.constant dense<1.000000e+00>
  // CHECK-NEXT: snn.map "relu" ins(%[[ONE]] :
  %0 = snn.map "relu" ins(%one : tensor<4xf32>) -> (tensor<4xf32>) {
  ^bb0(%a: f32):
    snn.yield %a : f32
  }
  return %0 : tensor<4xf32>
}

// -----

// A linear layer reads its input from memory: the constant is computed there.
snn.param @w : tensor<4x4xf32> = dense<1.0>
snn.model @buffer inputs [] outputs [] states [#snn.slot<"v", tensor<4xf32>>]
// CHECK-LABEL: func.func @buffer.init_state
func.func @buffer.init_state(%key: tensor<2xi32>) -> tensor<4xf32> {
  // CHECK: %[[ONE:.*]] = snn.group {{.*}} map -> (tensor<4xf32>)
  // CHECK: snn.group "fc" linear ins(%[[ONE]] :
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %0 = snn.matvec "fc" (%one) weight(@w) : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// Another shape begins another group: kernels run over one layer's channels.
snn.model @shapes inputs [] outputs [] states [#snn.slot<"v", tensor<8xf32>>]
// CHECK-LABEL: func.func @shapes.init_state
func.func @shapes.init_state(%key: tensor<2xi32>) -> tensor<8xf32> {
  %one = arith.constant dense<1.0> : tensor<8x1x1xf32>
  // CHECK: snn.group "flat" copy
  %0 = snn.copy "flat" reshape (%one) : (tensor<8x1x1xf32>) -> tensor<8xf32>
  // CHECK: snn.group "relu" map
  %1 = snn.map "relu" ins(%0 : tensor<8xf32>) -> (tensor<8xf32>) {
  ^bb0(%a: f32):
    snn.yield %a : f32
  }
  return %1 : tensor<8xf32>
}
