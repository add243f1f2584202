// RUN: snn-opt --snn-scan-to-loops %s | FileCheck %s

// A reduced output is zeros before anything else (all may be burn-in), and a queue's
// buffer has its slots in front.
snn.model @net inputs [] outputs [#snn.port<"y", tensor<3x2xf32>, mean>]
  states [#snn.slot<"q", tensor<2x3x2xf32> queue = 2 offset = 0>] carried(256) scratch(128)
func.func @net.init_state(%key: tensor<2xi32>) -> tensor<2x3x2xf32> {
  %0 = arith.constant dense<0.0> : tensor<2x3x2xf32>
  return %0 : tensor<2x3x2xf32>
}
// CHECK-LABEL: func.func @net.run(
// CHECK-SAME: %[[STATE:.*]]: memref<384xi8>, %[[YS:.*]]: memref<?x6xf32>,
func.func @net.run(%q: tensor<2x3x2xf32>, %burnin: index) -> (tensor<3x2xf32>, tensor<2x3x2xf32>) {
  // CHECK: %[[Q:.*]] = memref.view %[[STATE]][%c0{{.*}}][] : memref<384xi8> to memref<2x2x16xf32>
  // CHECK: scf.for %[[I:.*]] = %[[FIRST:.*]] to %c6
  // CHECK: memref.store %cst, %[[YS]][%[[FIRST]], %[[I]]]
  %y, %q1 = snn.scan init(%q : tensor<2x3x2xf32>) burnin(%burnin) reduce [#snn.reduce<mean>]
      -> outputs(tensor<3x2xf32>) states(tensor<2x3x2xf32>) {
  ^bb0(%q0: tensor<2x3x2xf32>):
    // CHECK: %[[FRONT:.*]] = memref.view %[[STATE]][%c256{{.*}}][] : memref<384xi8> to memref<2x16xf32>
    // CHECK: snn.kernel "front" queue ins(%[[Q]] : memref<2x2x16xf32>) outs(%[[FRONT]] : memref<2x16xf32>)
    %f = snn.group "front" queue ins(%q0 : tensor<2x3x2xf32>) slots [256] -> (tensor<3x2xf32>) {
    ^bb0(%a: tensor<2x3x2xf32>):
      %0 = snn.queue_front %a : tensor<2x3x2xf32> -> tensor<3x2xf32>
      snn.yield %0 : tensor<3x2xf32>
    }
    // CHECK: snn.kernel "push" queue ins(%[[Q]], %[[FRONT]] : {{.*}}) outs(%{{.*}} : memref<2x2x16xf32>)
    %p = snn.group "push" queue ins(%q0, %f : tensor<2x3x2xf32>, tensor<3x2xf32>) slots [0] -> (tensor<2x3x2xf32>) {
    ^bb0(%a: tensor<2x3x2xf32>, %b: tensor<3x2xf32>):
      %0 = snn.queue_push %a, %b : tensor<2x3x2xf32>, tensor<3x2xf32>
      snn.yield %0 : tensor<2x3x2xf32>
    }
    // CHECK: snn.write %[[FRONT]] to %[[YS]][%{{.*}} of %{{.*}}] reduce<mean> type(tensor<3x2xf32>)
    snn.yield %f, %p : tensor<3x2xf32>, tensor<2x3x2xf32>
  }
  return %y, %q1 : tensor<3x2xf32>, tensor<2x3x2xf32>
}
