// RUN: snn-opt --snn-merge-kernels=fewest=2 --split-input-file %s | FileCheck %s
// RUN: snn-opt --snn-merge-kernels --split-input-file %s | FileCheck %s --check-prefix=FEW

// What differs is an argument: a size that is met twice is one, a vector travels as its
// element, a mask as its bits, and where both have the same number it stays.
// CHECK-LABEL: llvm.func @run
// CHECK-DAG: %[[SIZE:.*]] = llvm.mlir.constant(20 : i64) : i64
// CHECK-DAG: %[[DECAY:.*]] = llvm.mlir.constant(5.000000e-01 : f32) : f32
// CHECK-DAG: %[[MASK:.*]] = llvm.mlir.constant(3 : i4) : i4
// CHECK: llvm.call @first(%{{.*}}, %[[SIZE]], %[[DECAY]], %[[MASK]])
// CHECK: llvm.mlir.constant(24 : i64) : i64
// CHECK: llvm.mlir.constant(-0.000000e+00 : f32) : f32
// CHECK: llvm.mlir.constant(-8 : i4) : i4
// CHECK: llvm.call @first(
// CHECK: llvm.func internal @first(%[[W:.*]]: !llvm.ptr {llvm.dereferenceable = 80 : i64, llvm.noalias}, %[[N:.*]]: i64, %[[A:.*]]: f32, %[[BITS:.*]]: i4)
// CHECK: %[[LANE:.*]] = llvm.insertelement %[[A]]
// CHECK: %[[SPLAT:.*]] = llvm.shufflevector %[[LANE]], %[[LANE]] [0, 0, 0, 0]
// CHECK: %[[LANES:.*]] = llvm.bitcast %[[BITS]] : i4 to vector<4xi1>
// CHECK: llvm.getelementptr %[[W]][%[[N]]]
// CHECK: llvm.fmul %{{.*}}, %[[SPLAT]]
// CHECK: llvm.select %[[LANES]]
// CHECK: llvm.mul %[[N]], %{{.*}}
// CHECK-NOT: @second
// FEW: llvm.func internal @second
llvm.func @run(%w: !llvm.ptr) {
  llvm.call @first(%w) : (!llvm.ptr) -> ()
  llvm.call @second(%w) : (!llvm.ptr) -> ()
  llvm.return
}
llvm.func internal @first(%w: !llvm.ptr {llvm.dereferenceable = 80 : i64, llvm.noalias}) attributes {passthrough = ["noinline"]} {
  %n = llvm.mlir.constant(20 : index) : i64
  %a = llvm.mlir.constant(dense<5.000000e-01> : vector<4xf32>) : vector<4xf32>
  %same = llvm.mlir.constant(dense<1.000000e+00> : vector<4xf32>) : vector<4xf32>
  %mask = llvm.mlir.constant(dense<[true, true, false, false]> : vector<4xi1>) : vector<4xi1>
  %two = llvm.mlir.constant(2 : index) : i64
  %place = llvm.getelementptr %w[%n] : (!llvm.ptr, i64) -> !llvm.ptr, f32
  %0 = llvm.load %place : !llvm.ptr -> vector<4xf32>
  %1 = llvm.fmul %0, %a : vector<4xf32>
  %2 = llvm.select %mask, %1, %same : vector<4xi1>, vector<4xf32>
  %end = llvm.mul %n, %two : i64
  %to = llvm.getelementptr %w[%end] : (!llvm.ptr, i64) -> !llvm.ptr, f32
  llvm.store %2, %to : vector<4xf32>, !llvm.ptr
  llvm.return
}
llvm.func internal @second(%w: !llvm.ptr {llvm.dereferenceable = 96 : i64, llvm.noalias}) attributes {passthrough = ["noinline"]} {
  %a = llvm.mlir.constant(dense<-0.000000e+00> : vector<4xf32>) : vector<4xf32>
  %n = llvm.mlir.constant(24 : index) : i64
  %again = llvm.mlir.constant(24 : index) : i64
  %same = llvm.mlir.constant(dense<1.000000e+00> : vector<4xf32>) : vector<4xf32>
  %mask = llvm.mlir.constant(dense<[false, false, false, true]> : vector<4xi1>) : vector<4xi1>
  %two = llvm.mlir.constant(2 : index) : i64
  %place = llvm.getelementptr %w[%n] : (!llvm.ptr, i64) -> !llvm.ptr, f32
  %0 = llvm.load %place : !llvm.ptr -> vector<4xf32>
  %1 = llvm.fmul %0, %a : vector<4xf32>
  %2 = llvm.select %mask, %1, %same : vector<4xi1>, vector<4xf32>
  %end = llvm.mul %again, %two : i64
  %to = llvm.getelementptr %w[%end] : (!llvm.ptr, i64) -> !llvm.ptr, f32
  llvm.store %2, %to : vector<4xf32>, !llvm.ptr
  llvm.return
}

// -----

