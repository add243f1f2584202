// RUN: snn-opt --snn-schedule-time=max-tile=8 --split-input-file %s | FileCheck %s

// A delay has one place, which "b" must read before "a" writes it again: both take
// turns, though neither is in a cycle. "c" reads only what this step makes.
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
    // CHECK: snn.group "b" map stepwise ins(
    %1 = snn.group "b" map ins(%late : tensor<4xf32>) -> (tensor<4xf32>) {
    ^bb0(%a: tensor<4xf32>):
      snn.yield %a : tensor<4xf32>
    }
    // CHECK: snn.group "a" map stepwise ins(
    %2 = snn.group "a" map ins(%in : tensor<4xf32>) -> (tensor<4xf32>) {
    ^bb0(%a: tensor<4xf32>):
      snn.yield %a : tensor<4xf32>
    }
    // CHECK: snn.group "c" map ins(
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
