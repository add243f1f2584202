// RUN: snn-opt --snn-schedule-time=max-tile=4 --split-input-file %s | FileCheck %s

// What is read of a queue as long as the tile entered before it: the cycle through it
// takes no turns, and the queue is written when all have read.
snn.model @long inputs [] outputs [#snn.port<"y", tensor<4xf32>>] states [#snn.slot<"a.delay4", tensor<4x4xf32, #snn.queue>>]
// CHECK-LABEL: func.func @long.run
func.func @long.run(%q: tensor<4x4xf32, #snn.queue>, %b: index) -> (tensor<?x4xf32>, tensor<4x4xf32, #snn.queue>) {
  // CHECK: tile(4)
  // CHECK-NOT: stepwise
  %ys, %q1 = snn.scan init(%q : tensor<4x4xf32, #snn.queue>) burnin(%b) reduce [#snn.reduce<none>]
      -> outputs(tensor<?x4xf32>) states(tensor<4x4xf32, #snn.queue>) {
  ^bb0(%q0: tensor<4x4xf32, #snn.queue>):
    // CHECK: snn.group "read"
    %1 = snn.group "read" queue ins(%q0 : tensor<4x4xf32, #snn.queue>) -> (tensor<4xf32>) {
    ^bb0(%a: tensor<4x4xf32, #snn.queue>):
      %0 = snn.queue_read %a : tensor<4x4xf32, #snn.queue> -> tensor<4xf32>
      snn.yield %0 : tensor<4xf32>
    }
    // CHECK: snn.group "a"
    %2 = snn.group "a" map ins(%1 : tensor<4xf32>) -> (tensor<4xf32>) {
    ^bb0(%a: tensor<4xf32>):
      snn.yield %a : tensor<4xf32>
    }
    // CHECK: snn.group "push"
    %3 = snn.group "push" queue ins(%q0, %2 : tensor<4x4xf32, #snn.queue>, tensor<4xf32>) -> (tensor<4x4xf32, #snn.queue>) {
    ^bb0(%a: tensor<4x4xf32, #snn.queue>, %c: tensor<4xf32>):
      %0 = snn.queue_push %a, %c : tensor<4x4xf32, #snn.queue>, tensor<4xf32>
      snn.yield %0 : tensor<4x4xf32, #snn.queue>
    }
    snn.yield %2, %3 : tensor<4xf32>, tensor<4x4xf32, #snn.queue>
  }
  return %ys, %q1 : tensor<?x4xf32>, tensor<4x4xf32, #snn.queue>
}

// -----

// An element that waits less than a tile ties both ends; what feeds the queue and is in
// no cycle runs ahead.
snn.model @short inputs [] outputs [#snn.port<"y", tensor<2xf32>>] states [#snn.slot<"d.past", tensor<4x2xf32, #snn.queue>>]
// CHECK-LABEL: func.func @short.run
func.func @short.run(%q: tensor<4x2xf32, #snn.queue>, %b: index) -> (tensor<?x2xf32>, tensor<4x2xf32, #snn.queue>) {
  // CHECK: tile(4)
  %ys, %q1 = snn.scan init(%q : tensor<4x2xf32, #snn.queue>) burnin(%b) reduce [#snn.reduce<none>]
      -> outputs(tensor<?x2xf32>) states(tensor<4x2xf32, #snn.queue>) {
  ^bb0(%q0: tensor<4x2xf32, #snn.queue>):
    // CHECK: snn.group "a" map ->
    %1 = snn.group "a" map -> (tensor<2xf32>) {
      %0 = arith.constant dense<1.0> : tensor<2xf32>
      snn.yield %0 : tensor<2xf32>
    }
    // CHECK: snn.group "d" queue stepwise
    %2 = snn.group "d" queue ins(%q0, %1 : tensor<4x2xf32, #snn.queue>, tensor<2xf32>) -> (tensor<2xf32>) {
    ^bb0(%a: tensor<4x2xf32, #snn.queue>, %c: tensor<2xf32>):
      %0 = snn.queue_read "d" %a now(%c : tensor<2xf32>) each(dense<[0, 3]> : tensor<2xi32>) : tensor<4x2xf32, #snn.queue> -> tensor<2xf32>
      snn.yield %0 : tensor<2xf32>
    }
    // CHECK: snn.group "push" queue stepwise
    %3 = snn.group "push" queue ins(%q0, %1 : tensor<4x2xf32, #snn.queue>, tensor<2xf32>) -> (tensor<4x2xf32, #snn.queue>) {
    ^bb0(%a: tensor<4x2xf32, #snn.queue>, %c: tensor<2xf32>):
      %0 = snn.queue_push %a, %c : tensor<4x2xf32, #snn.queue>, tensor<2xf32>
      snn.yield %0 : tensor<4x2xf32, #snn.queue>
    }
    snn.yield %2, %3 : tensor<2xf32>, tensor<4x2xf32, #snn.queue>
  }
  return %ys, %q1 : tensor<?x2xf32>, tensor<4x2xf32, #snn.queue>
}

// -----

// The tile is cut to a delay that is a little shorter.
snn.model @cut inputs [] outputs [#snn.port<"y", tensor<4xf32>>] states [#snn.slot<"a.delay3", tensor<3x4xf32, #snn.queue>>]
// CHECK-LABEL: func.func @cut.run
func.func @cut.run(%q: tensor<3x4xf32, #snn.queue>, %b: index) -> (tensor<?x4xf32>, tensor<3x4xf32, #snn.queue>) {
  // CHECK: tile(3)
  // CHECK-NOT: stepwise
  %ys, %q1 = snn.scan init(%q : tensor<3x4xf32, #snn.queue>) burnin(%b) reduce [#snn.reduce<none>]
      -> outputs(tensor<?x4xf32>) states(tensor<3x4xf32, #snn.queue>) {
  ^bb0(%q0: tensor<3x4xf32, #snn.queue>):
    // CHECK: snn.group "read"
    %1 = snn.group "read" queue ins(%q0 : tensor<3x4xf32, #snn.queue>) -> (tensor<4xf32>) {
    ^bb0(%a: tensor<3x4xf32, #snn.queue>):
      %0 = snn.queue_read %a : tensor<3x4xf32, #snn.queue> -> tensor<4xf32>
      snn.yield %0 : tensor<4xf32>
    }
    // CHECK: snn.group "a"
    %2 = snn.group "a" map ins(%1 : tensor<4xf32>) -> (tensor<4xf32>) {
    ^bb0(%a: tensor<4xf32>):
      snn.yield %a : tensor<4xf32>
    }
    // CHECK: snn.group "push"
    %3 = snn.group "push" queue ins(%q0, %2 : tensor<3x4xf32, #snn.queue>, tensor<4xf32>) -> (tensor<3x4xf32, #snn.queue>) {
    ^bb0(%a: tensor<3x4xf32, #snn.queue>, %c: tensor<4xf32>):
      %0 = snn.queue_push %a, %c : tensor<3x4xf32, #snn.queue>, tensor<4xf32>
      snn.yield %0 : tensor<3x4xf32, #snn.queue>
    }
    snn.yield %2, %3 : tensor<4xf32>, tensor<3x4xf32, #snn.queue>
  }
  return %ys, %q1 : tensor<?x4xf32>, tensor<3x4xf32, #snn.queue>
}