// Not alike: an argument in the place of a constant, arguments swapped, other facts of an
// argument, another number to divide by. What others call, by name or by a pointer, or may
// be inlined, stays.
// CHECK: llvm.func internal @one(
// CHECK: llvm.func internal @given(
// CHECK: llvm.func internal @swapped(
// CHECK: llvm.func internal @alone(
// CHECK: llvm.func internal @divided(
// CHECK: llvm.func internal @by_four(
// CHECK: llvm.func @visible
// CHECK: llvm.func internal @inlined
// CHECK: llvm.func internal @pointed
llvm.func @run(%a: !llvm.ptr, %b: !llvm.ptr, %n: i64) {
  llvm.call @one(%a, %b, %n) : (!llvm.ptr, !llvm.ptr, i64) -> ()
  llvm.call @given(%a, %b, %n) : (!llvm.ptr, !llvm.ptr, i64) -> ()
  llvm.call @swapped(%a, %b, %n) : (!llvm.ptr, !llvm.ptr, i64) -> ()
  llvm.call @alone(%a, %b, %n) : (!llvm.ptr, !llvm.ptr, i64) -> ()
  llvm.call @divided(%a, %n) : (!llvm.ptr, i64) -> ()
  llvm.call @by_four(%a, %n) : (!llvm.ptr, i64) -> ()
  llvm.call @visible(%a, %b, %n) : (!llvm.ptr, !llvm.ptr, i64) -> ()
  llvm.call @inlined(%a, %b, %n) : (!llvm.ptr, !llvm.ptr, i64) -> ()
  llvm.call @pointed(%a, %b, %n) : (!llvm.ptr, !llvm.ptr, i64) -> ()
  %f = llvm.mlir.addressof @pointed : !llvm.ptr
  llvm.store %f, %a : !llvm.ptr, !llvm.ptr
  llvm.return
}
llvm.func internal @one(%a: !llvm.ptr, %b: !llvm.ptr, %n: i64) attributes {passthrough = ["noinline"]} {
  %k = llvm.mlir.constant(1 : i64) : i64
  %from = llvm.getelementptr %a[%k] : (!llvm.ptr, i64) -> !llvm.ptr, f32
  %0 = llvm.load %from : !llvm.ptr -> f32
  llvm.store %0, %b : f32, !llvm.ptr
  llvm.return
}
llvm.func internal @given(%a: !llvm.ptr, %b: !llvm.ptr, %n: i64) attributes {passthrough = ["noinline"]} {
  %from = llvm.getelementptr %a[%n] : (!llvm.ptr, i64) -> !llvm.ptr, f32
  %0 = llvm.load %from : !llvm.ptr -> f32
  llvm.store %0, %b : f32, !llvm.ptr
  llvm.return
}
llvm.func internal @swapped(%a: !llvm.ptr, %b: !llvm.ptr, %n: i64) attributes {passthrough = ["noinline"]} {
  %k = llvm.mlir.constant(2 : i64) : i64
  %from = llvm.getelementptr %b[%k] : (!llvm.ptr, i64) -> !llvm.ptr, f32
  %0 = llvm.load %from : !llvm.ptr -> f32
  llvm.store %0, %a : f32, !llvm.ptr
  llvm.return
}
llvm.func internal @alone(%a: !llvm.ptr, %b: !llvm.ptr {llvm.noalias}, %n: i64) attributes {passthrough = ["noinline"]} {
  %k = llvm.mlir.constant(3 : i64) : i64
  %from = llvm.getelementptr %a[%k] : (!llvm.ptr, i64) -> !llvm.ptr, f32
  %0 = llvm.load %from : !llvm.ptr -> f32
  llvm.store %0, %b : f32, !llvm.ptr
  llvm.return
}
llvm.func internal @divided(%a: !llvm.ptr, %n: i64) attributes {passthrough = ["noinline"]} {
  %k = llvm.mlir.constant(3 : i64) : i64
  %0 = llvm.udiv %n, %k : i64
  llvm.store %0, %a : i64, !llvm.ptr
  llvm.return
}
llvm.func internal @by_four(%a: !llvm.ptr, %n: i64) attributes {passthrough = ["noinline"]} {
  %k = llvm.mlir.constant(4 : i64) : i64
  %0 = llvm.udiv %n, %k : i64
  llvm.store %0, %a : i64, !llvm.ptr
  llvm.return
}
llvm.func @visible(%a: !llvm.ptr, %b: !llvm.ptr, %n: i64) attributes {passthrough = ["noinline"]} {
  %k = llvm.mlir.constant(4 : i64) : i64
  %from = llvm.getelementptr %a[%k] : (!llvm.ptr, i64) -> !llvm.ptr, f32
  %0 = llvm.load %from : !llvm.ptr -> f32
  llvm.store %0, %b : f32, !llvm.ptr
  llvm.return
}
llvm.func internal @inlined(%a: !llvm.ptr, %b: !llvm.ptr, %n: i64) {
  %k = llvm.mlir.constant(5 : i64) : i64
  %from = llvm.getelementptr %a[%k] : (!llvm.ptr, i64) -> !llvm.ptr, f32
  %0 = llvm.load %from : !llvm.ptr -> f32
  llvm.store %0, %b : f32, !llvm.ptr
  llvm.return
}
llvm.func internal @pointed(%a: !llvm.ptr, %b: !llvm.ptr, %n: i64) attributes {passthrough = ["noinline"]} {
  %k = llvm.mlir.constant(6 : i64) : i64
  %from = llvm.getelementptr %a[%k] : (!llvm.ptr, i64) -> !llvm.ptr, f32
  %0 = llvm.load %from : !llvm.ptr -> f32
  llvm.store %0, %b : f32, !llvm.ptr
  llvm.return
}
