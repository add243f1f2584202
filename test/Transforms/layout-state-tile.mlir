// RUN: snn-opt --snn-layout-state %s | FileCheck %s

// In a tile of 4 steps what groups give to each other takes 4 blocks; a state takes one.
// Groups that take turns read and write at every step: what "b" reads or makes is still
// needed when "c" has computed its first step, so nobody gets its memory before "c" is done.
// CHECK: snn.model @tile {{.*}} states [#snn.slot<"v", tensor<16xf32> offset = 0>] carried(64) scratch(1024)
snn.model @tile inputs [#snn.port<"x", tensor<16xf32>>] outputs [#snn.port<"y", tensor<16xf32>>] states [#snn.slot<"v", tensor<16xf32>>]
func.func @tile.run(%xs: tensor<?x16xf32>, %v: tensor<16xf32>, %burnin: index) -> (tensor<?x16xf32>, tensor<16xf32>) {
  %0, %1 = snn.scan inputs(%xs : tensor<?x16xf32>) init(%v : tensor<16xf32>) burnin(%burnin) reduce [#snn.reduce<none>] tile(4)
      -> outputs(tensor<?x16xf32>) states(tensor<16xf32>) {
  ^bb0(%x: tensor<16xf32>, %v0: tensor<16xf32>):
    // CHECK: snn.group "x" input {{.*}} slots [64]
    %in = snn.group "x" input ins(%x : tensor<16xf32>) -> (tensor<16xf32>) {
    ^bb0(%i: tensor<16xf32>):
      snn.yield %i : tensor<16xf32>
    }
    // CHECK: snn.group "a" map stepwise {{.*}} slots [320]
    %a = snn.group "a" map stepwise ins(%in : tensor<16xf32>) -> (tensor<16xf32>) {
    ^bb0(%i: tensor<16xf32>):
      snn.yield %i : tensor<16xf32>
    }
    // CHECK: snn.group "b" map stepwise {{.*}} slots [576]
    %b = snn.group "b" map stepwise ins(%a, %v0 : tensor<16xf32>, tensor<16xf32>) -> (tensor<16xf32>) {
    ^bb0(%i: tensor<16xf32>, %j: tensor<16xf32>):
      snn.yield %j : tensor<16xf32>
    }
    // CHECK: snn.group "c" map stepwise {{.*}} slots [832, 0]
    %c, %v1 = snn.group "c" map stepwise ins(%b : tensor<16xf32>) -> (tensor<16xf32>, tensor<16xf32>) {
    ^bb0(%i: tensor<16xf32>):
      snn.yield %i, %i : tensor<16xf32>, tensor<16xf32>
    }
    // CHECK: snn.group "d" map ins{{.*}} slots [64]
    %d = snn.group "d" map ins(%c : tensor<16xf32>) -> (tensor<16xf32>) {
    ^bb0(%i: tensor<16xf32>):
      snn.yield %i : tensor<16xf32>
    }
    snn.yield %d, %v1 : tensor<16xf32>, tensor<16xf32>
  }
  return %0, %1 : tensor<?x16xf32>, tensor<16xf32>
}
