// RUN: snn-opt --snn-layout-state %s | FileCheck %s

// A queue moves in place, once its front was read; the front is copied for those
// who read it.
snn.model @queue inputs [#snn.port<"x", tensor<3xf32>>] outputs [#snn.port<"y", tensor<3xf32>>] states [#snn.slot<"q", tensor<4x3xf32> queue = 4>]
func.func @queue.run(%xs: tensor<?x3xf32>, %q: tensor<4x3xf32>, %b: index) -> (tensor<?x3xf32>, tensor<4x3xf32>) {
  %ys, %0 = snn.scan inputs(%xs : tensor<?x3xf32>) init(%q : tensor<4x3xf32>) burnin(%b) reduce [#snn.reduce<none>] -> outputs(tensor<?x3xf32>) states(tensor<4x3xf32>) {
  ^bb0(%x: tensor<3xf32>, %q0: tensor<4x3xf32>):
    %in = snn.group "x" input ins(%x : tensor<3xf32>) -> (tensor<3xf32>) {
    ^bb0(%a: tensor<3xf32>):
      snn.yield %a : tensor<3xf32>
    }
    // CHECK: snn.group "front" queue {{.*}} slots [320]
    %f = snn.group "front" queue ins(%q0 : tensor<4x3xf32>) -> (tensor<3xf32>) {
    ^bb0(%a: tensor<4x3xf32>):
      %1 = snn.queue_front %a : tensor<4x3xf32> -> tensor<3xf32>
      snn.yield %1 : tensor<3xf32>
    }
    // CHECK: snn.group "push" queue {{.*}} slots [0]
    %q1 = snn.group "push" queue ins(%q0, %in : tensor<4x3xf32>, tensor<3xf32>) -> (tensor<4x3xf32>) {
    ^bb0(%a: tensor<4x3xf32>, %c: tensor<3xf32>):
      %1 = snn.queue_push %a, %c : tensor<4x3xf32>, tensor<3xf32>
      snn.yield %1 : tensor<4x3xf32>
    }
    snn.yield %f, %q1 : tensor<3xf32>, tensor<4x3xf32>
  }
  return %ys, %0 : tensor<?x3xf32>, tensor<4x3xf32>
}
