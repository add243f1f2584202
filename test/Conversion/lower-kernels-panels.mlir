// RUN: snn-opt --snn-lower-kernels=max-panel=64 --canonicalize --cse %s | FileCheck %s

// Vectors of three registers are no good: 45 channels are panels of 32 and 16 lanes, on
// rows of 45 weights, and their spikes fill their row of 64.
snn.param @w : tensor<45x20xf32> = dense<1.0>
// CHECK: memref.global "private" constant @w.packed.tail : memref<903xf32>
// CHECK-LABEL: func.func @sum
// CHECK-NOT: vector<48
func.func @sum(%x: memref<?x1x1x8xi8>, %y: memref<?x1x1x8xi8>, %work: memref<?x128xi8>, %t: index, %n: index) {
  // CHECK: %[[ROW:.*]] = arith.muli %{{.*}}, %c45
  // CHECK: vector.load %{{.*}}[%[[ROW]]] : memref<903xf32>, vector<32xf32>
  // CHECK: vector.store %{{.*}}, %{{.*}}[%{{.*}}, %c0, %c0, %c0] : memref<?x1x1x8xi8>, vector<4xi8>
  // CHECK: %[[ROW:.*]] = arith.muli %{{.*}}, %c45
  // CHECK: %[[PLACE:.*]] = arith.addi %[[ROW]], %c32
  // CHECK: vector.load %{{.*}}[%[[PLACE]]] : memref<903xf32>, vector<16xf32>
  // CHECK: vector.store %{{.*}}, %{{.*}}[%{{.*}}, %c0, %c0, %c4] : memref<?x1x1x8xi8>, vector<4xi8>
  // CHECK-NOT: vector<48
  snn.kernel "fc" linear first(%t) steps(%n) ins(%x : memref<?x1x1x8xi8>) outs(%y : memref<?x1x1x8xi8>)
      workspace(%work : memref<?x128xi8>) {
  ^bb0(%a: tensor<20xi1>):
    %0 = snn.matvec "fc" (%a) weight(@w) : (tensor<20xi1>) -> tensor<45xf32>
    %1 = snn.map "lif" ins(%0 : tensor<45xf32>) -> (tensor<45xi1>) {
    ^bb0(%b: f32):
      %s = snn.spike %b : f32
      snn.yield %s : i1
    }
    snn.yield %1 : tensor<45xi1>
  }
  return
}
