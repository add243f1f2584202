// RUN: snn-opt --snn-scan-to-loops --cse --split-input-file %s | FileCheck %s

snn.model @net inputs [#snn.port<"x", tensor<20xf32>>] outputs [#snn.port<"y", tensor<20xi1>>]
  states [#snn.slot<"v", tensor<20xf32> offset = 0>] carried(128) scratch(192) workspace(64)

// The states of every sample are zeroed, then what does not start from zeros is set.
// CHECK-LABEL: func.func @net.init_state(
// CHECK-SAME: %[[STATES:.*]]: memref<?xi8>, %{{.*}}: memref<2xi32>, %[[SAMPLES:.*]]: index) {
// CHECK: scf.for %[[SAMPLE:.*]] = %c0 to %[[SAMPLES]]
// CHECK: %[[BEGIN:.*]] = arith.muli %[[SAMPLE]], %c320
// CHECK: scf.for %[[I:.*]] = %c0 to %c128
// CHECK: %[[PLACE:.*]] = arith.addi %[[BEGIN]], %[[I]]
// CHECK: memref.store %{{.*}}, %[[STATES]][%[[PLACE]]]
// CHECK: %[[V:.*]] = memref.reinterpret_cast %{{.*}} sizes: [%[[SAMPLES]], 1, 1, 32], strides: [80, 32, 32, 1] : {{.*}} to [[FLOATS:memref<\?x1x1x32xf32, .*>]]
// CHECK: snn.kernel "one" map first(%c0) steps(%c1) outs(%[[V]] : [[FLOATS]]) workspace(%{{.*}} : memref<?x64xi8, {{.*}}>)
func.func @net.init_state(%key: tensor<2xi32>) -> tensor<20xf32> {
  %0 = snn.group "one" map slots [0] -> (tensor<20xf32>) {
    %one = arith.constant dense<1.0> : tensor<20xf32>
    snn.yield %one : tensor<20xf32>
  }
  return %0 : tensor<20xf32>
}

// A group becomes a kernel on views of the states at its slots, an input a read, and
// an output a write. Here a tile is one step, which needs no loop of its own.
// CHECK-LABEL: func.func @net.run(
// CHECK-SAME: %[[STATES:.*]]: memref<?xi8>, %[[XS:.*]]: memref<?x?x20xf32>, %[[YS:.*]]: memref<?x?x20xf32>, %[[STEPS:.*]]: index, %[[BURNIN:.*]]: index, %[[SAMPLES:.*]]: index)
func.func @net.run(%xs: tensor<?x20xf32>, %v: tensor<20xf32>, %burnin: index) -> (tensor<?x20xi1>, tensor<20xf32>) {
  // CHECK: scf.for %[[T:.*]] = %c0 to %[[STEPS]] step %c1
  %ys, %v1 = snn.scan inputs(%xs : tensor<?x20xf32>) init(%v : tensor<20xf32>) burnin(%burnin) reduce [#snn.reduce<none>]
      -> outputs(tensor<?x20xi1>) states(tensor<20xf32>) {
  ^bb0(%x: tensor<20xf32>, %v0: tensor<20xf32>):
    // CHECK: %[[PLACE:.*]] = memref.view %[[STATES]][%c128][] : memref<?xi8> to memref<1x1x32xf32>
    // CHECK: %[[X:.*]] = memref.reinterpret_cast %[[PLACE]] to offset: [0], sizes: [%[[SAMPLES]], 1, 1, 32], strides: [80, 32, 32, 1]
    // CHECK: snn.read %[[XS]] first(%[[T]]) steps(%c1) into %[[X]] type(tensor<20xf32>)
    %in = snn.group "x" input ins(%x : tensor<20xf32>) slots [128] -> (tensor<20xf32>) {
    ^bb0(%a: tensor<20xf32>):
      snn.yield %a : tensor<20xf32>
    }
    // CHECK: %[[PLACE:.*]] = memref.view %[[STATES]][%c0][]
    // CHECK: %[[V:.*]] = memref.reinterpret_cast %[[PLACE]]
    // CHECK: %[[PLACE:.*]] = memref.view %[[STATES]][%c192][] : {{.*}} to memref<1x1x8xi8>
    // CHECK: %[[S:.*]] = memref.reinterpret_cast %[[PLACE]] {{.*}} strides: [320, 8, 8, 1]
    // CHECK: %[[PLACE:.*]] = memref.view %[[STATES]][%c256][] : {{.*}} to memref<64xi8>
    // CHECK: %[[WORK:.*]] = memref.reinterpret_cast %[[PLACE]] to offset: [0], sizes: [%[[SAMPLES]], 64], strides: [320, 1]
    // The state goes from the kernel's input 1 to its output 1.
    // CHECK: snn.kernel "n" map first(%c0) steps(%c1) ins(%[[X]], %[[V]] : {{.*}}) outs(%[[S]], %[[V]] : {{.*}}) workspace(%[[WORK]] : {{.*}}) carried [1, 1]
    %s, %v2 = snn.group "n" map ins(%in, %v0 : tensor<20xf32>, tensor<20xf32>) slots [192, 0] -> (tensor<20xi1>, tensor<20xf32>) {
    ^bb0(%a: tensor<20xf32>, %b: tensor<20xf32>):
      %0, %1 = snn.map "n" ins(%a, %b : tensor<20xf32>, tensor<20xf32>) -> (tensor<20xi1>, tensor<20xf32>) {
      ^bb0(%c: f32, %d: f32):
        %2 = snn.spike %c : f32
        snn.yield %2, %d : i1, f32
      }
      snn.yield %0, %1 : tensor<20xi1>, tensor<20xf32>
    }
    // CHECK: snn.write %[[S]] to %[[YS]] first(%[[T]]) steps(%c1) burnin(%[[BURNIN]]) of(%[[STEPS]]) type(tensor<20xi1>)
    snn.yield %s, %v2 : tensor<20xi1>, tensor<20xf32>
  }
  return %ys, %v1 : tensor<?x20xi1>, tensor<20xf32>
}
