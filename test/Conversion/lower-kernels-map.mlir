// RUN: snn-opt --snn-lower-kernels=max-panel=32 --canonicalize --cse --split-input-file %s | FileCheck %s --check-prefixes=CHECK,FMA
// RUN: snn-opt "--snn-lower-kernels=max-panel=32 fma=false" --canonicalize --cse --split-input-file %s | FileCheck %s --check-prefixes=CHECK,NOFMA
// RUN: snn-opt --snn-lower-kernels=max-panel=16 --canonicalize --cse --split-input-file %s | FileCheck %s --check-prefix=NARROW

// A kernel loads all of a panel before it stores. The steps of a sample run from
// `first` on, and a state that is carried stays in a register in between. Lanes behind
// the last channel do not spike, and the bits up to the row's end are zeros: with the others
// in one store, unless these are 48 bits.
// CHECK-LABEL: func.func @neuron(
// CHECK-SAME: %[[X:.*]]: memref<?x8x1x32xf32>, %[[V:.*]]: memref<?x1x1x32xf32>, %[[S:.*]]: memref<?x8x1x8xi8>, %[[FIRST:.*]]: index, %[[STEPS:.*]]: index)
func.func @neuron(%x: memref<?x8x1x32xf32>, %v: memref<?x1x1x32xf32>, %s: memref<?x8x1x8xi8>, %first: index, %steps: index) {
  // CHECK-DAG: %[[VALID:.*]] = arith.constant 1048575 : i32
  // CHECK: %[[SAMPLES:.*]] = memref.dim
  // CHECK: scf.for %[[N:.*]] = %c0 to %[[SAMPLES]]
  // CHECK: %[[V0:.*]] = vector.load %[[V]][%[[N]], %c0, %c0, %c0] : {{.*}}, vector<32xf32>
  // CHECK: %[[END:.*]] = arith.addi %[[FIRST]], %[[STEPS]]
  // CHECK: %[[LAST:.*]] = scf.for %[[T:.*]] = %[[FIRST]] to %[[END]] step %c1 iter_args(%[[OLD:.*]] = %[[V0]])
  // CHECK: %[[X0:.*]] = vector.load %[[X]][%[[N]], %[[T]], %c0, %c0] : {{.*}}, vector<32xf32>
  // FMA: %[[V1:.*]] = math.fma %[[OLD]], %[[OLD]], %[[X0]] : vector<32xf32>
  // NOFMA: %[[P:.*]] = arith.mulf %[[OLD]], %[[OLD]] : vector<32xf32>
  // NOFMA: %[[V1:.*]] = arith.addf %[[P]], %[[X0]] : vector<32xf32>
  // CHECK: %[[K:.*]] = arith.cmpf oge, %[[V1]], %{{.*}} : vector<32xf32>
  // CHECK: %[[ALL:.*]] = vector.bitcast %[[K]] : vector<32xi1> to vector<1xi32>
  // CHECK: %[[WORD:.*]] = vector.extract %[[ALL]][0]
  // CHECK: %[[MASKED:.*]] = arith.andi %[[WORD]], %[[VALID]] : i32
  // CHECK: %[[WIDE:.*]] = arith.extui %[[MASKED]] : i32 to i64
  // CHECK: %[[VECTOR:.*]] = vector.broadcast %[[WIDE]]
  // CHECK: %[[BYTES:.*]] = vector.bitcast %[[VECTOR]] : vector<1xi64> to vector<8xi8>
  // CHECK: vector.store %[[BYTES]], %[[S]][%[[N]], %[[T]], %c0, %c0]
  // NARROW: %[[ZEROS:.*]] = arith.constant dense<0> : vector<4xi8>
  // NARROW: vector.store %{{.*}}, %{{.*}}[%{{.*}}, %{{.*}}, %c0, %c2] : {{.*}}, vector<2xi8>
  // NARROW: vector.store %[[ZEROS]], %{{.*}}[%{{.*}}, %{{.*}}, %c0, %c4] : {{.*}}, vector<4xi8>
  // CHECK: scf.yield %[[V1]]
  // CHECK: vector.store %[[LAST]], %[[V]][%[[N]], %c0, %c0, %c0]
  snn.kernel "n" map first(%first) steps(%steps) ins(%x, %v : memref<?x8x1x32xf32>, memref<?x1x1x32xf32>)
      outs(%v, %s : memref<?x1x1x32xf32>, memref<?x8x1x8xi8>) carried [1, 0] {
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

// A parameter is a constant in the order of what it belongs to: [S] broadcasts to
// [S][C]. One that depends on the channel alone is stored for one position. Behind the
// last there is room for lanes that are no channels.
// CHECK-DAG: memref.global "private" constant @p.stored.3.2 : memref<19xf32>
// CHECK-DAG: memref.global "private" constant @q.stored.3 : memref<16xf32>
snn.param @p : tensor<2xf32> = dense<1.0>
snn.param @q : tensor<3x1xf32> = dense<1.0>
// CHECK-LABEL: func.func @parameter
func.func @parameter(%x: memref<?x1x2x16xf32>, %t: index, %n: index) {
  // CHECK: scf.for %[[P:.*]] = %c0 to %c2
  // CHECK: %[[PLACE:.*]] = arith.muli %[[P]], %c3 : index
  // CHECK: vector.load %{{.*}}[%[[PLACE]]] : memref<19xf32>, vector<16xf32>
  // CHECK: vector.load %{{.*}}[%c0] : memref<16xf32>, vector<16xf32>
  snn.kernel "n" map first(%t) steps(%n) ins(%x : memref<?x1x2x16xf32>) outs(%x : memref<?x1x2x16xf32>) {
  ^bb0(%a: tensor<3x2xf32>):
    %0 = snn.map "n" ins(%a : tensor<3x2xf32>) params [@p, @q] -> (tensor<3x2xf32>) {
    ^bb0(%c: f32, %d: f32, %e: f32):
      %1 = arith.addf %c, %d : f32
      %2 = arith.mulf %1, %e : f32
      snn.yield %2 : f32
    }
    snn.yield %0 : tensor<3x2xf32>
  }
  return
}
