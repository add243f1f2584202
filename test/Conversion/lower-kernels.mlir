// RUN: snn-opt --snn-lower-kernels=max-panel=32 --canonicalize --cse --split-input-file --mlir-elide-resource-strings-if-larger=8 %s | FileCheck %s

// 40 outputs: a panel of 32 lanes, and 16 with the last 8. Weights are packed as
// [panel][input][lane] and [input][output], and behind the last row there is room for
// the lanes that are no outputs.
// CHECK-DAG: memref.global "private" constant @w.packedx32 : memref<1x20x32xf32> = {{.*}} {alignment = 64 : i64}
// CHECK-DAG: memref.global "private" constant @w.packed.tail : memref<168xf32>
// CHECK-DAG: memref.global "private" constant @b.stored.40 : memref<48xf32>
snn.param @w : tensor<40x20xf32> = dense<1.0>
snn.param @b : tensor<40xf32> = dense<2.0>
// CHECK-LABEL: func.func @spikes(
// CHECK-SAME: %[[X:.*]]: memref<?x1x1x8xi8>, %[[Y:.*]]: memref<?x1x1x48xf32>, %[[WORK:.*]]: memref<?x128xi8>, %[[FIRST:.*]]: index, %[[STEPS:.*]]: index)
func.func @spikes(%x: memref<?x1x1x8xi8>, %y: memref<?x1x1x48xf32>, %work: memref<?x128xi8>, %t: index, %n: index) {
  // Each sample has a list in its workspace, and a table of where each step's part of it begins.
  // CHECK: %[[LISTS:.*]] = memref.reinterpret_cast %{{.*}} to offset: [0], sizes: [%{{.*}}, 20], strides: [64, 1] : memref<20xi16>
  // CHECK: %[[STARTS:.*]] = memref.reinterpret_cast %{{.*}} to offset: [0], sizes: [%{{.*}}, 3], strides: [32, 1] : memref<3xi32>
  // CHECK: scf.for %[[N:.*]] = %c0 to %[[SAMPLES:[a-z0-9_]+]] step %c1 {
  // CHECK: %[[LIST:.*]] = memref.subview %[[LISTS]][%[[N]], 0]
  // CHECK: memref.store %c0_i32, %[[STARTS]][%[[N]], %c0]
  // CHECK: scf.for %[[K:.*]] = %c0 to %[[STEPS]] step %c1 iter_args(%[[COUNT:.*]] = %c0)
  // The spikes of a word are listed, lowest first; as many as there are.
  // CHECK: %[[WORD:.*]] = vector.extract %{{.*}}[0] : i64
  // CHECK: %[[MORE:.*]]:2 = scf.while (%[[REST:.*]] = %[[WORD]], %{{.*}} = %[[COUNT]])
  // CHECK: arith.cmpi ne, %[[REST]], %c0_i64
  // CHECK: ^bb0(%[[MASK:.*]]: i64, %[[AT:.*]]: index):
  // CHECK: math.cttz %[[MASK]]
  // CHECK: memref.store %{{.*}}, %[[LIST]][%[[AT]]]
  // CHECK: %[[LESS:.*]] = arith.subi %[[MASK]], %c1_i64
  // CHECK: arith.andi %[[MASK]], %[[LESS]]
  // CHECK: %[[NEXT:.*]] = arith.addi %[[K]], %c1
  // CHECK: %[[END:.*]] = arith.index_cast %[[MORE]]#1 : index to i32
  // CHECK: memref.store %[[END]], %[[STARTS]][%[[N]], %[[NEXT]]]
  // A panel computes all steps of a sample. It starts from the bias; a spike adds its row.
  // CHECK: scf.for %[[N:.*]] = %c0 to %[[SAMPLES]] step %c1 {
  // CHECK: %[[LAST:.*]] = arith.addi %[[FIRST]], %[[STEPS]]
  // CHECK: scf.for %[[T:.*]] = %[[FIRST]] to %[[LAST]] step %c1 {
  // CHECK: %[[BIAS:.*]] = vector.load %{{.*}}[%c0] : memref<48xf32>, vector<32xf32>
  // CHECK: %[[K:.*]] = arith.subi %[[T]], %[[FIRST]]
  // CHECK: memref.load %[[STARTS]][%[[N]], %[[K]]]
  // CHECK: %[[BEGIN:.*]] = arith.index_castui
  // CHECK: memref.load %[[STARTS]][%[[N]], %{{.*}}]
  // CHECK: %[[END:.*]] = arith.index_castui
  // CHECK: %[[SUM:.*]] = scf.for %[[I:.*]] = %[[BEGIN]] to %[[END]] step %c1 iter_args(%[[ACC:.*]] = %[[BIAS]])
  // CHECK: %[[EVENT:.*]] = memref.load %[[LISTS]][%[[N]], %[[I]]]
  // CHECK: %[[INDEX:.*]] = arith.index_castui %[[EVENT]]
  // CHECK: %[[ROW:.*]] = vector.load %{{.*}}[%c0, %[[INDEX]], %c0] : memref<1x20x32xf32>, vector<32xf32>
  // CHECK: arith.addf %[[ACC]], %[[ROW]] : vector<32xf32>
  // A sum is never -0.
  // CHECK: %[[Z:.*]] = arith.addf %[[SUM]], %{{cst.*}} : vector<32xf32>
  // CHECK: vector.store %[[Z]], %[[Y]][%[[N]], %c0, %c0, %c0] : {{.*}}, vector<32xf32>
  // CHECK: scf.for %[[N:.*]] = %c0 to %[[SAMPLES]] step %c1 {
  // CHECK: %[[ROW:.*]] = arith.muli %{{.*}}, %c8 : index
  // CHECK: vector.load %{{.*}}[%[[ROW]]] : memref<168xf32>, vector<16xf32>
  // CHECK: vector.store %{{.*}}, %[[Y]][%[[N]], %c0, %c0, %c32] : {{.*}}, vector<16xf32>
  snn.kernel "fc" linear first(%t) steps(%n) ins(%x : memref<?x1x1x8xi8>) outs(%y : memref<?x1x1x48xf32>)
      workspace(%work : memref<?x128xi8>) {
  ^bb0(%a: tensor<20xi1>):
    %0 = snn.matvec "fc" (%a) weight(@w) bias(@b) : (tensor<20xi1>) -> tensor<40xf32>
    snn.yield %0 : tensor<40xf32>
  }
  return
}

