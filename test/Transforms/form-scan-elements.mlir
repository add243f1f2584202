// RUN: snn-opt --snn-form-scan %s | FileCheck %s
// What arrays hold goes from a network's inputs and outputs to the model's.

// CHECK: snn.model @net inputs [#snn.port<"x", tensor<3xi1> as bits>, #snn.port<"n", tensor<3xf32> as u8>]
// CHECK-SAME: outputs [#snn.port<"y", tensor<3xi1>, last as u8>, #snn.port<"z", tensor<3xf32>>]
snn.network @net forward(resolved) {
  %x = snn.input "x" as bits : tensor<3xi1>
  %n = snn.input "n" as u8 : tensor<3xf32>
  snn.output "y" %x reduce<last> as u8 : tensor<3xi1>
  snn.output "z" %n : tensor<3xf32>
}
