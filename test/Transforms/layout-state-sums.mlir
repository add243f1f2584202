// RUN: snn-opt --snn-layout-state %s | FileCheck %s

// Sums over steps have a place behind the intermediates, each two blocks of floats.
// CHECK: carried(64) scratch(1536)
snn.model @sums inputs [] outputs [#snn.port<"a", tensor<3x7xf32>, mean>, #snn.port<"b", tensor<16xf32>>,
    #snn.port<"c", tensor<16xf32>, max>, #snn.port<"d", tensor<16xf32>, sum>] states [#snn.slot<"v", tensor<16xf32>>]
func.func @sums.run(%v: tensor<16xf32>, %burnin: index) -> (tensor<3x7xf32>, tensor<?x16xf32>, tensor<16xf32>, tensor<16xf32>, tensor<16xf32>) {
  %0:5 = snn.scan init(%v : tensor<16xf32>) burnin(%burnin)
      reduce [#snn.reduce<mean>, #snn.reduce<none>, #snn.reduce<max>, #snn.reduce<sum>]
      -> outputs(tensor<3x7xf32>, tensor<?x16xf32>, tensor<16xf32>, tensor<16xf32>) states(tensor<16xf32>) {
  ^bb0(%v0: tensor<16xf32>):
    %a = snn.group "a" map ins(%v0 : tensor<16xf32>) -> (tensor<16xf32>) {
    ^bb0(%x: tensor<16xf32>):
      snn.yield %x : tensor<16xf32>
    }
    %b = snn.group "b" map -> (tensor<3x7xf32>) {
      %c = arith.constant dense<1.0> : tensor<3x7xf32>
      snn.yield %c : tensor<3x7xf32>
    }
    snn.yield %b, %a, %a, %a, %v0 : tensor<3x7xf32>, tensor<16xf32>, tensor<16xf32>, tensor<16xf32>, tensor<16xf32>
  }
  return %0#0, %0#1, %0#2, %0#3, %0#4 : tensor<3x7xf32>, tensor<?x16xf32>, tensor<16xf32>, tensor<16xf32>, tensor<16xf32>
}
