// RUN: snn-opt --snn-lower-kernels --canonicalize --cse %s | FileCheck %s

// A push writes one slot of the ring, the one that is the oldest at the step.
// CHECK-DAG: memref.global "private" constant @late.slots : memref<64xi32> = dense<[3, 0, 2, 0,
// CHECK-DAG: memref.global "private" constant @delay.slots : memref<17xi32> = dense<[1, 0, 0,
// CHECK-LABEL: func.func @push
func.func @push(%q: memref<?x3x1x16xf32>, %x: memref<?x8x1x16xf32>, %h: memref<?x1xi32>, %t: index, %n: index) {
  // CHECK: scf.for %[[SAMPLE:.*]] =
  // CHECK: scf.for %[[NUMBER:.*]] =
  // CHECK: %[[STEP:.*]] = arith.addi
  // CHECK: %[[HEAD:.*]] = memref.load %{{.*}}[%[[SAMPLE]], %c0] : memref<?x1xi32>
  // CHECK: %[[WIDE:.*]] = arith.index_castui %[[HEAD]] : i32 to index
  // CHECK: %[[SUM:.*]] = arith.addi %[[WIDE]], %[[STEP]]
  // CHECK: %[[SLOT:.*]] = arith.remui %[[SUM]], %c3
  // CHECK: %[[X:.*]] = vector.load %{{.*}}[%c0, %c0] {{.*}} vector<16xf32>
  // CHECK: vector.store %[[X]], %{{.*}}[%[[SLOT]], %c0, %c0]
  // CHECK-NOT: vector.store
  // CHECK: return
  snn.kernel "delay" queue first(%t) steps(%n) ins(%q, %x : memref<?x3x1x16xf32>, memref<?x8x1x16xf32>)
      outs(%q : memref<?x3x1x16xf32>) head(%h : memref<?x1xi32>) carried [0, 0] {
  ^bb0(%a: tensor<3x5xf32, #snn.queue>, %b: tensor<5xf32>):
    %0 = snn.queue_push %a, %b : tensor<3x5xf32, #snn.queue>, tensor<5xf32>
    snn.yield %0 : tensor<3x5xf32, #snn.queue>
  }
  return
}

// Of each element its own slot: a gather from the ring of bytes, a bit of each; an
// element without a delay is this step's.
// CHECK-LABEL: func.func @spikes
func.func @spikes(%q: memref<?x3x1x8xi8>, %x: memref<?x8x1x8xi8>, %y: memref<?x8x1x8xi8>, %h: memref<?x1xi32>, %t: index, %n: index) {
  // CHECK: memref.collapse_shape %{{.*}} {{\[\[}}0, 1, 2]]
  // CHECK: %[[BEHIND:.*]] = vector.load %{{.*}} : memref<64xi32>, vector<16xi32>
  // CHECK: %[[SLOT:.*]] = arith.addi %{{.*}}, %[[BEHIND]]
  // CHECK: %[[LESS:.*]] = arith.subi %[[SLOT]], %{{.*}}
  // CHECK: %[[IN:.*]] = arith.minui %[[SLOT]], %[[LESS]]
  // CHECK: vector.gather {{.*}} memref<24xi8, {{.*}} into vector<16xi8>
  // CHECK: %[[BITS:.*]] = arith.cmpi ne
  // CHECK: %[[NOW:.*]] = arith.cmpi eq, %[[BEHIND]]
  // CHECK: arith.select %[[NOW]], %{{.*}}, %[[BITS]] : vector<16xi1>, vector<16xi1>
  snn.kernel "late" queue first(%t) steps(%n) ins(%q, %x : memref<?x3x1x8xi8>, memref<?x8x1x8xi8>)
      outs(%y : memref<?x8x1x8xi8>) head(%h : memref<?x1xi32>) {
  ^bb0(%a: tensor<3x3xi1, #snn.queue>, %b: tensor<3xi1>):
    %0 = snn.queue_read "late" %a now(%b : tensor<3xi1>) each(dense<[0, 3, 1]> : tensor<3xi32>) : tensor<3x3xi1, #snn.queue> -> tensor<3xi1>
    snn.yield %0 : tensor<3xi1>
  }
  return
}

// The channel is fastest in memory: the steps of element (0, 1) stand at position 1.
// CHECK-LABEL: func.func @image
func.func @image(%q: memref<?x2x2x16xf32>, %y: memref<?x8x2x16xf32>, %h: memref<?x1xi32>, %t: index, %n: index) {
  // CHECK: vector.gather {{.*}} memref<64xf32, {{.*}} into vector<16xf32>
  snn.kernel "delay" queue first(%t) steps(%n) ins(%q : memref<?x2x2x16xf32>)
      outs(%y : memref<?x8x2x16xf32>) head(%h : memref<?x1xi32>) {
  ^bb0(%a: tensor<2x1x2xf32, #snn.queue>):
    %0 = snn.queue_read %a each(dense<[[1, 2]]> : tensor<1x2xi32>) : tensor<2x1x2xf32, #snn.queue> -> tensor<1x2xf32>
    snn.yield %0 : tensor<1x2xf32>
  }
  return
}
