// RUN: snn-opt --snn-share-kernels --split-input-file %s | FileCheck %s

memref.global "private" constant @w1 : memref<4xf32> = dense<[1.0, 2.0, 3.0, 4.0]> {alignment = 64 : i64}
memref.global "private" constant @w2 : memref<4xf32> = dense<[5.0, 6.0, 7.0, 8.0]> {alignment = 64 : i64}

// Two functions of the same code on other constants are one.
// CHECK-LABEL: func.func @run(
// CHECK-SAME: %[[A:.*]]: memref<4xf32>, %[[B:.*]]: memref<4xf32>)
// CHECK: %[[W1:.*]] = memref.get_global @w1
// CHECK: call @run.first(%[[A]], %[[W1]])
// CHECK: %[[W2:.*]] = memref.get_global @w2
// CHECK: call @run.first(%[[B]], %[[W2]])
func.func @run(%a: memref<4xf32>, %b: memref<4xf32>) {
  call @run.first(%a) : (memref<4xf32>) -> ()
  call @run.second(%b) : (memref<4xf32>) -> ()
  return
}
// CHECK: func.func private @run.first(%[[TO:.*]]: memref<4xf32> {llvm.noalias}, %[[W:.*]]: memref<4xf32> {llvm.align = 64 : i64, llvm.dereferenceable = 16 : i64, llvm.noalias, llvm.readonly}) attributes {llvm.bareptr}
// CHECK: memref.load %[[W]]
// CHECK: memref.load %[[W]]
// CHECK-NOT: @run.second
func.func private @run.first(%to: memref<4xf32> {llvm.noalias}) attributes {llvm.bareptr} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %w = memref.get_global @w1 : memref<4xf32>
  %again = memref.get_global @w1 : memref<4xf32>
  %0 = memref.load %w[%c0] : memref<4xf32>
  %1 = memref.load %again[%c1] : memref<4xf32>
  %2 = arith.addf %0, %1 : f32
  memref.store %2, %to[%c0] : memref<4xf32>
  return
}
func.func private @run.second(%to: memref<4xf32> {llvm.noalias}) attributes {llvm.bareptr} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %w = memref.get_global @w2 : memref<4xf32>
  %again = memref.get_global @w2 : memref<4xf32>
  %0 = memref.load %w[%c0] : memref<4xf32>
  %1 = memref.load %again[%c1] : memref<4xf32>
  %2 = arith.addf %0, %1 : f32
  memref.store %2, %to[%c0] : memref<4xf32>
  return
}

// -----

// What differs stays: a number, the use of a value, what is known of an argument. So does
// a function that others may call, and one that gives a result.
// CHECK: func.func @visible
// CHECK: func.func private @zero
// CHECK: func.func private @one
// CHECK: func.func private @swapped
// CHECK: func.func private @alone
// CHECK: func.func private @number
func.func @run(%a: memref<4xf32>, %b: memref<4xf32>) {
  call @visible(%a, %b) : (memref<4xf32>, memref<4xf32>) -> ()
  call @zero(%a, %b) : (memref<4xf32>, memref<4xf32>) -> ()
  call @one(%a, %b) : (memref<4xf32>, memref<4xf32>) -> ()
  call @swapped(%a, %b) : (memref<4xf32>, memref<4xf32>) -> ()
  call @alone(%a, %b) : (memref<4xf32>, memref<4xf32>) -> ()
  %0 = call @number(%a) : (memref<4xf32>) -> f32
  return
}
func.func @visible(%a: memref<4xf32>, %b: memref<4xf32>) {
  %c0 = arith.constant 0 : index
  %0 = memref.load %a[%c0] : memref<4xf32>
  memref.store %0, %b[%c0] : memref<4xf32>
  return
}
func.func private @zero(%a: memref<4xf32>, %b: memref<4xf32>) {
  %c0 = arith.constant 0 : index
  %0 = memref.load %a[%c0] : memref<4xf32>
  memref.store %0, %b[%c0] : memref<4xf32>
  return
}
func.func private @one(%a: memref<4xf32>, %b: memref<4xf32>) {
  %c1 = arith.constant 1 : index
  %0 = memref.load %a[%c1] : memref<4xf32>
  memref.store %0, %b[%c1] : memref<4xf32>
  return
}
func.func private @swapped(%a: memref<4xf32>, %b: memref<4xf32>) {
  %c0 = arith.constant 0 : index
  %0 = memref.load %b[%c0] : memref<4xf32>
  memref.store %0, %a[%c0] : memref<4xf32>
  return
}
func.func private @alone(%a: memref<4xf32> {llvm.noalias}, %b: memref<4xf32>) {
  %c0 = arith.constant 0 : index
  %0 = memref.load %a[%c0] : memref<4xf32>
  memref.store %0, %b[%c0] : memref<4xf32>
  return
}
func.func private @number(%a: memref<4xf32>) -> f32 {
  %c0 = arith.constant 0 : index
  %0 = memref.load %a[%c0] : memref<4xf32>
  return %0 : f32
}
