// RUN: snn-opt --snn-lower-kernels="max-panel=32 register-lanes=8" --canonicalize --cse --split-input-file %s | FileCheck %s

// Where more than half of the inputs of three steps are spikes, all inputs are multiplied
// with all weights; 600 * 3 / 2 = 900. How many groups of three steps are so is counted
// behind the events, to know whether the sums are better computed before all else.
snn.param @w : tensor<32x600xf32> = dense<1.0>
snn.param @b : tensor<32xf32> = dense<2.0>
// CHECK-LABEL: func.func @spikes(
// CHECK-SAME: %{{.*}}: memref<?x8x1x32xf32>, %{{.*}}: memref<?x20000xi8>, %[[T:.*]]: index, %[[STEPS:.*]]: index)
func.func @spikes(%x: memref<?x8x1x80xi8>, %y: memref<?x8x1x32xf32>, %work: memref<?x20000xi8>, %t: index, %n: index) {
  // CHECK: %[[SUMS:.*]] = memref.view %{{.*}} to memref<8x64xf32>
  // CHECK: %[[FLOATS:.*]] = memref.view %{{.*}} to memref<3x512xf32>
  // CHECK: %[[GROUPS:.*]] = arith.divui %[[STEPS]], %c3
  // CHECK: %[[DENSE:.*]] = scf.for %{{.*}} = %c0 to %[[GROUPS]]
  // CHECK: arith.cmpi ugt, %{{.*}}, %c900
  // CHECK: %[[COUNT:.*]] = arith.index_cast %[[DENSE]] : index to i32
  // CHECK: memref.store %[[COUNT]], %[[STARTS:.*]][%{{.*}}, %c9]
  // CHECK: %[[COUNT:.*]] = memref.load %[[STARTS]][%{{.*}}, %c9]
  // CHECK: %[[ANY:.*]] = arith.cmpi ne
  // CHECK: scf.if %[[ANY]] {
  // Sums of all steps, which begin with the bias, and then a function that any layer may call.
  // CHECK: vector.store %{{.*}}, %[[SUMS]]
  // CHECK: %[[ALL:.*]] = memref.cast %[[SUMS]]
  // CHECK: call @sums.32.spikes.i16(%{{.*}}, %{{.*}}, %{{.*}}, %c80, %{{.*}}, %c0, %c32, %[[ALL]], %[[FLOATS]], %[[STEPS]], %c600, %c900)
  snn.kernel "fc" linear first(%t) steps(%n) ins(%x : memref<?x8x1x80xi8>) outs(%y : memref<?x8x1x32xf32>)
      workspace(%work : memref<?x20000xi8>) {
  ^bb0(%a: tensor<600xi1>):
    %0 = snn.matvec "fc" (%a) weight(@w) bias(@b) crossover(0.5) : (tensor<600xi1>) -> tensor<32xf32>
    snn.yield %0 : tensor<32xf32>
  }
  return
}

// The function: 512 inputs at a time, as they are near.
// CHECK: func.func private @sums.32.spikes.i16(%[[STARTS:[^:]*]]: memref<?xi32{{[^%]*}}%[[EVENTS:[^:]*]]: memref<?xi16
// CHECK-SAME: %[[SUMS:[^:]*]]: memref<?x64xf32>, %[[FLOATS:[^:]*]]: memref<3x512xf32>, %[[STEPS:[^:]*]]: index, %[[INPUTS:[^:]*]]: index, %[[ABOVE:[^:]*]]: index)
// CHECK: %[[GROUPS:.*]] = arith.divui %[[STEPS]], %c3
// CHECK: scf.for %[[BEGIN:.*]] = %c0 to %[[INPUTS]] step %c512 {
// CHECK: scf.for %[[GROUP:.*]] = %c0 to %[[GROUPS]] step %c1 {
// CHECK: %[[END:.*]] = arith.minui %{{.*}}, %[[INPUTS]]
// CHECK: %[[ISDENSE:.*]] = arith.cmpi ugt, %{{.*}}, %[[ABOVE]]
// CHECK: scf.if %[[ISDENSE]] {
// Spikes become floats, for each of the three steps.
// CHECK: arith.uitofp %{{.*}} : vector<16xi1> to vector<16xf32>
// CHECK: vector.store %{{.*}}, %[[FLOATS]][%c0,
// CHECK: vector.store %{{.*}}, %[[FLOATS]][%c1,
// CHECK: vector.store %{{.*}}, %[[FLOATS]][%c2,
// Three rows of four registers: a weight that is loaded meets three steps.
// CHECK-COUNT-12: vector.load %[[SUMS]][{{.*}}vector<8xf32>
// CHECK: %{{.*}}:12 = scf.for %[[INPUT:.*]] = %[[BEGIN]] to %[[END]] step %c1 iter_args(
// CHECK: %[[X0:.*]] = vector.broadcast
// CHECK: %[[X1:.*]] = vector.broadcast
// CHECK: %[[X2:.*]] = vector.broadcast
// CHECK: arith.muli %[[INPUT]], %c32
// CHECK: %[[W:.*]] = vector.load %{{.*}}, vector<8xf32>
// CHECK: math.fma %[[X0]], %[[W]], %{{.*}} : vector<8xf32>
// CHECK: math.fma %[[X1]], %[[W]], %{{.*}} : vector<8xf32>
// CHECK: math.fma %[[X2]], %[[W]], %{{.*}} : vector<8xf32>
// CHECK-COUNT-3: vector.load %{{.*}}, vector<8xf32>
// CHECK-COUNT-12: vector.store %{{.*}}, %[[SUMS]]{{.*}}vector<8xf32>
// Other groups add the rows of their events, once: with the first inputs.
// CHECK: } else {
// CHECK: %[[ISFIRST:.*]] = arith.cmpi eq, %[[BEGIN]], %c0
// CHECK: scf.if %[[ISFIRST]] {
// CHECK: arith.addf %{{.*}} : vector<32xf32>

