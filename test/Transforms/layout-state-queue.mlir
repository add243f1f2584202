// RUN: snn-opt --snn-layout-state %s | FileCheck %s

// A queue changes in place, once it was read; what was read is copied for those
// who use it.
snn.model @queue inputs [#snn.port<"x", tensor<3xf32>>] outputs [#snn.port<"y", tensor<3xf32>>] states [#snn.slot<"q", tensor<4x3xf32, #snn.queue>>]
func.func @queue.run(%xs: tensor<?x3xf32>, %q: tensor<4x3xf32, #snn.queue>, %b: index) -> (tensor<?x3xf32>, tensor<4x3xf32, #snn.queue>) {
  %ys, %0 = snn.scan inputs(%xs : tensor<?x3xf32>) init(%q : tensor<4x3xf32, #snn.queue>) burnin(%b) reduce [#snn.reduce<none>] -> outputs(tensor<?x3xf32>) states(tensor<4x3xf32, #snn.queue>) {
  ^bb0(%x: tensor<3xf32>, %q0: tensor<4x3xf32, #snn.queue>):
    %in = snn.group "x" input ins(%x : tensor<3xf32>) -> (tensor<3xf32>) {
    ^bb0(%a: tensor<3xf32>):
      snn.yield %a : tensor<3xf32>
    }
    // CHECK: snn.group "front" queue {{.*}} slots [384]
    %f = snn.group "front" queue ins(%q0 : tensor<4x3xf32, #snn.queue>) -> (tensor<3xf32>) {
    ^bb0(%a: tensor<4x3xf32, #snn.queue>):
      %1 = snn.queue_read %a : tensor<4x3xf32, #snn.queue> -> tensor<3xf32>
      snn.yield %1 : tensor<3xf32>
    }
    // CHECK: snn.group "push" queue {{.*}} slots [0]
    %q1 = snn.group "push" queue ins(%q0, %in : tensor<4x3xf32, #snn.queue>, tensor<3xf32>) -> (tensor<4x3xf32, #snn.queue>) {
    ^bb0(%a: tensor<4x3xf32, #snn.queue>, %c: tensor<3xf32>):
      %1 = snn.queue_push %a, %c : tensor<4x3xf32, #snn.queue>, tensor<3xf32>
      snn.yield %1 : tensor<4x3xf32, #snn.queue>
    }
    snn.yield %f, %q1 : tensor<3xf32>, tensor<4x3xf32, #snn.queue>
  }
  return %ys, %0 : tensor<?x3xf32>, tensor<4x3xf32, #snn.queue>
}
