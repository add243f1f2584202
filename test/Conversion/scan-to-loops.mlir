// RUN: snn-opt --snn-scan-to-loops --split-input-file %s | FileCheck %s

snn.model @net inputs [#snn.port<"x", tensor<20xf32>>] outputs [#snn.port<"y", tensor<20xi1>>]
  states [#snn.slot<"v", tensor<20xf32> offset = 0>] carried(128) scratch(192) workspace(64)

// The whole state is zeroed, then what does not start from zeros is set.
// CHECK-LABEL: func.func @net.init_state(
// CHECK-SAME: %[[STATE:.*]]: memref<320xi8>, %{{.*}}: memref<2xi32>) {
// CHECK: scf.for %[[I:.*]] = %{{.*}} to %c320
// CHECK: memref.store %{{.*}}, %[[STATE]][%[[I]]]
// CHECK: %[[V:.*]] = memref.view %[[STATE]][%c0{{.*}}][] : memref<320xi8> to memref<1x32xf32>
// CHECK: snn.kernel "one" map outs(%[[V]] : memref<1x32xf32>) workspace(%{{.*}} : memref<64xi8>)
func.func @net.init_state(%key: tensor<2xi32>) -> tensor<20xf32> {
  %0 = snn.group "one" map slots [0] -> (tensor<20xf32>) {
    %one = arith.constant dense<1.0> : tensor<20xf32>
    snn.yield %one : tensor<20xf32>
  }
  return %0 : tensor<20xf32>
}

// A group becomes a kernel on views of the state at its slots, an input a read, and
// an output a write of the steps after burn-in.
// CHECK-LABEL: func.func @net.run(
// CHECK-SAME: %[[STATE:.*]]: memref<320xi8>, %[[XS:.*]]: memref<?x20xf32>, %[[YS:.*]]: memref<?x20xf32>, %[[STEPS:.*]]: index, %[[BURNIN:.*]]: index)
func.func @net.run(%xs: tensor<?x20xf32>, %v: tensor<20xf32>, %burnin: index) -> (tensor<?x20xi1>, tensor<20xf32>) {
  // CHECK: %[[OLD:.*]] = memref.view %[[STATE]][%c0{{.*}}][] : memref<320xi8> to memref<1x32xf32>
  // CHECK: %[[COUNT:.*]] = arith.subi %[[STEPS]], %[[BURNIN]]
  // CHECK: scf.for %[[T:.*]] = %{{.*}} to %[[STEPS]]
  %ys, %v1 = snn.scan inputs(%xs : tensor<?x20xf32>) init(%v : tensor<20xf32>) burnin(%burnin) reduce [#snn.reduce<none>]
      -> outputs(tensor<?x20xi1>) states(tensor<20xf32>) {
  ^bb0(%x: tensor<20xf32>, %v0: tensor<20xf32>):
    // CHECK: %[[X:.*]] = memref.view %[[STATE]][%c128{{.*}}][] : {{.*}} to memref<1x32xf32>
    // CHECK: snn.read %[[XS]][%[[T]]] into %[[X]] type(tensor<20xf32>)
    %in = snn.group "x" input ins(%x : tensor<20xf32>) slots [128] -> (tensor<20xf32>) {
    ^bb0(%a: tensor<20xf32>):
      snn.yield %a : tensor<20xf32>
    }
    // CHECK: %[[S:.*]] = memref.view %[[STATE]][%c192{{.*}}][] : {{.*}} to memref<1x8xi8>
    // CHECK: %[[V:.*]] = memref.view %[[STATE]][%c0{{.*}}][] : {{.*}} to memref<1x32xf32>
    // CHECK: %[[WORK:.*]] = memref.view %[[STATE]][%c256{{.*}}][] : memref<320xi8> to memref<64xi8>
    // CHECK: snn.kernel "n" map ins(%[[X]], %[[OLD]] : {{.*}}) outs(%[[S]], %[[V]] : {{.*}}) workspace(%[[WORK]] :
    %s, %v2 = snn.group "n" map ins(%in, %v0 : tensor<20xf32>, tensor<20xf32>) slots [192, 0] -> (tensor<20xi1>, tensor<20xf32>) {
    ^bb0(%a: tensor<20xf32>, %b: tensor<20xf32>):
      %0, %1 = snn.map "n" ins(%a, %b : tensor<20xf32>, tensor<20xf32>) -> (tensor<20xi1>, tensor<20xf32>) {
      ^bb0(%c: f32, %d: f32):
        %2 = snn.spike %c : f32
        snn.yield %2, %d : i1, f32
      }
      snn.yield %0, %1 : tensor<20xi1>, tensor<20xf32>
    }
    // CHECK: %[[STEP:.*]] = arith.subi %[[T]], %[[BURNIN]]
    // CHECK: %[[KEPT:.*]] = arith.cmpi uge, %[[T]], %[[BURNIN]]
    // CHECK: scf.if %[[KEPT]]
    // CHECK: snn.write %[[S]] to %[[YS]][%[[STEP]] of %[[COUNT]]] type(tensor<20xi1>)
    snn.yield %s, %v2 : tensor<20xi1>, tensor<20xf32>
  }
  return %ys, %v1 : tensor<?x20xi1>, tensor<20xf32>
}
