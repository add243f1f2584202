// RUN: snn-opt --snn-scan-to-loops --cse %s | FileCheck %s

// A reduced output is zeros before anything else (all may be burn-in), as are its
// sum and what that lacks, at the end of the scratch memory. A queue's buffer has its slots in
// front; its head moves on when all steps of the tile are done, after the last slot to the first.
snn.model @net inputs [] outputs [#snn.port<"y", tensor<3x2xf32>, mean>]
  states [#snn.slot<"q", tensor<2x3x2xf32, #snn.queue> offset = 0 head = 256>] carried(320) scratch(384)
func.func @net.init_state(%key: tensor<2xi32>) -> tensor<2x3x2xf32, #snn.queue> {
  %0 = arith.constant dense<0.0> : tensor<2x3x2xf32, #snn.queue>
  return %0 : tensor<2x3x2xf32, #snn.queue>
}
// CHECK-LABEL: func.func @net.run(
// CHECK-SAME: %[[STATES:.*]]: memref<?xi8>, %[[YS:.*]]: memref<?x?x6xf32>, %[[STEPS:.*]]: index, %[[BURNIN:.*]]: index, %[[SAMPLES:.*]]: index)
func.func @net.run(%q: tensor<2x3x2xf32, #snn.queue>, %burnin: index) -> (tensor<3x2xf32>, tensor<2x3x2xf32, #snn.queue>) {
  // CHECK: scf.for %[[SAMPLE:.*]] = %c0 to %[[SAMPLES]]
  // CHECK: scf.for %[[I:.*]] = %c0 to %c6
  // CHECK: memref.store %cst, %[[YS]][%[[SAMPLE]], %c0, %[[I]]]
  // CHECK: %[[PLACE:.*]] = memref.view %[[STATES]][%c448][] : {{.*}} to memref<2x2x16xf32>
  // CHECK: %[[SUMS:.*]] = memref.reinterpret_cast %[[PLACE]] to offset: [0], sizes: [%[[SAMPLES]], 2, 2, 16], strides: [176, 32, 16, 1]
  // CHECK: memref.store %cst, %[[SUMS]][%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}]
  %y, %q1 = snn.scan init(%q : tensor<2x3x2xf32, #snn.queue>) burnin(%burnin) reduce [#snn.reduce<mean>]
      -> outputs(tensor<3x2xf32>) states(tensor<2x3x2xf32, #snn.queue>) {
  ^bb0(%q0: tensor<2x3x2xf32, #snn.queue>):
    // CHECK: %[[PLACE:.*]] = memref.view %[[STATES]][%c0][] : {{.*}} to memref<2x2x16xf32>
    // CHECK: %[[Q:.*]] = memref.reinterpret_cast %[[PLACE]] to offset: [0], sizes: [%[[SAMPLES]], 2, 2, 16], strides: [176, 32, 16, 1]
    // CHECK: %[[PLACE:.*]] = memref.view %[[STATES]][%c320][] : {{.*}} to memref<1x2x16xf32>
    // CHECK: %[[FRONT:.*]] = memref.reinterpret_cast %[[PLACE]] to offset: [0], sizes: [%[[SAMPLES]], 1, 2, 16], strides: [176, 32, 16, 1]
    // CHECK: snn.kernel "front" queue first(%c0) steps(%c1) ins(%[[Q]] : {{.*}}) outs(%[[FRONT]] : {{.*}}) head(%[[HEAD:.*]] : memref<?x1xi32, strided<[176, 1]>>)
    %f = snn.group "front" queue ins(%q0 : tensor<2x3x2xf32, #snn.queue>) slots [320] -> (tensor<3x2xf32>) {
    ^bb0(%a: tensor<2x3x2xf32, #snn.queue>):
      %0 = snn.queue_read %a : tensor<2x3x2xf32, #snn.queue> -> tensor<3x2xf32>
      snn.yield %0 : tensor<3x2xf32>
    }
    // CHECK: snn.kernel "push" queue first(%c0) steps(%c1) ins(%[[Q]], %[[FRONT]] : {{.*}}) outs(%[[Q]] : {{.*}}) head(%[[HEAD]] : {{.*}}) carried [0, 0]
    %p = snn.group "push" queue ins(%q0, %f : tensor<2x3x2xf32, #snn.queue>, tensor<3x2xf32>) slots [0] -> (tensor<2x3x2xf32, #snn.queue>) {
    ^bb0(%a: tensor<2x3x2xf32, #snn.queue>, %b: tensor<3x2xf32>):
      %0 = snn.queue_push %a, %b : tensor<2x3x2xf32, #snn.queue>, tensor<3x2xf32>
      snn.yield %0 : tensor<2x3x2xf32, #snn.queue>
    }
    // CHECK: snn.write %[[FRONT]] to %[[YS]] first(%{{.*}}) steps(%c1) burnin(%[[BURNIN]]) of(%[[STEPS]]) reduce<mean> sums(%[[SUMS]] : {{.*}}) type(tensor<3x2xf32>)
    // CHECK: %[[OLD:.*]] = memref.load %[[HEAD]][%[[OF:.*]], %c0]
    // CHECK: %[[WIDE:.*]] = arith.index_castui %[[OLD]] : i32 to index
    // CHECK: %[[SUM:.*]] = arith.addi %[[WIDE]], %c1
    // CHECK: %[[NEW:.*]] = arith.remui %[[SUM]], %c2
    // CHECK: %[[NARROW:.*]] = arith.index_castui %[[NEW]] : index to i32
    // CHECK: memref.store %[[NARROW]], %[[HEAD]][%[[OF]], %c0]
    snn.yield %f, %p : tensor<3x2xf32>, tensor<2x3x2xf32, #snn.queue>
  }
  return %y, %q1 : tensor<3x2xf32>, tensor<2x3x2xf32, #snn.queue>
}
