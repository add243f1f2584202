// RUN: snn-opt --snn-form-scan --split-input-file %s | FileCheck %s

// A delay becomes a carried value: read as an argument, yielded for the next step;
// its init goes to init_state.
// CHECK: snn.model @late inputs [#snn.port<"x", tensor<3xf32>>] outputs [#snn.port<"y", tensor<3xf32>, sum>] states [#snn.slot<"x.delay", tensor<3xf32>>]
// CHECK-LABEL: func.func @late.init_state(%{{.*}}: tensor<2xi32>) -> tensor<3xf32>
// CHECK: %[[ONE:.*]] = arith.constant dense<1.000000e+00>
// CHECK: return %[[ONE]]
// CHECK-LABEL: func.func @late.run(%{{.*}}: tensor<?x3xf32>, %{{.*}}: tensor<3xf32>, %{{.*}}: index) -> (tensor<3xf32>, tensor<3xf32>)
// CHECK: snn.scan {{.*}} reduce [#snn.reduce<sum>]
// CHECK: ^bb0(%[[X:.*]]: tensor<3xf32>, %[[OLD:.*]]: tensor<3xf32>):
// CHECK: snn.yield %[[OLD]], %[[X]]
snn.network @late forward(resolved) {
  %x = snn.input "x" : tensor<3xf32>
  %one = arith.constant dense<1.0> : tensor<3xf32>
  %d = snn.delay %x init(%one : tensor<3xf32>) steps(1) : tensor<3xf32> -> tensor<3xf32>
  snn.output "y" %d reduce<sum> : tensor<3xf32>
}

// -----

// A longer delay is a queue, filled before the first step, or zeros.
// CHECK: states [#snn.slot<"x.delay4", tensor<4x3xi1, #snn.queue>>, #snn.slot<"x.delay2", tensor<2x3xi1, #snn.queue>>]
// CHECK-LABEL: func.func @queue.init_state
// CHECK-DAG: %[[ZERO:.*]] = arith.constant dense<false> : tensor<4x3xi1, #snn.queue>
// CHECK-DAG: %[[ONE:.*]] = arith.constant dense<true> : tensor<3xi1>
// CHECK: %[[FULL:.*]] = snn.queue_fill %[[ONE]] : tensor<3xi1> -> tensor<2x3xi1, #snn.queue>
// CHECK: return %[[ZERO]], %[[FULL]]
// CHECK-LABEL: func.func @queue.run
// CHECK: ^bb0(%[[X:.*]]: tensor<3xi1>, %[[OLD:.*]]: tensor<4x3xi1, #snn.queue>, %{{.*}}: tensor<2x3xi1, #snn.queue>):
// CHECK: %[[FRONT:.*]] = snn.queue_read %[[OLD]] :
// CHECK: %[[NEW:.*]] = snn.queue_push %[[OLD]], %[[X]]
// CHECK: snn.yield %[[FRONT]], %{{.*}}, %[[NEW]]
snn.network @queue forward(resolved) {
  %x = snn.input "x" : tensor<3xi1>
  %one = arith.constant dense<true> : tensor<3xi1>
  %d = snn.delay %x steps(4) : tensor<3xi1> -> tensor<3xi1>
  %e = snn.delay %x init(%one : tensor<3xi1>) steps(2) : tensor<3xi1> -> tensor<3xi1>
  snn.output "y" %d : tensor<3xi1>
  snn.output "z" %e : tensor<3xi1>
}

// -----

// A delay of a layer's own is a queue, of which each element is read at its own step,
// and one without a delay from this step's value. Where all wait alike, the oldest is
// what they read. The queue changes behind all that read it.
// CHECK: states [#snn.slot<"late.past", tensor<2x3xf32, #snn.queue>>, #snn.slot<"all.past", tensor<1x3xf32, #snn.queue>>, #snn.slot<"late.delay", tensor<3xf32>>]
// CHECK-LABEL: func.func @each.run
// CHECK: ^bb0(%[[X:.*]]: tensor<3xf32>, %[[A:.*]]: tensor<2x3xf32, #snn.queue>, %[[B:.*]]: tensor<1x3xf32, #snn.queue>, %[[C:.*]]: tensor<3xf32>):
// CHECK: %[[LATE:.*]] = snn.queue_read "late" %[[A]] now(%[[X]] : tensor<3xf32>) each(dense<[0, 2, 1]> : tensor<3xi32>) : tensor<2x3xf32, #snn.queue> -> tensor<3xf32>
// CHECK: %[[ALL:.*]] = snn.queue_read "all" %[[B]] : tensor<1x3xf32, #snn.queue> -> tensor<3xf32>
// CHECK: %[[A1:.*]] = snn.queue_push %[[A]], %[[X]]
// CHECK: %[[B1:.*]] = snn.queue_push %[[B]], %[[LATE]]
// CHECK-NEXT: snn.yield %[[ALL]], %[[C]], %[[A1]], %[[B1]], %[[LATE]]
snn.network @each forward(resolved) {
  %x = snn.input "x" : tensor<3xf32>
  %late = snn.delay %x steps(2) each(dense<[0, 2, 1]> : tensor<3xi32>) name("late.past") : tensor<3xf32> -> tensor<3xf32>
  %all = snn.delay %late steps(1) each(dense<1> : tensor<3xi32>) name("all.past") : tensor<3xf32> -> tensor<3xf32>
  %edge = snn.delay %late steps(1) : tensor<3xf32> -> tensor<3xf32>
  snn.output "all" %all : tensor<3xf32>
  snn.output "edge" %edge : tensor<3xf32>
}

// -----

// A feedback edge that carries what a state holds anyway uses its register.
// CHECK: snn.model @shared {{.*}} states [#snn.slot<"n.v", tensor<3xf32>>]
// CHECK: ^bb0(%{{.*}}: tensor<3xf32>, %[[V:.*]]: tensor<3xf32>):
// CHECK: snn.map "n" ins(%{{.*}}, %[[V]] :
// CHECK: snn.yield %{{.*}}, %[[V]], %{{.*}} : tensor<3xf32>, tensor<3xf32>, tensor<3xf32>
snn.network @shared forward(resolved) {
  %x = snn.input "x" : tensor<3xf32>
  %zero = arith.constant dense<0.0> : tensor<3xf32>
  %v = snn.delay %y init(%zero : tensor<3xf32>) steps(1) name("n.v") : tensor<3xf32> -> tensor<3xf32>
  %y = snn.map "n" ins(%x, %v : tensor<3xf32>, tensor<3xf32>) -> (tensor<3xf32>) {
  ^bb0(%a: f32, %b: f32):
    %0 = arith.addf %a, %b : f32
    snn.yield %0 : f32
  }
  %edge = snn.delay %y init(%zero : tensor<3xf32>) steps(1) : tensor<3xf32> -> tensor<3xf32>
  snn.output "y" %y : tensor<3xf32>
  snn.output "late" %edge : tensor<3xf32>
}
