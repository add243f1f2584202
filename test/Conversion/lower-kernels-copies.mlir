// RUN: snn-opt --snn-lower-kernels --canonicalize --cse %s | FileCheck %s

// A copy that is a state as well has two results, and writes both.
// CHECK-LABEL: func.func @flatten
func.func @flatten(%x: memref<?x8x4x16xf32>, %y: memref<?x8x1x16xf32>, %z: memref<?x1x1x16xf32>, %t: index, %n: index) {
  // CHECK: %[[Y:.*]] = memref.subview %arg1
  // CHECK: %[[Z:.*]] = memref.subview %arg2
  // CHECK: memref.store %{{.*}}, %[[Y]][
  // CHECK: memref.store %{{.*}}, %[[Z]][
  snn.kernel "f" copy first(%t) steps(%n) ins(%x : memref<?x8x4x16xf32>) outs(%y, %z : memref<?x8x1x16xf32>, memref<?x1x1x16xf32>) {
  ^bb0(%a: tensor<3x2x2xf32>):
    %0 = snn.copy "f" reshape (%a) : (tensor<3x2x2xf32>) -> tensor<12xf32>
    snn.yield %0, %0 : tensor<12xf32>, tensor<12xf32>
  }
  return
}

// CHECK-LABEL: func.func @concat
func.func @concat(%x: memref<?x8x1x16xf32>, %y: memref<?x8x1x16xf32>, %z: memref<?x1x1x16xf32>, %t: index, %n: index) {
  // CHECK: %[[Y:.*]] = memref.subview %arg1
  // CHECK: %[[Z:.*]] = memref.subview %arg2
  // CHECK: memref.store %{{.*}}, %[[Y]][
  // CHECK: memref.store %{{.*}}, %[[Z]][
  snn.kernel "c" copy first(%t) steps(%n) ins(%x, %x : memref<?x8x1x16xf32>, memref<?x8x1x16xf32>) outs(%y, %z : memref<?x8x1x16xf32>, memref<?x1x1x16xf32>) {
  ^bb0(%a: tensor<3xf32>, %b: tensor<2xf32>):
    %0 = snn.copy "c" concat (%a, %b) : (tensor<3xf32>, tensor<2xf32>) -> tensor<5xf32>
    snn.yield %0, %0 : tensor<5xf32>, tensor<5xf32>
  }
  return
}

// CHECK-LABEL: func.func @pad
func.func @pad(%x: memref<?x8x2x16xf32>, %y: memref<?x8x4x16xf32>, %z: memref<?x1x4x16xf32>, %t: index, %n: index) {
  // CHECK: %[[Y:.*]] = memref.subview %arg1
  // CHECK: %[[Z:.*]] = memref.subview %arg2
  // CHECK: vector.store %{{.*}}, %[[Y]][
  // CHECK: vector.store %{{.*}}, %[[Z]][
  snn.kernel "p" copy first(%t) steps(%n) ins(%x : memref<?x8x2x16xf32>) outs(%y, %z : memref<?x8x4x16xf32>, memref<?x1x4x16xf32>) {
  ^bb0(%a: tensor<3x2xf32>):
    %0 = snn.copy "p" pad (%a) padding [1, 1] mode(circular) : (tensor<3x2xf32>) -> tensor<3x4xf32>
    snn.yield %0, %0 : tensor<3x4xf32>, tensor<3x4xf32>
  }
  return
}

// CHECK-LABEL: func.func @late
func.func @late(%q: memref<?x3x1x16xf32>, %y: memref<?x8x1x16xf32>, %z: memref<?x1x1x16xf32>, %h: memref<?x1xi32>, %t: index, %n: index) {
  // CHECK: %[[Y:.*]] = memref.subview %arg1
  // CHECK: %[[Z:.*]] = memref.subview %arg2
  // CHECK: vector.store %{{.*}}, %[[Y]][
  // CHECK: vector.store %{{.*}}, %[[Z]][
  snn.kernel "late" queue first(%t) steps(%n) ins(%q : memref<?x3x1x16xf32>)
      outs(%y, %z : memref<?x8x1x16xf32>, memref<?x1x1x16xf32>) head(%h : memref<?x1xi32>) {
  ^bb0(%a: tensor<3x5xf32, #snn.queue>):
    %0 = snn.queue_read %a : tensor<3x5xf32, #snn.queue> -> tensor<5xf32>
    snn.yield %0, %0 : tensor<5xf32>, tensor<5xf32>
  }
  return
}
