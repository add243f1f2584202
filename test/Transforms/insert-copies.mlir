// RUN: snn-opt %s --snn-insert-copies | FileCheck %s

snn.param @w : tensor<2x3xf32> = dense<1.0>
snn.param @b : tensor<2xf32> = dense<1.0>
snn.param @k : tensor<2x3x3xf32> = dense<1.0>
snn.param @t : tensor<2x2x3x3xf32> = dense<1.0>
// One kernel on the weight's data, for both of its layers.
// CHECK: snn.param @w.kernel : tensor<2x3x1xf32>
// CHECK-NOT: snn.param @w.kernel_0

// CHECK-LABEL: snn.network @last
snn.network @last forward(resolved) {
  %x = snn.input "x" : tensor<4x5x3xi1>
  %v = snn.input "v" : tensor<3xf32>
  // CHECK: %[[FIRST:.*]] = snn.reshape "a"(%{{.*}}) shape [3, 20] columns(3) : (tensor<4x5x3xi1>) -> tensor<3x20xi1>
  // CHECK: %[[CONV:.*]] = snn.conv "a"(%[[FIRST]]) weight(@w.kernel) bias(@b) stride [1] padding [0, 0] dilation [1] groups(1) : (tensor<3x20xi1>) -> tensor<2x20xf32>
  // CHECK: %[[A:.*]] = snn.reshape "a"(%[[CONV]]) shape [4, 5, 2] columns(20) : (tensor<2x20xf32>) -> tensor<4x5x2xf32>
  %a = snn.linear "a" (%x) weight(@w) bias(@b) : (tensor<4x5x3xi1>) -> tensor<4x5x2xf32>
  // CHECK: snn.conv "b"(%{{.*}}) weight(@w.kernel) stride
  %b = snn.linear "b" (%x) weight(@w) : (tensor<4x5x3xi1>) -> tensor<4x5x2xf32>
  // CHECK: snn.linear "c"
  %c = snn.linear "c" (%v) weight(@w) : (tensor<3xf32>) -> tensor<2xf32>
  // CHECK: snn.output "a" %[[A]]
  snn.output "a" %a : tensor<4x5x2xf32>
  snn.output "b" %b : tensor<4x5x2xf32>
  snn.output "c" %c : tensor<2xf32>
}

// CHECK-LABEL: snn.network @padded
snn.network @padded forward(resolved) {
  %x = snn.input "x" : tensor<3x8xi1>
  %image = snn.input "image" : tensor<2x4x4xf32>
  // CHECK: %[[PAD:.*]] = snn.pad "a"(%{{.*}}) padding [2, 1] mode({{ ?}}circular) : (tensor<3x8xi1>) -> tensor<3x11xi1>
  // CHECK: snn.conv "a"(%[[PAD]]) weight(@k) stride [2] padding [0, 0] dilation [1] groups(1) :
  %a = snn.conv "a" (%x) weight(@k) stride [2] padding [2, 1] dilation [1] groups(1) mode(circular) : (tensor<3x8xi1>) -> tensor<2x5xf32>
  // Nothing to copy.
  // CHECK: snn.conv "b"(%{{.*}}) weight(@k) stride [2] padding [0, 0] dilation [1] groups(1) : (tensor<3x8xi1>)
  %b = snn.conv "b" (%x) weight(@k) stride [2] padding [0, 0] dilation [1] groups(1) mode(reflect) : (tensor<3x8xi1>) -> tensor<2x3xf32>
  // What is less than from one element to the next stays zeros.
  // CHECK: %[[SPREAD:.*]] = snn.pad "c"(%{{.*}}) padding [1, 0, 1, 1] mode({{ ?}}circular) : (tensor<2x4x4xf32>) -> tensor<2x5x6xf32>
  // CHECK: snn.conv "c"(%[[SPREAD]]) weight(@t) stride [1, 1] padding [0, 1, 1, 0] dilation [1, 1] spread [2, 2] groups(1)
  %c = snn.conv "c" (%image) weight(@t) stride [1, 1] padding [2, 1, 3, 2] dilation [1, 1] spread [2, 2] groups(1) mode(circular) : (tensor<2x4x4xf32>) -> tensor<2x8x10xf32>
  snn.output "a" %a : tensor<2x5xf32>
  snn.output "b" %b : tensor<2x3xf32>
  snn.output "c" %c : tensor<2x8x10xf32>
}
