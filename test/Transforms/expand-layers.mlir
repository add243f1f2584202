// RUN: snn-opt --snn-expand-neurons --split-input-file %s | FileCheck %s

// Pointwise layers become maps; spikes count as 0.0 and 1.0.
// CHECK-LABEL: snn.network @relu
snn.network @relu forward(resolved) {
  %x = snn.input "x" : tensor<3xi1>
  // CHECK: snn.map "act" ins(%{{.*}} : tensor<3xi1>) -> (tensor<3xf32>)
  // CHECK: ^bb0(%[[X:.*]]: i1):
  // CHECK: %[[F:.*]] = arith.uitofp %[[X]]
  // CHECK: arith.maximumf %[[F]], %{{.*}}
  %y = snn.lambda "act" (%x) function(relu) : (tensor<3xi1>) -> tensor<3xf32>
  snn.output "y" %y : tensor<3xf32>
}

// -----

// G4: from left to right.
// CHECK-LABEL: snn.network @sum
snn.network @sum forward(resolved) {
  %a = snn.input "a" : tensor<3xf32>
  %b = snn.input "b" : tensor<3xf32>
  %c = snn.input "c" : tensor<3xf32>
  // CHECK: snn.map "sum"
  // CHECK: ^bb0(%[[A:.*]]: f32, %[[B:.*]]: f32, %[[C:.*]]: f32):
  // CHECK: %[[AB:.*]] = arith.addf %[[A]], %[[B]]
  // CHECK: arith.addf %[[AB]], %[[C]]
  %y = snn.sum "sum" (%a, %b, %c) : (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  snn.output "y" %y : tensor<3xf32>
}

// -----

// A copy keeps spikes.
// CHECK-LABEL: snn.network @identity
snn.network @identity forward(resolved) {
  %x = snn.input "x" : tensor<3xi1>
  // CHECK: snn.map "id" ins(%{{.*}} : tensor<3xi1>) -> (tensor<3xi1>)
  %y = snn.identity "id" (%x) : (tensor<3xi1>) -> tensor<3xi1>
  snn.output "y" %y : tensor<3xi1>
}

// -----

// softmax needs its whole input and stays a layer.
// CHECK-LABEL: snn.network @softmax
snn.network @softmax forward(resolved) {
  %x = snn.input "x" : tensor<3xf32>
  // CHECK: snn.lambda "act"(%{{.*}}) function({{ *}}softmax)
  %y = snn.lambda "act" (%x) function(softmax) : (tensor<3xf32>) -> tensor<3xf32>
  snn.output "y" %y : tensor<3xf32>
}
