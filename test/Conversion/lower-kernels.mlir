// RUN: snn-opt --snn-lower-kernels=max-panel=32 --canonicalize --cse --split-input-file --mlir-elide-resource-strings-if-larger=8 %s | FileCheck %s

// 40 outputs: a panel of 32 lanes, and 16 with the last 8. Weights are packed as
// [panel][input][lane], for both.
// CHECK-DAG: memref.global "private" constant @w.packedx32 : memref<1x20x32xf32> = {{.*}} {alignment = 64 : i64}
// CHECK-DAG: memref.global "private" constant @w.packed.tail : memref<20x16xf32>
// CHECK-DAG: memref.global "private" constant @b.stored.40 : memref<1x48xf32>
snn.param @w : tensor<40x20xf32> = dense<1.0>
snn.param @b : tensor<40xf32> = dense<2.0>
// CHECK-LABEL: func.func @spikes(
// CHECK-SAME: %[[X:.*]]: memref<1x8xi8>, %[[Y:.*]]: memref<1x48xf32>, %[[WORK:.*]]: memref<128xi8>)
func.func @spikes(%x: memref<1x8xi8>, %y: memref<1x48xf32>, %work: memref<128xi8>) {
  // The spikes of a word are listed, lowest first; as many as there are.
  // CHECK: %[[LIST:.*]] = memref.view %[[WORK]][%c0][] : memref<128xi8> to memref<32xi32>
  // CHECK: %[[WORD:.*]] = vector.extract %{{.*}}[0] : i64
  // CHECK: %[[COUNT:.*]]:2 = scf.while (%[[REST:.*]] = %[[WORD]], %[[N:.*]] = %c0)
  // CHECK: arith.cmpi ne, %[[REST]], %c0_i64
  // CHECK: ^bb0(%[[MASK:.*]]: i64, %[[AT:.*]]: index):
  // CHECK: math.cttz %[[MASK]]
  // CHECK: memref.store %{{.*}}, %[[LIST]][%[[AT]]]
  // CHECK: %[[LESS:.*]] = arith.subi %[[MASK]], %c1_i64
  // CHECK: arith.andi %[[MASK]], %[[LESS]]
  // A panel starts from the bias; a spike adds its row.
  // CHECK: %[[BIAS:.*]] = vector.load %{{.*}}[%c0, %c0] : memref<1x48xf32>, vector<32xf32>
  // CHECK: %[[SUM:.*]] = scf.for %[[I:.*]] = %c0 to %[[COUNT]]#1 {{.*}} iter_args(%[[ACC:.*]] = %[[BIAS]])
  // CHECK: %[[EVENT:.*]] = memref.load %[[LIST]][%[[I]]]
  // CHECK: %[[INDEX:.*]] = arith.index_castui %[[EVENT]]
  // CHECK: %[[ROW:.*]] = vector.load %{{.*}}[%c0, %[[INDEX]], %c0] : memref<1x20x32xf32>, vector<32xf32>
  // CHECK: arith.addf %[[ACC]], %[[ROW]] : vector<32xf32>
  // CHECK: vector.store %[[SUM]], %[[Y]][%c0, %c0] : memref<1x48xf32>, vector<32xf32>
  // CHECK: vector.load %{{.*}}[%{{.*}}, %c0] : memref<20x16xf32>, vector<16xf32>
  // CHECK: vector.store %{{.*}}, %[[Y]][%c0, %c32] : memref<1x48xf32>, vector<16xf32>
  snn.kernel "fc" linear ins(%x : memref<1x8xi8>) outs(%y : memref<1x48xf32>) workspace(%work : memref<128xi8>) {
  ^bb0(%a: tensor<20xi1>):
    %0 = snn.linear "fc" (%a) weight(@w) bias(@b) : (tensor<20xi1>) -> tensor<40xf32>
    snn.yield %0 : tensor<40xf32>
  }
  return
}

// -----

// Floats: what is not zero (NaN is not) is listed, beyond the last input nothing;
// one fused multiply-add a term.
snn.param @w : tensor<16x20xf32> = dense<1.0>
// CHECK-LABEL: func.func @floats
func.func @floats(%x: memref<1x32xf32>, %y: memref<1x16xf32>, %work: memref<128xi8>) {
  // CHECK: %[[VALID:.*]] = arith.constant dense<[true, true, true, true, false,
  // CHECK: arith.cmpf une
  // CHECK: scf.while
  // CHECK: %[[SET:.*]] = arith.cmpf une
  // CHECK: arith.andi %[[SET]], %[[VALID]] : vector<16xi1>
  // CHECK: scf.while
  // CHECK: %[[ROW:.*]] = vector.load %{{.*}} : memref<20x16xf32>, vector<16xf32>
  // CHECK: %[[V:.*]] = vector.broadcast %{{.*}} : f32 to vector<16xf32>
  // CHECK: math.fma %[[V]], %[[ROW]], %{{.*}} : vector<16xf32>
  snn.kernel "fc" linear ins(%x : memref<1x32xf32>) outs(%y : memref<1x16xf32>) workspace(%work : memref<128xi8>) {
  ^bb0(%a: tensor<20xf32>):
    %0 = snn.linear "fc" (%a) weight(@w) : (tensor<20xf32>) -> tensor<16xf32>
    snn.yield %0 : tensor<16xf32>
  }
  return
}
