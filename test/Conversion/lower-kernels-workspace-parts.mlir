// RUN: snn-opt --snn-lower-kernels --split-input-file --verify-diagnostics %s | FileCheck %s

// What a kernel takes is what was reserved for it, to the last byte: the events of one
// step (4 short numbers), where they begin, and the sums that the norm reads once more.
snn.param @w : tensor<40x4xf32> = dense<1.0>
// CHECK-LABEL: func.func @exact
// CHECK-DAG: memref.view %{{.*}}[%c128{{.*}}][] : memref<?xi8> to memref<1x48xf32>
// CHECK-DAG: memref<?x4xi16
// CHECK-DAG: memref<?x3xi32
func.func @exact(%x: memref<?x8x1x16xf32>, %y: memref<?x8x1x48xf32>, %w: memref<?x320xi8>, %t: index) {
  %one = arith.constant 1 : index
  snn.kernel "fc+norm" linear first(%t) steps(%one) ins(%x : memref<?x8x1x16xf32>) outs(%y : memref<?x8x1x48xf32>) workspace(%w : memref<?x320xi8>) {
  ^bb0(%a: tensor<4xf32>):
    %0 = snn.matvec "fc" (%a) weight(@w) : (tensor<4xf32>) -> tensor<40xf32>
    %n1 = snn.reduce "norm" sum (%0) : (tensor<40xf32>) -> tensor<40xf32> {
    ^bb0(%joined: f32, %element: f32):
      %total = arith.addf %joined, %element : f32
      snn.yield %total : f32
    } finish {
    ^bb0(%joined: f32):
      snn.yield %joined : f32
    }
    %1 = snn.map "norm" ins(%0, %n1 : tensor<40xf32>, tensor<40xf32>) -> (tensor<40xf32>) {
    ^bb0(%element: f32, %number: f32):
      %distance = arith.subf %element, %number : f32
      snn.yield %distance : f32
    }
    snn.yield %1 : tensor<40xf32>
  }
  return
}

// -----

snn.param @w : tensor<40x4xf32> = dense<1.0>
func.func @less(%x: memref<?x8x1x16xf32>, %y: memref<?x8x1x48xf32>, %w: memref<?x256xi8>, %t: index) {
  %one = arith.constant 1 : index
  // expected-error @below {{kernel 'fc+norm' has too little workspace; run snn-layout-state first}}
  snn.kernel "fc+norm" linear first(%t) steps(%one) ins(%x : memref<?x8x1x16xf32>) outs(%y : memref<?x8x1x48xf32>) workspace(%w : memref<?x256xi8>) {
  ^bb0(%a: tensor<4xf32>):
    %0 = snn.matvec "fc" (%a) weight(@w) : (tensor<4xf32>) -> tensor<40xf32>
    %n2 = snn.reduce "norm" sum (%0) : (tensor<40xf32>) -> tensor<40xf32> {
    ^bb0(%joined: f32, %element: f32):
      %total = arith.addf %joined, %element : f32
      snn.yield %total : f32
    } finish {
    ^bb0(%joined: f32):
      snn.yield %joined : f32
    }
    %1 = snn.map "norm" ins(%0, %n2 : tensor<40xf32>, tensor<40xf32>) -> (tensor<40xf32>) {
    ^bb0(%element: f32, %number: f32):
      %distance = arith.subf %element, %number : f32
      snn.yield %distance : f32
    }
    snn.yield %1 : tensor<40xf32>
  }
  return
}
