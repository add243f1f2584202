// RUN: snn-opt --snn-expand-neurons %s | FileCheck %s
// Functions of constants are computed when a neuron is expanded, by the functions
// that compiled code has. Left to MLIR's folders, the libm of the machine that
// compiles would decide the last bit of softplus(reset).

// CHECK-LABEL: snn.network @net
snn.network @net forward(resolved) {
  %x = snn.input "x" : tensor<4xf32>
  // CHECK: snn.neuron "lif"
  // CHECK-NOT: math.exp
  // CHECK-NOT: math.log1p
  // CHECK: %[[DROP:.*]] = arith.constant 0.974076986 : f32
  // CHECK: arith.subf %{{.*}}, %[[DROP]]
  %lif = snn.simple_lif "lif" (%x) decay([0.9 : f32]) threshold(1.0 : f32) reset(0.5 : f32) : (tensor<4xf32>) -> tensor<4xi1>
  snn.output "lif" %lif : tensor<4xi1>
}