// -----

// Floats: what is not zero (NaN is not) is listed, beyond the last input nothing;
// one fused multiply-add a term.
snn.param @w : tensor<16x20xf32> = dense<1.0>
// CHECK-LABEL: func.func @floats
func.func @floats(%x: memref<?x1x1x32xf32>, %y: memref<?x1x1x16xf32>, %work: memref<?x128xi8>, %t: index, %n: index) {
  // CHECK: %[[VALID:.*]] = arith.constant dense<[true, true, true, true, false,
  // CHECK: arith.cmpf une
  // CHECK: scf.while
  // CHECK: %[[SET:.*]] = arith.cmpf une
  // CHECK: arith.andi %[[SET]], %[[VALID]] : vector<16xi1>
  // CHECK: scf.while
  // CHECK: %[[ROW:.*]] = vector.load %{{.*}} : memref<320xf32>, vector<16xf32>
  // CHECK: %[[V:.*]] = vector.broadcast %{{.*}} : f32 to vector<16xf32>
  // CHECK: math.fma %[[V]], %[[ROW]], %{{.*}} : vector<16xf32>
  snn.kernel "fc" linear first(%t) steps(%n) ins(%x : memref<?x1x1x32xf32>) outs(%y : memref<?x1x1x16xf32>)
      workspace(%work : memref<?x128xi8>) {
  ^bb0(%a: tensor<20xf32>):
    %0 = snn.matvec "fc" (%a) weight(@w) : (tensor<20xf32>) -> tensor<16xf32>
    snn.yield %0 : tensor<16xf32>
  }
  return
}
