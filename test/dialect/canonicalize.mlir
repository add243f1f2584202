// RUN: snn-opt --canonicalize %s | FileCheck %s
// Layers that pass their input on disappear once all delays are explicit.

// CHECK-LABEL: snn.network @resolved
snn.network @resolved forward(resolved) {
  // CHECK: %[[X:.*]] = snn.input "x"
  %x = snn.input "x" : tensor<4xf32>
  %a = snn.identity "a" (%x) : (tensor<4xf32>) -> tensor<4xf32>
  %b = snn.concat "b" (%a) : (tensor<4xf32>) -> tensor<4xf32>
  %c = snn.sum "c" (%b) : (tensor<4xf32>) -> tensor<4xf32>
  %d = snn.scale "d" (%c) factor(1.0 : f32) : (tensor<4xf32>) -> tensor<4xf32>
  %e = snn.flatten "e" (%d) : (tensor<4xf32>) -> tensor<4xf32>
  %f = snn.delay %e steps(0) : tensor<4xf32> -> tensor<4xf32>
  // CHECK-NEXT: snn.output "f" %[[X]]
  snn.output "f" %f : tensor<4xf32>
}

// CHECK-LABEL: snn.network @kept
snn.network @kept forward(resolved) {
  %x = snn.input "x" : tensor<2x2xi1>
  // CHECK: snn.flatten
  %a = snn.flatten "a" (%x) : (tensor<2x2xi1>) -> tensor<4xi1>
  // CHECK: snn.scale
  %b = snn.scale "b" (%a) factor(1.0 : f32) : (tensor<4xi1>) -> tensor<4xf32>
  // CHECK: snn.scale
  %c = snn.scale "c" (%b) factor(2.0 : f32) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: snn.concat
  %d = snn.concat "d" (%c, %c) : (tensor<4xf32>, tensor<4xf32>) -> tensor<8xf32>
  // CHECK: snn.delay
  %e = snn.delay %d steps(1) : tensor<8xf32> -> tensor<8xf32>
  snn.output "e" %e : tensor<8xf32>
}

// A delay without a name will be a state that is named after its layer.
// CHECK-LABEL: snn.network @named
snn.network @named forward(resolved) {
  %x = snn.input "x" : tensor<4xf32>
  // CHECK: %[[A:.*]] = snn.flatten "a"
  %a = snn.flatten "a" (%x) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: snn.delay %[[A]] steps(1)
  %d = snn.delay %a steps(1) : tensor<4xf32> -> tensor<4xf32>
  // CHECK-NOT: snn.flatten "b"
  %b = snn.flatten "b" (%x) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: snn.delay %{{.*}} steps(1) name("x1")
  %e = snn.delay %b steps(1) name("x1") : tensor<4xf32> -> tensor<4xf32>
  snn.output "d" %d : tensor<4xf32>
  snn.output "e" %e : tensor<4xf32>
}

// While the order of layers decides delays, each layer counts: "id" makes the
// edge back from "b" a step late, and the delay of 0 stands for no delay at all.
// CHECK-LABEL: snn.network @unresolved
snn.network @unresolved forward(delayed) {
  %x = snn.input "x" : tensor<4xf32>
  // CHECK: snn.identity "id"
  %id = snn.identity "id" (%x) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: snn.delay %{{.*}} steps(0)
  %d = snn.delay %id steps(0) : tensor<4xf32> -> tensor<4xf32>
  // CHECK: snn.identity "b"
  %b = snn.identity "b" (%d) : (tensor<4xf32>) -> tensor<4xf32>
  snn.output "b" %b : tensor<4xf32>
}
