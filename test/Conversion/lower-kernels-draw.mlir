// RUN: snn-opt --snn-lower-kernels --canonicalize --cse %s | FileCheck %s

// Channels lie side by side, but element (c, p) of [3, 2] has the counter 2 c + p.
// The state's key is split 5 of the model's.

// CHECK-LABEL: func.func @draw
// CHECK-SAME: %[[KEY:.*]]: memref<2xi32>, %[[V:.*]]: memref
// CHECK-DAG: %[[C2:.*]] = arith.constant 2 : index
// CHECK-DAG: %[[C3:.*]] = arith.constant 3 : index
// CHECK-DAG: %[[FIVE:.*]] = arith.constant 5 : i32
// CHECK-DAG: %[[LOW:.*]] = arith.constant -1.000000e+00 : f32
// CHECK-DAG: %[[RANGE:.*]] = arith.constant 4.000000e+00 : f32
// CHECK: %[[STATE:.*]]:2 = {{.*}}call @snn.threefry2x32(%{{.*}}, %{{.*}}, %{{.*}}, %[[FIVE]])
// CHECK: scf.for %[[POSITION:.*]] = %{{.*}} to %[[C2]]
// CHECK: scf.for %[[CHANNEL:.*]] = %{{.*}} to %[[C3]]
// CHECK: %[[ROW:.*]] = arith.muli %[[CHANNEL]], %[[C2]]
// CHECK: arith.addi %[[ROW]], %[[POSITION]]
// CHECK: %[[BITS:.*]]:2 = {{.*}}call @snn.threefry2x32(%[[STATE]]#0, %[[STATE]]#1,
// CHECK: %[[WORD:.*]] = arith.xori %[[BITS]]#0, %[[BITS]]#1
// CHECK: %[[VALUE:.*]] = {{.*}}call @snn.uniform(%[[WORD]], %[[LOW]], %[[RANGE]])
// CHECK: memref.store %[[VALUE]], %{{.*}}[%[[POSITION]], %[[CHANNEL]]]
func.func @draw(%key: memref<2xi32>, %v: memref<?x1x2x16xf32>) {
  snn.draw <uniform, -1.0 : f32, 3.0 : f32, key [5]> key(%key) into %v type(tensor<3x2xf32>) : memref<2xi32>, memref<?x1x2x16xf32>
  return
}