// -----

// Floats are multiplied where they are.
snn.param @w : tensor<16x20xf32> = dense<1.0>
// CHECK-LABEL: func.func @floats(
func.func @floats(%x: memref<?x4x1x32xf32>, %y: memref<?x4x1x16xf32>, %work: memref<?x9000xi8>, %t: index, %n: index) {
  // CHECK: call @sums.16.tail.floats.i16(
  snn.kernel "fc" linear first(%t) steps(%n) ins(%x : memref<?x4x1x32xf32>) outs(%y : memref<?x4x1x16xf32>)
      workspace(%work : memref<?x9000xi8>) {
  ^bb0(%a: tensor<20xf32>):
    %0 = snn.matvec "fc" (%a) weight(@w) crossover(0.5) : (tensor<20xf32>) -> tensor<16xf32>
    snn.yield %0 : tensor<16xf32>
  }
  return
}

// CHECK: func.func private @sums.16.tail.floats.i16({{.*}}%[[SOURCE:[^:]*]]: memref<?xf32, strided<[1], offset: ?>>, %[[PITCH:[^:]*]]: index, %{{[^:]*}}: memref<?xf32
// CHECK: %{{.*}}:6 = scf.for %[[INPUT:[a-z0-9]*]] = %{{.*}} -> (vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>)
// CHECK: %[[PLACE:.*]] = arith.addi %{{.*}}, %[[INPUT]]
// CHECK: memref.load %[[SOURCE]][%[[PLACE]]]

// -----

// A weight may be called as the function would be.
snn.param @sums.16.tail.floats.i16 : tensor<16x20xf32> = dense<1.0>
// CHECK-LABEL: func.func @named(
func.func @named(%x: memref<?x4x1x32xf32>, %y: memref<?x4x1x16xf32>, %work: memref<?x9000xi8>, %t: index, %n: index) {
  // CHECK: call @sums.16.tail.floats.i16_(
  snn.kernel "fc" linear first(%t) steps(%n) ins(%x : memref<?x4x1x32xf32>) outs(%y : memref<?x4x1x16xf32>)
      workspace(%work : memref<?x9000xi8>) {
  ^bb0(%a: tensor<20xf32>):
    %0 = snn.matvec "fc" (%a) weight(@sums.16.tail.floats.i16) crossover(0.5) : (tensor<20xf32>) -> tensor<16xf32>
    snn.yield %0 : tensor<16xf32>
  }
  return
}

// -----

// Neither without a crossover nor in tiles of two steps.
snn.param @w : tensor<16x20xf32> = dense<1.0>
// CHECK-LABEL: func.func @none(
// CHECK-NOT: vector<8xf32>
// CHECK-NOT: scf.if
func.func @none(%x: memref<?x4x1x32xf32>, %y: memref<?x4x1x16xf32>, %a: memref<?x2x1x32xf32>, %b: memref<?x2x1x16xf32>,
                %work: memref<?x9000xi8>, %t: index, %n: index) {
  snn.kernel "fc" linear first(%t) steps(%n) ins(%x : memref<?x4x1x32xf32>) outs(%y : memref<?x4x1x16xf32>)
      workspace(%work : memref<?x9000xi8>) {
  ^bb0(%c: tensor<20xf32>):
    %0 = snn.matvec "fc" (%c) weight(@w) : (tensor<20xf32>) -> tensor<16xf32>
    snn.yield %0 : tensor<16xf32>
  }
  snn.kernel "fc" linear first(%t) steps(%n) ins(%a : memref<?x2x1x32xf32>) outs(%b : memref<?x2x1x16xf32>)
      workspace(%work : memref<?x9000xi8>) {
  ^bb0(%c: tensor<20xf32>):
    %0 = snn.matvec "fc" (%c) weight(@w) crossover(0.0) : (tensor<20xf32>) -> tensor<16xf32>
    snn.yield %0 : tensor<16xf32>
  }
  return
}
