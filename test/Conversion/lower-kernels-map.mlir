// RUN: snn-opt --snn-lower-kernels=max-panel=32 --canonicalize --cse --split-input-file %s | FileCheck %s --check-prefixes=CHECK,FMA
// RUN: snn-opt "--snn-lower-kernels=max-panel=32 fma=false" --canonicalize --cse --split-input-file %s | FileCheck %s --check-prefixes=CHECK,NOFMA

// A kernel loads all of a panel before it stores: `v` may be updated in place. Lanes
// behind the last channel do not spike, and the bits up to the row's end are zeros.
// CHECK-LABEL: func.func @neuron(
// CHECK-SAME: %[[X:.*]]: memref<1x32xf32>, %[[V:.*]]: memref<1x32xf32>, %[[S:.*]]: memref<1x8xi8>)
func.func @neuron(%x: memref<1x32xf32>, %v: memref<1x32xf32>, %s: memref<1x8xi8>) {
  // CHECK-DAG: %[[VALID:.*]] = arith.constant dense<[{{(true, )+(false, )+}}false]> : vector<32xi1>
  // CHECK-DAG: %[[ZEROS:.*]] = arith.constant dense<0> : vector<4xi8>
  // CHECK: %[[X0:.*]] = vector.load %[[X]][%c0, %c0] : memref<1x32xf32>, vector<32xf32>
  // CHECK: %[[V0:.*]] = vector.load %[[V]][%c0, %c0] : memref<1x32xf32>, vector<32xf32>
  // FMA: %[[V1:.*]] = math.fma %[[V0]], %[[V0]], %[[X0]] : vector<32xf32>
  // NOFMA: %[[P:.*]] = arith.mulf %[[V0]], %[[V0]] : vector<32xf32>
  // NOFMA: %[[V1:.*]] = arith.addf %[[P]], %[[X0]] : vector<32xf32>
  // CHECK: %[[K:.*]] = arith.cmpf oge, %[[V1]], %{{.*}} : vector<32xf32>
  // CHECK: vector.store %[[V1]], %[[V]][%c0, %c0]
  // CHECK: %[[MASKED:.*]] = arith.andi %[[K]], %[[VALID]]
  // CHECK: %[[BYTES:.*]] = vector.bitcast %[[MASKED]] : vector<32xi1> to vector<4xi8>
  // CHECK: vector.store %[[BYTES]], %[[S]][%c0, %c0]
  // CHECK: vector.store %[[ZEROS]], %[[S]][%c0, %c4]
  snn.kernel "n" map ins(%x, %v : memref<1x32xf32>, memref<1x32xf32>) outs(%v, %s : memref<1x32xf32>, memref<1x8xi8>) {
  ^bb0(%a: tensor<20xf32>, %b: tensor<20xf32>):
    %0, %1 = snn.map "n" ins(%a, %b : tensor<20xf32>, tensor<20xf32>) -> (tensor<20xf32>, tensor<20xi1>) {
    ^bb0(%c: f32, %d: f32):
      %2 = math.fma %d, %d, %c : f32
      %3 = snn.spike %2 : f32
      snn.yield %2, %3 : f32, i1
    }
    snn.yield %0, %1 : tensor<20xf32>, tensor<20xi1>
  }
  return
}

// -----

// A parameter is a constant in the layout of what it belongs to: [C, S] broadcasts
// to [S][pitch].
// CHECK: memref.global "private" constant @p.stored.3.2 : memref<2x16xf32>
snn.param @p : tensor<3x1xf32> = dense<1.0>
// CHECK-LABEL: func.func @parameter
func.func @parameter(%x: memref<2x16xf32>) {
  // CHECK: scf.for %[[P:.*]] = %c0 to %c2
  // CHECK: vector.load %{{.*}}[%[[P]], %c0] : memref<2x16xf32>, vector<16xf32>
  snn.kernel "n" map ins(%x : memref<2x16xf32>) outs(%x : memref<2x16xf32>) {
  ^bb0(%a: tensor<3x2xf32>):
    %0 = snn.map "n" ins(%a : tensor<3x2xf32>) params [@p] -> (tensor<3x2xf32>) {
    ^bb0(%c: f32, %d: f32):
      %1 = arith.addf %c, %d : f32
      snn.yield %1 : f32
    }
    snn.yield %0 : tensor<3x2xf32>
  }
  return
}
