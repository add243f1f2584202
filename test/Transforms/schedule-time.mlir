// RUN: snn-opt --snn-schedule-time %s | FileCheck %s
// RUN: snn-opt --snn-schedule-time=max-tile=5 %s | FileCheck %s --check-prefix=FIVE
// RUN: snn-opt --snn-schedule-time=max-tile=1 %s | FileCheck %s --check-prefix=ONE
// RUN: snn-opt --snn-schedule-time=max-bytes=2000 %s | FileCheck %s --check-prefix=BYTES
// RUN: snn-opt --snn-schedule-time=max-bytes=500 %s | FileCheck %s --check-prefix=ONE

// A chain of groups, each with states of its own at its own places: each computes a
// tile of steps at a time. How long it is depends on the weights, on max-tile, and on
// the bytes that a step more costs; where two steps do not fit, all is left as it is.
snn.param @w : tensor<20x30xf32> = dense<1.0>
snn.model @chain inputs [#snn.port<"x", tensor<30xf32>>] outputs [#snn.port<"y", tensor<20xi1>>] states [#snn.slot<"v", tensor<20xf32>>]
// CHECK-LABEL: func.func @chain.run
// FIVE-LABEL: func.func @chain.run
// BYTES-LABEL: func.func @chain.run
// ONE-LABEL: func.func @chain.run
func.func @chain.run(%xs: tensor<?x30xf32>, %v: tensor<20xf32>, %b: index) -> (tensor<?x20xi1>, tensor<20xf32>) {
  // CHECK: snn.scan {{.*}} tile(16) -> outputs
  // FIVE: snn.scan {{.*}} tile(5) -> outputs
  // A step's 32 floats and 64 spikes, 60 bytes of a list (64 at a time), 64 sums.
  // BYTES: snn.scan {{.*}} tile(4) -> outputs
  // ONE: snn.scan {{.*}} reduce [#snn.reduce<none>] -> outputs
  %ys, %v1 = snn.scan inputs(%xs : tensor<?x30xf32>) init(%v : tensor<20xf32>) burnin(%b) reduce [#snn.reduce<none>]
      -> outputs(tensor<?x20xi1>) states(tensor<20xf32>) {
  ^bb0(%x: tensor<30xf32>, %v0: tensor<20xf32>):
    // CHECK: snn.group "x" input ins(
    %in = snn.group "x" input ins(%x : tensor<30xf32>) -> (tensor<30xf32>) {
    ^bb0(%a: tensor<30xf32>):
      snn.yield %a : tensor<30xf32>
    }
    // CHECK: %[[G:.*]]:2 = snn.group "fc+lif" linear ins(
    // CHECK: snn.yield %[[G]]#0, %[[G]]#1 : tensor<20xi1>, tensor<20xf32>
    // ONE: snn.group "fc+lif" linear ins(
    %s, %v2 = snn.group "fc+lif" linear ins(%in, %v0 : tensor<30xf32>, tensor<20xf32>) -> (tensor<20xi1>, tensor<20xf32>) {
    ^bb0(%a: tensor<30xf32>, %c: tensor<20xf32>):
      %0 = snn.matvec "fc" (%a) weight(@w) : (tensor<30xf32>) -> tensor<20xf32>
      %1, %2 = snn.neuron "lif" ins(%0 : tensor<20xf32>) states(%c : tensor<20xf32>) -> (tensor<20xi1>, tensor<20xf32>) {
      ^bb0(%d: f32, %e: f32):
        %3 = arith.addf %d, %e : f32
        %4 = snn.spike %3 : f32
        snn.yield %4, %3 : i1, f32
      }
      snn.yield %1, %2 : tensor<20xi1>, tensor<20xf32>
    }
    snn.yield %s, %v2 : tensor<20xi1>, tensor<20xf32>
  }
  return %ys, %v1 : tensor<?x20xi1>, tensor<20xf32>
}
