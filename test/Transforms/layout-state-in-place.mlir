// RUN: snn-opt --snn-layout-state --split-input-file %s | FileCheck %s

snn.param @w : tensor<16x16xf32> = dense<1.0>
snn.model @spikes inputs [] outputs [#snn.port<"s", tensor<16xi1>>] states [#snn.slot<"s", tensor<16xi1>>]

// A linear kernel lists its spikes before it writes: the state is updated in place
// though the kernel reads all of it.
func.func @spikes.run(%s: tensor<16xi1>, %b: index) -> (tensor<?x16xi1>, tensor<16xi1>) {
  %ys, %0 = snn.scan init(%s : tensor<16xi1>) burnin(%b) reduce [#snn.reduce<none>] -> outputs(tensor<?x16xi1>) states(tensor<16xi1>) {
  ^bb0(%s0: tensor<16xi1>):
    // CHECK: snn.group "fc+lif" linear {{.*}} slots [0]
    %s1 = snn.group "fc+lif" linear ins(%s0 : tensor<16xi1>) -> (tensor<16xi1>) {
    ^bb0(%a: tensor<16xi1>):
      %1 = snn.linear "fc" (%a) weight(@w) : (tensor<16xi1>) -> tensor<16xf32>
      %2 = snn.map "lif" ins(%1 : tensor<16xf32>) -> (tensor<16xi1>) {
      ^bb0(%u: f32):
        %3 = snn.spike %u : f32
        snn.yield %3 : i1
      }
      snn.yield %2 : tensor<16xi1>
    }
    snn.yield %s1, %s1 : tensor<16xi1>, tensor<16xi1>
  }
  return %ys, %0 : tensor<?x16xi1>, tensor<16xi1>
}

// -----

snn.param @w : tensor<16x16xf32> = dense<1.0>
snn.model @floats inputs [] outputs [#snn.port<"y", tensor<16xf32>>] states [#snn.slot<"y", tensor<16xf32>>]

// Floats are read again for every panel: the result is copied to the state when the
// kernel is through.
func.func @floats.run(%y: tensor<16xf32>, %b: index) -> (tensor<?x16xf32>, tensor<16xf32>) {
  %ys, %0 = snn.scan init(%y : tensor<16xf32>) burnin(%b) reduce [#snn.reduce<none>] -> outputs(tensor<?x16xf32>) states(tensor<16xf32>) {
  ^bb0(%y0: tensor<16xf32>):
    // CHECK: %[[Y:.*]] = snn.group "fc" linear {{.*}} slots [64]
    %y1 = snn.group "fc" linear ins(%y0 : tensor<16xf32>) -> (tensor<16xf32>) {
    ^bb0(%a: tensor<16xf32>):
      %1 = snn.linear "fc" (%a) weight(@w) : (tensor<16xf32>) -> tensor<16xf32>
      snn.yield %1 : tensor<16xf32>
    }
    // CHECK: %[[COPY:.*]] = snn.group "delay" map ins(%[[Y]] : {{.*}} slots [0]
    // CHECK: snn.yield %[[Y]], %[[COPY]]
    snn.yield %y1, %y1 : tensor<16xf32>, tensor<16xf32>
  }
  return %ys, %0 : tensor<?x16xf32>, tensor<16xf32>
}
