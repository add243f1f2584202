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
    %0 = snn.linear "fc" (%a) weight(@w) : (tensor<4xf32>) -> tensor<40xf32>
    %1 = snn.layer_norm "norm" (%0) eps(1.0e-5) : (tensor<40xf32>) -> tensor<40xf32>
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
    %0 = snn.linear "fc" (%a) weight(@w) : (tensor<4xf32>) -> tensor<40xf32>
    %1 = snn.layer_norm "norm" (%0) eps(1.0e-5) : (tensor<40xf32>) -> tensor<40xf32>
    snn.yield %1 : tensor<40xf32>
  }
  return
}
