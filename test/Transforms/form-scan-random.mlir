// RUN: snn-opt --snn-form-scan --split-input-file --verify-diagnostics %s | FileCheck %s

// A state that is drawn is drawn in init_state, from its key.

// CHECK-LABEL: func.func @net.init_state(%{{.*}}: tensor<2xi32>) -> tensor<3x2xf32>
// CHECK-NEXT: %[[V:.*]] = snn.random <normal, 5.000000e-01 : f32, 2.000000e+00 : f32, key[2, 0]> : tensor<3x2xf32>
// CHECK-NEXT: return %[[V]]
// CHECK-LABEL: func.func @net.run
// CHECK-NOT: snn.random
snn.network @net forward(resolved) {
  %x = snn.input "x" : tensor<3x2xf32>
  %v0 = snn.random <normal, 0.5 : f32, 2.0 : f32, key [2, 0]> : tensor<3x2xf32>
  %d = snn.delay %x init(%v0 : tensor<3x2xf32>) steps(1) name("a.v") : tensor<3x2xf32> -> tensor<3x2xf32>
  snn.output "y" %d : tensor<3x2xf32>
}

// -----

snn.network @net forward(resolved) {
  %x = snn.input "x" : tensor<2xf32>
  // expected-error @below {{a drawn value is what a delay starts from, and read by nothing else}}
  %v0 = snn.random <uniform, 0.0 : f32, 1.0 : f32, key [0]> : tensor<2xf32>
  %y = snn.sum "y" (%x, %v0) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  snn.output "y" %y : tensor<2xf32>
}
