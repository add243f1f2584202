// RUN: snn-opt --snn-schedule-time=max-tile=8 --split-input-file %s | FileCheck %s
// RUN: snn-opt --snn-schedule-time=max-tile=1 --split-input-file %s | FileCheck %s --check-prefix=ONE
// ONE-NOT: {{stepwise|ahead|tile}}

// A layer that hears itself needs its last spikes: it computes step by step. What its
// sum begins with does not, and becomes a group that runs ahead. The next layer reads
// the spikes of every step, the state is those after the last one: two results.
snn.param @w : tensor<20x50xf32> = dense<1.0>
snn.model @net inputs [#snn.port<"x", tensor<30xf32>>] outputs [#snn.port<"y", tensor<20xf32>>] states [#snn.slot<"s", tensor<20xi1>>]
// CHECK-LABEL: func.func @net.run
func.func @net.run(%xs: tensor<?x30xf32>, %s: tensor<20xi1>, %b: index) -> (tensor<?x20xf32>, tensor<20xi1>) {
  // CHECK: tile(8)
  %ys, %s1 = snn.scan inputs(%xs : tensor<?x30xf32>) init(%s : tensor<20xi1>) burnin(%b) reduce [#snn.reduce<none>]
      -> outputs(tensor<?x20xf32>) states(tensor<20xi1>) {
  // CHECK: ^bb0(%{{.*}}: tensor<30xf32>, %[[LATE:.*]]: tensor<20xi1>):
  ^bb0(%x: tensor<30xf32>, %late: tensor<20xi1>):
    // CHECK: %[[X:.*]] = snn.group "x" input ins(
    %in = snn.group "x" input ins(%x : tensor<30xf32>) -> (tensor<30xf32>) {
    ^bb0(%a: tensor<30xf32>):
      snn.yield %a : tensor<30xf32>
    }
    // CHECK: %[[AHEAD:.*]] = snn.group "fc.ahead" linear ins(%[[X]] : tensor<30xf32>) -> (tensor<20xf32>) {
    // CHECK-NEXT: ^bb0(%[[A:.*]]: tensor<30xf32>):
    // CHECK-NEXT: %[[PART:.*]] = snn.matvec "fc"(%[[A]]) weight(@w) offset(20)
    // CHECK-NEXT: snn.yield %[[PART]]
    // CHECK: %[[S:.*]]:2 = snn.group "fc+lif" linear stepwise ins(%[[LATE]], %[[AHEAD]] : tensor<20xi1>, tensor<20xf32>) -> (tensor<20xi1>, tensor<20xi1>) {
    // CHECK-NEXT: ^bb0(%[[C:.*]]: tensor<20xi1>, %[[INIT:.*]]: tensor<20xf32>):
    // CHECK-NEXT: snn.matvec "fc"(%[[C]]) init(%[[INIT]] : tensor<20xf32>) weight(@w)
    // CHECK: snn.yield %[[SPIKE:.*]], %[[SPIKE]] : tensor<20xi1>, tensor<20xi1>
    %g = snn.group "fc+lif" linear ins(%in, %late : tensor<30xf32>, tensor<20xi1>) -> (tensor<20xi1>) {
    ^bb0(%a: tensor<30xf32>, %c: tensor<20xi1>):
      %0 = snn.matvec "fc" (%a) weight(@w) offset(20) : (tensor<30xf32>) -> tensor<20xf32>
      %1 = snn.matvec "fc" (%c) init(%0 : tensor<20xf32>) weight(@w) : (tensor<20xi1>) -> tensor<20xf32>
      %2 = snn.map "lif" ins(%1 : tensor<20xf32>) -> (tensor<20xi1>) {
      ^bb0(%d: f32):
        %3 = snn.spike %d : f32
        snn.yield %3 : i1
      }
      snn.yield %2 : tensor<20xi1>
    }
    // CHECK: %[[Y:.*]] = snn.group "y" map ins(%[[S]]#0 : tensor<20xi1>)
    %y = snn.group "y" map ins(%g : tensor<20xi1>) -> (tensor<20xf32>) {
    ^bb0(%a: tensor<20xi1>):
      %0 = snn.map "y" ins(%a : tensor<20xi1>) -> (tensor<20xf32>) {
      ^bb0(%d: i1):
        %1 = arith.uitofp %d : i1 to f32
        snn.yield %1 : f32
      }
      snn.yield %0 : tensor<20xf32>
    }
    // CHECK: snn.yield %[[Y]], %[[S]]#1
    snn.yield %y, %g : tensor<20xf32>, tensor<20xi1>
  }
  return %ys, %s1 : tensor<?x20xf32>, tensor<20xi1>
}
