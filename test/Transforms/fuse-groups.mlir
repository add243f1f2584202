// RUN: snn-opt --snn-fuse-groups --split-input-file %s | FileCheck %s

snn.param @w : tensor<20x30xf32> = dense<1.0>
snn.model @sum inputs [#snn.port<"x", tensor<10xf32>>] outputs [#snn.port<"y", tensor<20xf32>>] states [#snn.slot<"y.s", tensor<20xi1>>]

// Both parts of a sum, its norm and its neuron are one group, named after them;
// what only the group reads does not leave it. An input gets a buffer.
// CHECK-LABEL: func.func @sum.run
func.func @sum.run(%xs: tensor<?x10xf32>, %s: tensor<20xi1>, %b: index) -> (tensor<?x20xf32>, tensor<20xi1>) {
  %ys, %s1 = snn.scan inputs(%xs : tensor<?x10xf32>) init(%s : tensor<20xi1>) burnin(%b) reduce [#snn.reduce<none>]
      -> outputs(tensor<?x20xf32>) states(tensor<20xi1>) {
  // CHECK: ^bb0(%[[IN:.*]]: tensor<10xf32>, %[[LATE:.*]]: tensor<20xi1>):
  ^bb0(%x: tensor<10xf32>, %late: tensor<20xi1>):
    // CHECK: %[[X:.*]] = snn.group "x" input ins(%[[IN]] :
    %0 = snn.matvec "fc" (%x) weight(@w) : (tensor<10xf32>) -> tensor<20xf32>
    // CHECK: %[[G:.*]]:2 = snn.group "fc+norm+lif" linear ins(%[[X]], %[[LATE]] :
    // CHECK-NEXT: ^bb0(%[[A:.*]]: tensor<10xf32>, %[[B:.*]]: tensor<20xi1>):
    // CHECK-NEXT: %[[PART:.*]] = snn.matvec "fc"(%[[A]])
    // CHECK-NEXT: %[[SUM:.*]] = snn.matvec "fc"(%[[B]]) init(%[[PART]] :
    %1 = snn.matvec "fc" (%late) init(%0 : tensor<20xf32>) weight(@w) offset(10) : (tensor<20xi1>) -> tensor<20xf32>
    // CHECK-NEXT: %[[MEAN:.*]] = snn.reduce "norm" sum(%[[SUM]])
    // CHECK: %[[NORM:.*]] = snn.map "norm" ins(%[[SUM]], %[[MEAN]] :
    %n6 = snn.reduce "norm" sum (%1) : (tensor<20xf32>) -> tensor<20xf32> {
    ^bb0(%joined: f32, %element: f32):
      %total = arith.addf %joined, %element : f32
      snn.yield %total : f32
    } finish {
    ^bb0(%joined: f32):
      snn.yield %joined : f32
    }
    %2 = snn.map "norm" ins(%1, %n6 : tensor<20xf32>, tensor<20xf32>) -> (tensor<20xf32>) {
    ^bb0(%element: f32, %number: f32):
      %distance = arith.subf %element, %number : f32
      snn.yield %distance : f32
    }
    // CHECK: %[[N:.*]]:2 = snn.neuron "lif" ins(%[[NORM]] : {{.*}} states(%[[B]] :
    // CHECK: snn.yield %[[N]]#0, %[[N]]#1
    %3, %4 = snn.neuron "lif" ins(%2 : tensor<20xf32>) states(%late : tensor<20xi1>) -> (tensor<20xi1>, tensor<20xf32>) {
    ^bb0(%a: f32, %c: i1):
      %5 = snn.spike %a : f32
      snn.yield %5, %a : i1, f32
    }
    // CHECK: snn.yield %[[G]]#1, %[[G]]#0
    snn.yield %4, %3 : tensor<20xf32>, tensor<20xi1>
  }
  return %ys, %s1 : tensor<?x20xf32>, tensor<20xi1>
}

// -----

snn.param @v : tensor<4x4xf32> = dense<1.0>
snn.model @apart inputs [#snn.port<"x", tensor<4xf32>>] outputs [#snn.port<"y", tensor<4xf32>>, #snn.port<"z", tensor<4xf32>>] states []

// A sum that somebody else reads as well stays a group of its own.
// CHECK-LABEL: func.func @apart.run
func.func @apart.run(%xs: tensor<?x4xf32>, %b: index) -> (tensor<?x4xf32>, tensor<?x4xf32>) {
  %ys, %zs = snn.scan inputs(%xs : tensor<?x4xf32>) burnin(%b) reduce [#snn.reduce<none>, #snn.reduce<none>]
      -> outputs(tensor<?x4xf32>, tensor<?x4xf32>) {
  ^bb0(%x: tensor<4xf32>):
    // CHECK: %[[FIRST:.*]] = snn.group "a" linear
    %0 = snn.matvec "a" (%x) weight(@v) : (tensor<4xf32>) -> tensor<4xf32>
    // CHECK: snn.group "b" linear ins(%{{.*}}, %[[FIRST]] :
    %1 = snn.matvec "b" (%x) init(%0 : tensor<4xf32>) weight(@v) : (tensor<4xf32>) -> tensor<4xf32>
    snn.yield %0, %1 : tensor<4xf32>, tensor<4xf32>
  }
  return %ys, %zs : tensor<?x4xf32>, tensor<?x4xf32>
}
