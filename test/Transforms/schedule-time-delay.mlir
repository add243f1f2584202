// RUN: snn-opt --snn-schedule-time=max-tile=8 --split-input-file %s | FileCheck %s

// A delay has one place, which "b" must read before "a" writes it again; but "a", which needs
// nothing of "b", can do the work of both, as "b" only goes over its places. "c" reads only what
// this step makes.
snn.model @net inputs [#snn.port<"x", tensor<4xf32>>] outputs [#snn.port<"y", tensor<4xf32>>] states [#snn.slot<"a.delay", tensor<4xf32>>]
// CHECK-LABEL: func.func @net.run
func.func @net.run(%xs: tensor<?x4xf32>, %d: tensor<4xf32>, %b: index) -> (tensor<?x4xf32>, tensor<4xf32>) {
  // CHECK: tile(8)
  %ys, %d1 = snn.scan inputs(%xs : tensor<?x4xf32>) init(%d : tensor<4xf32>) burnin(%b) reduce [#snn.reduce<none>]
      -> outputs(tensor<?x4xf32>) states(tensor<4xf32>) {
  ^bb0(%x: tensor<4xf32>, %late: tensor<4xf32>):
    // CHECK: snn.group "x" input ins(
    %in = snn.group "x" input ins(%x : tensor<4xf32>) -> (tensor<4xf32>) {
    ^bb0(%a: tensor<4xf32>):
      snn.yield %a : tensor<4xf32>
    }
    %1 = snn.group "b" map ins(%late : tensor<4xf32>) -> (tensor<4xf32>) {
    ^bb0(%a: tensor<4xf32>):
      snn.yield %a : tensor<4xf32>
    }
    // CHECK: %[[BOTH:.*]]:2 = snn.group "a+b" map ins(%{{.*}}, %[[LATE:.*]] : tensor<4xf32>, tensor<4xf32>)
    // CHECK-NEXT: ^bb0(%[[NOW:.*]]: tensor<4xf32>, %[[OLD:.*]]: tensor<4xf32>):
    // CHECK-NEXT: snn.yield %[[NOW]], %[[OLD]] :
    %2 = snn.group "a" map ins(%in : tensor<4xf32>) -> (tensor<4xf32>) {
    ^bb0(%a: tensor<4xf32>):
      snn.yield %a : tensor<4xf32>
    }
    // CHECK: snn.group "c" map ins(%[[BOTH]]#1
    %3 = snn.group "c" map ins(%1 : tensor<4xf32>) -> (tensor<4xf32>) {
    ^bb0(%a: tensor<4xf32>):
      snn.yield %a : tensor<4xf32>
    }
    snn.yield %3, %2 : tensor<4xf32>, tensor<4xf32>
  }
  return %ys, %d1 : tensor<?x4xf32>, tensor<4xf32>
}

// -----

// If all groups take turns a tile gives nothing: they are left as they are.
snn.model @all inputs [] outputs [#snn.port<"y", tensor<4xf32>>] states [#snn.slot<"a.delay", tensor<4xf32>>]
// CHECK-LABEL: func.func @all.run
// CHECK-NOT: {{tile|stepwise}}
func.func @all.run(%d: tensor<4xf32>, %b: index) -> (tensor<?x4xf32>, tensor<4xf32>) {
  %ys, %d1 = snn.scan init(%d : tensor<4xf32>) burnin(%b) reduce [#snn.reduce<none>]
      -> outputs(tensor<?x4xf32>) states(tensor<4xf32>) {
  ^bb0(%late: tensor<4xf32>):
    %1 = snn.group "b" map ins(%late : tensor<4xf32>) -> (tensor<4xf32>) {
    ^bb0(%a: tensor<4xf32>):
      snn.yield %a : tensor<4xf32>
    }
    %2 = snn.group "a" map ins(%1 : tensor<4xf32>) -> (tensor<4xf32>) {
    ^bb0(%a: tensor<4xf32>):
      snn.yield %a : tensor<4xf32>
    }
    snn.yield %1, %2 : tensor<4xf32>, tensor<4xf32>
  }
  return %ys, %d1 : tensor<?x4xf32>, tensor<4xf32>
}

// -----

// "b" reads the whole of the delay: "a" gives the old value on to it. So it does to an output.
snn.param @w : tensor<4x4xf32> = dense<1.0>
snn.model @given inputs [#snn.port<"x", tensor<4xf32>>] outputs [#snn.port<"y", tensor<4xf32>>, #snn.port<"z", tensor<4xf32>>] states [#snn.slot<"a.delay", tensor<4xf32>>]
// CHECK-LABEL: func.func @given.run
func.func @given.run(%xs: tensor<?x4xf32>, %d: tensor<4xf32>, %b: index) -> (tensor<?x4xf32>, tensor<?x4xf32>, tensor<4xf32>) {
  // CHECK: tile(8)
  %ys, %zs, %d1 = snn.scan inputs(%xs : tensor<?x4xf32>) init(%d : tensor<4xf32>) burnin(%b) reduce [#snn.reduce<none>, #snn.reduce<none>]
      -> outputs(tensor<?x4xf32>, tensor<?x4xf32>) states(tensor<4xf32>) {
  ^bb0(%x: tensor<4xf32>, %late: tensor<4xf32>):
    %in = snn.group "x" input ins(%x : tensor<4xf32>) -> (tensor<4xf32>) {
    ^bb0(%a: tensor<4xf32>):
      snn.yield %a : tensor<4xf32>
    }
    %1 = snn.group "b" linear ins(%late : tensor<4xf32>) -> (tensor<4xf32>) {
    ^bb0(%a: tensor<4xf32>):
      %sum = snn.matvec "b"(%a) weight(@w) : (tensor<4xf32>) -> tensor<4xf32>
      snn.yield %sum : tensor<4xf32>
    }
    // CHECK: %[[A:.*]]:2 = snn.group "a" map ins(
    %2 = snn.group "a" map ins(%in : tensor<4xf32>) -> (tensor<4xf32>) {
    ^bb0(%a: tensor<4xf32>):
      snn.yield %a : tensor<4xf32>
    }
    // CHECK: %[[B:.*]] = snn.group "b" linear ins(%[[A]]#1
    // CHECK: snn.yield %[[B]], %[[A]]#1, %[[A]]#0 :
    snn.yield %1, %late, %2 : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
  }
  return %ys, %zs, %d1 : tensor<?x4xf32>, tensor<?x4xf32>, tensor<4xf32>
}
