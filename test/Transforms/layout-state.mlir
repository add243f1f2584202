// RUN: snn-opt --snn-layout-state --split-input-file %s | FileCheck %s

// Channels last, a pitch of 16 floats or 64 spikes, 64 bytes an array: 3 x 7 floats
// take 7 rows of 64 bytes, 65 spikes 16 bytes, a queue its slots of rows, be its values
// of no axis at all. The heads of queues stand together behind the arrays.
// CHECK: #snn.slot<"a", tensor<3x7xf32> offset = 0>
// CHECK-SAME: #snn.slot<"b", tensor<65xi1> offset = 448>
// CHECK-SAME: #snn.slot<"c", tensor<5x20x2xi1, #snn.queue> offset = 512 head = 832>
// CHECK-SAME: #snn.slot<"d", tensor<17xf32> offset = 640>
// CHECK-SAME: #snn.slot<"e", tensor<1xi1, #snn.queue> offset = 768 head = 836>] carried(896)
snn.model @bytes inputs [] outputs [] states [
  #snn.slot<"a", tensor<3x7xf32>>, #snn.slot<"b", tensor<65xi1>>,
  #snn.slot<"c", tensor<5x20x2xi1, #snn.queue>>, #snn.slot<"d", tensor<17xf32>>,
  #snn.slot<"e", tensor<1xi1, #snn.queue>>]

// -----

// A group's result goes to the state that it updates, here `v` and `s`; what
// outlives no state goes to the scratch behind them.
snn.model @neuron inputs [#snn.port<"x", tensor<16xf32>>] outputs [#snn.port<"s", tensor<16xi1>>] states [#snn.slot<"v", tensor<16xf32>>, #snn.slot<"s", tensor<16xi1>>]
func.func @neuron.run(%xs: tensor<?x16xf32>, %v: tensor<16xf32>, %s: tensor<16xi1>, %b: index) -> (tensor<?x16xi1>, tensor<16xf32>, tensor<16xi1>) {
  %ss, %0:2 = snn.scan inputs(%xs : tensor<?x16xf32>) init(%v, %s : tensor<16xf32>, tensor<16xi1>) burnin(%b) reduce [#snn.reduce<none>]
      -> outputs(tensor<?x16xi1>) states(tensor<16xf32>, tensor<16xi1>) {
  ^bb0(%x: tensor<16xf32>, %v0: tensor<16xf32>, %s0: tensor<16xi1>):
    // CHECK: snn.group "x" input {{.*}} slots [128]
    %in = snn.group "x" input ins(%x : tensor<16xf32>) -> (tensor<16xf32>) {
    ^bb0(%a: tensor<16xf32>):
      snn.yield %a : tensor<16xf32>
    }
    // CHECK: snn.group "n" map {{.*}} slots [64, 0]
    %s1, %v1 = snn.group "n" map ins(%in, %v0, %s0 : tensor<16xf32>, tensor<16xf32>, tensor<16xi1>) -> (tensor<16xi1>, tensor<16xf32>) {
    ^bb0(%a: tensor<16xf32>, %c: tensor<16xf32>, %d: tensor<16xi1>):
      %2, %3 = snn.neuron "n" ins(%a : tensor<16xf32>) states(%c, %d : tensor<16xf32>, tensor<16xi1>) -> (tensor<16xi1>, tensor<16xf32>) {
      ^bb0(%e: f32, %f: f32, %g: i1):
        snn.yield %g, %e : i1, f32
      }
      snn.yield %2, %3 : tensor<16xi1>, tensor<16xf32>
    }
    snn.yield %s1, %v1, %s1 : tensor<16xi1>, tensor<16xf32>, tensor<16xi1>
  }
  return %ss, %0#0, %0#1 : tensor<?x16xi1>, tensor<16xf32>, tensor<16xi1>
}
