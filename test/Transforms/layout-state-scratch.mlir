// RUN: snn-opt --snn-layout-state %s | FileCheck %s

// Scratch is an intermediate's only as long as somebody reads it: the third result
// takes the place of the first. The last one goes to the state.
// CHECK: carried(64) scratch(128)
snn.model @scratch inputs [] outputs [#snn.port<"y", tensor<16xf32>>] states [#snn.slot<"v", tensor<16xf32>>]
func.func @scratch.run(%v: tensor<16xf32>, %burnin: index) -> (tensor<?x16xf32>, tensor<16xf32>) {
  %0, %1 = snn.scan init(%v : tensor<16xf32>) burnin(%burnin) reduce [#snn.reduce<none>] -> outputs(tensor<?x16xf32>) states(tensor<16xf32>) {
  ^bb0(%v0: tensor<16xf32>):
    // CHECK: snn.group "a" map {{.*}} slots [64]
    %a = snn.group "a" map ins(%v0 : tensor<16xf32>) -> (tensor<16xf32>) {
    ^bb0(%x: tensor<16xf32>):
      snn.yield %x : tensor<16xf32>
    }
    // CHECK: snn.group "b" map {{.*}} slots [128]
    %b = snn.group "b" map ins(%a : tensor<16xf32>) -> (tensor<16xf32>) {
    ^bb0(%x: tensor<16xf32>):
      snn.yield %x : tensor<16xf32>
    }
    // CHECK: snn.group "c" map {{.*}} slots [64]
    %c = snn.group "c" map ins(%b : tensor<16xf32>) -> (tensor<16xf32>) {
    ^bb0(%x: tensor<16xf32>):
      snn.yield %x : tensor<16xf32>
    }
    // CHECK: snn.group "d" map {{.*}} slots [0]
    %d = snn.group "d" map ins(%b : tensor<16xf32>) -> (tensor<16xf32>) {
    ^bb0(%x: tensor<16xf32>):
      snn.yield %x : tensor<16xf32>
    }
    snn.yield %c, %d : tensor<16xf32>, tensor<16xf32>
  }
  return %0, %1 : tensor<?x16xf32>, tensor<16xf32>
}
