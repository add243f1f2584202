// RUN: snn-opt --snn-scan-to-loops --cse %s | FileCheck %s

// A tile of 8 steps: groups compute all of its steps before the next group begins,
// and those that are stepwise take turns in a loop. The last tile may be shorter.
snn.model @net inputs [#snn.port<"x", tensor<20xf32>>] outputs [#snn.port<"y", tensor<20xf32>>]
  states [#snn.slot<"v", tensor<20xf32> offset = 0>, #snn.slot<"w", tensor<20xf32> offset = 128>] carried(256) scratch(4096)
func.func @net.init_state(%key: tensor<2xi32>) -> (tensor<20xf32>, tensor<20xf32>) {
  %0 = arith.constant dense<0.0> : tensor<20xf32>
  return %0, %0 : tensor<20xf32>, tensor<20xf32>
}
// CHECK-LABEL: func.func @net.run(
// CHECK-SAME: %[[STATES:.*]]: memref<?xi8>, %[[XS:.*]]: memref<?x?x20xf32>, %[[YS:.*]]: memref<?x?x20xf32>, %[[TOTAL:.*]]: index, %{{.*}}: index, %[[SAMPLES:.*]]: index)
func.func @net.run(%xs: tensor<?x20xf32>, %v: tensor<20xf32>, %w: tensor<20xf32>, %burnin: index)
    -> (tensor<?x20xf32>, tensor<20xf32>, tensor<20xf32>) {
  // CHECK: scf.for %[[T:.*]] = %c0 to %[[TOTAL]] step %c8
  // CHECK: %[[LEFT:.*]] = arith.subi %[[TOTAL]], %[[T]]
  // CHECK: %[[STEPS:.*]] = arith.minsi %[[LEFT]], %c8
  %ys, %v1, %w1 = snn.scan inputs(%xs : tensor<?x20xf32>) init(%v, %w : tensor<20xf32>, tensor<20xf32>) burnin(%burnin)
      reduce [#snn.reduce<none>] tile(8) -> outputs(tensor<?x20xf32>) states(tensor<20xf32>, tensor<20xf32>) {
  ^bb0(%x: tensor<20xf32>, %v0: tensor<20xf32>, %w0: tensor<20xf32>):
    // What groups give to each other has a block for every step.
    // CHECK: %[[X:.*]] = memref.reinterpret_cast %{{.*}} sizes: [%[[SAMPLES]], 8, 1, 32], strides: [1088, 32, 32, 1]
    // CHECK: snn.read %[[XS]] first(%[[T]]) steps(%[[STEPS]]) into %[[X]]
    %in = snn.group "x" input ins(%x : tensor<20xf32>) slots [256] -> (tensor<20xf32>) {
    ^bb0(%a: tensor<20xf32>):
      snn.yield %a : tensor<20xf32>
    }
    // A state has one block.
    // CHECK: %[[V:.*]] = memref.reinterpret_cast %{{.*}} sizes: [%[[SAMPLES]], 1, 1, 32], strides: [1088, 32, 32, 1]
    // CHECK: %[[AHEAD:.*]] = memref.reinterpret_cast %{{.*}} sizes: [%[[SAMPLES]], 8, 1, 32]
    // CHECK: snn.kernel "ahead" map first(%c0) steps(%[[STEPS]]) ins(%[[X]], %[[V]] : {{.*}}) outs(%[[AHEAD]], %[[V]] : {{.*}}) carried [1, 1]
    %a, %v2 = snn.group "ahead" map ins(%in, %v0 : tensor<20xf32>, tensor<20xf32>) slots [1280, 0] -> (tensor<20xf32>, tensor<20xf32>) {
    ^bb0(%i: tensor<20xf32>, %j: tensor<20xf32>):
      snn.yield %j, %i : tensor<20xf32>, tensor<20xf32>
    }
    // CHECK: scf.for %[[K:.*]] = %c0 to %[[STEPS]] step %c1 {
    // CHECK: snn.kernel "b" map first(%[[K]]) steps(%c1) ins(%[[AHEAD]], %[[W:.*]] : {{.*}}) outs(%[[B:.*]] : {{.*}}) {
    %b = snn.group "b" map stepwise ins(%a, %w0 : tensor<20xf32>, tensor<20xf32>) slots [2304] -> (tensor<20xf32>) {
    ^bb0(%i: tensor<20xf32>, %j: tensor<20xf32>):
      snn.yield %j : tensor<20xf32>
    }
    // CHECK: snn.kernel "c" map first(%[[K]]) steps(%c1) ins(%[[B]] : {{.*}}) outs(%[[W]] : {{.*}}) {
    // CHECK: }
    // CHECK: }
    %c = snn.group "c" map stepwise ins(%b : tensor<20xf32>) slots [128] -> (tensor<20xf32>) {
    ^bb0(%i: tensor<20xf32>):
      snn.yield %i : tensor<20xf32>
    }
    // CHECK: %[[PLACE:.*]] = memref.view %[[STATES]][%c2304][]
    // CHECK: %[[AFTER:.*]] = memref.reinterpret_cast %[[PLACE]] to offset: [0], sizes: [%[[SAMPLES]], 8, 1, 32]
    // CHECK: %[[D:.*]] = memref.reinterpret_cast %{{.*}} sizes: [%[[SAMPLES]], 8, 1, 32]
    // CHECK: snn.kernel "d" map first(%c0) steps(%[[STEPS]]) ins(%[[AFTER]] : {{.*}}) outs(%[[D]] : {{.*}}) {
    %d = snn.group "d" map ins(%b : tensor<20xf32>) slots [3328] -> (tensor<20xf32>) {
    ^bb0(%i: tensor<20xf32>):
      snn.yield %i : tensor<20xf32>
    }
    // CHECK: snn.write %[[D]] to %[[YS]] first(%[[T]]) steps(%[[STEPS]])
    snn.yield %d, %v2, %c : tensor<20xf32>, tensor<20xf32>, tensor<20xf32>
  }
  return %ys, %v1, %w1 : tensor<?x20xf32>, tensor<20xf32>, tensor<20xf32>
}
