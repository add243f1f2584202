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
      %1 = snn.matvec "fc" (%a) weight(@w) : (tensor<16xi1>) -> tensor<16xf32>
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
      %1 = snn.matvec "fc" (%a) weight(@w) : (tensor<16xf32>) -> tensor<16xf32>
      snn.yield %1 : tensor<16xf32>
    }
    // CHECK: %[[COPY:.*]] = snn.group "delay" map ins(%[[Y]] : {{.*}} slots [0]
    // CHECK: snn.yield %[[Y]], %[[COPY]]
    snn.yield %y1, %y1 : tensor<16xf32>, tensor<16xf32>
  }
  return %ys, %0 : tensor<?x16xf32>, tensor<16xf32>
}

// -----

snn.model @norm inputs [#snn.port<"x", tensor<16xf32>>] outputs [#snn.port<"y", tensor<16xf32>>] states [#snn.slot<"a", tensor<16xf32>>]

// The first pass would write the state, the second, which begins with the norm, still
// reads it: a copy.
func.func @norm.run(%xs: tensor<?x16xf32>, %a: tensor<16xf32>, %b: index) -> (tensor<?x16xf32>, tensor<16xf32>) {
  %ys, %0 = snn.scan inputs(%xs : tensor<?x16xf32>) init(%a : tensor<16xf32>) burnin(%b) reduce [#snn.reduce<none>] -> outputs(tensor<?x16xf32>) states(tensor<16xf32>) {
  ^bb0(%x: tensor<16xf32>, %a0: tensor<16xf32>):
    %in = snn.group "x" input ins(%x : tensor<16xf32>) -> (tensor<16xf32>) {
    ^bb0(%1: tensor<16xf32>):
      snn.yield %1 : tensor<16xf32>
    }
    // CHECK: %[[A:.*]]:2 = snn.group "a+n+y" map {{.*}} slots [128, 192]
    %a1, %y = snn.group "a+n+y" map ins(%in, %a0 : tensor<16xf32>, tensor<16xf32>) -> (tensor<16xf32>, tensor<16xf32>) {
    ^bb0(%1: tensor<16xf32>, %2: tensor<16xf32>):
      %3 = snn.map "a" ins(%1 : tensor<16xf32>) -> (tensor<16xf32>) {
      ^bb0(%u: f32):
        %4 = math.absf %u : f32
        snn.yield %4 : f32
      }
      %n8 = snn.reduce "n" sum (%3) : (tensor<16xf32>) -> tensor<16xf32> {
      ^bb0(%joined: f32, %element: f32):
        %total = arith.addf %joined, %element : f32
        snn.yield %total : f32
      } finish {
      ^bb0(%joined: f32):
        snn.yield %joined : f32
      }
      %5 = snn.map "n" ins(%3, %n8 : tensor<16xf32>, tensor<16xf32>) -> (tensor<16xf32>) {
      ^bb0(%element: f32, %number: f32):
        %distance = arith.subf %element, %number : f32
        snn.yield %distance : f32
      }
      %6 = snn.map "y" ins(%5, %2 : tensor<16xf32>, tensor<16xf32>) -> (tensor<16xf32>) {
      ^bb0(%u: f32, %v: f32):
        %7 = arith.addf %u, %v : f32
        snn.yield %7 : f32
      }
      snn.yield %3, %6 : tensor<16xf32>, tensor<16xf32>
    }
    // CHECK: %[[COPY:.*]] = snn.group "delay" map ins(%[[A]]#0 : {{.*}} slots [0]
    // CHECK: snn.yield %[[A]]#1, %[[COPY]]
    snn.yield %y, %a1 : tensor<16xf32>, tensor<16xf32>
  }
  return %ys, %0 : tensor<?x16xf32>, tensor<16xf32>
}

// -----

snn.param @w : tensor<16x16xf32> = dense<1.0>
snn.model @later inputs [] outputs [#snn.port<"y", tensor<16xf32>>] states [#snn.slot<"y", tensor<16xf32>>]

// The sum has read all of the floats when the norm's pass writes the first.
func.func @later.run(%y: tensor<16xf32>, %b: index) -> (tensor<?x16xf32>, tensor<16xf32>) {
  %ys, %0 = snn.scan init(%y : tensor<16xf32>) burnin(%b) reduce [#snn.reduce<none>] -> outputs(tensor<?x16xf32>) states(tensor<16xf32>) {
  ^bb0(%y0: tensor<16xf32>):
    // CHECK: snn.group "fc+norm" linear {{.*}} slots [0]
    // CHECK-NOT: snn.group
    %y1 = snn.group "fc+norm" linear ins(%y0 : tensor<16xf32>) -> (tensor<16xf32>) {
    ^bb0(%a: tensor<16xf32>):
      %1 = snn.matvec "fc" (%a) weight(@w) : (tensor<16xf32>) -> tensor<16xf32>
      %n9 = snn.reduce "norm" sum (%1) : (tensor<16xf32>) -> tensor<16xf32> {
      ^bb0(%joined: f32, %element: f32):
        %total = arith.addf %joined, %element : f32
        snn.yield %total : f32
      } finish {
      ^bb0(%joined: f32):
        snn.yield %joined : f32
      }
      %2 = snn.map "norm" ins(%1, %n9 : tensor<16xf32>, tensor<16xf32>) -> (tensor<16xf32>) {
      ^bb0(%element: f32, %number: f32):
        %distance = arith.subf %element, %number : f32
        snn.yield %distance : f32
      }
      snn.yield %2 : tensor<16xf32>
    }
    snn.yield %y1, %y1 : tensor<16xf32>, tensor<16xf32>
  }
  return %ys, %0 : tensor<?x16xf32>, tensor<16xf32>
}
