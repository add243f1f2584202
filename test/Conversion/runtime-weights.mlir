// RUN: snn-opt --split-input-file --verify-diagnostics --snn-runtime-weights %s | FileCheck %s
// Packed arrays become places in a buffer, which a function fills; what is not marked stays.

// CHECK-NOT: memref.global {{.*}}@fc
// CHECK: memref.global "private" constant @lif.stored
// CHECK: snn.model @net
// CHECK-SAME: snn.param_bytes = 64 : i64
// CHECK-SAME: snn.params = [#snn.port<"fc.weight", tensor<2x4xf32>>]
snn.param @fc.weight : tensor<2x4xf32> = dense<1.0> {snn.runtime = "fc.weight"}
memref.global "private" constant @fc.weight.packed.tail : memref<8xf32> = dense<1.0> {alignment = 64 : i64, snn.packing = {base = 0 : i64, param = "fc.weight", sizes = array<i64: 4, 2>, strides = array<i64: 1, 4>}}
memref.global "private" constant @lif.stored : memref<2xf32> = dense<1.0>
snn.model @net inputs [] outputs [] states [] {snn.runtime_weights}

func.func @net.init_state(%states: memref<?xi8>, %key: memref<2xi32>, %samples: index) {
  return
}

// CHECK: func.func @net.run(%{{.*}}: index, %[[PACKED:.*]]: memref<?xi8>) {
// CHECK: %[[PLACE:.*]] = arith.constant 0 : index
// CHECK: %[[W:.*]] = memref.view %[[PACKED]][%[[PLACE]]][] : memref<?xi8> to memref<8xf32>
// CHECK: %[[V:.*]] = memref.get_global @lif.stored
// CHECK: call @net.run.fc(%[[W]], %[[V]])
func.func @net.run(%states: memref<?xi8>, %steps: index, %burnin: index, %samples: index) {
  %w = memref.get_global @fc.weight.packed.tail : memref<8xf32>
  %v = memref.get_global @lif.stored : memref<2xf32>
  call @net.run.fc(%w, %v) : (memref<8xf32>, memref<2xf32>) -> ()
  return
}

// What is no finite number is refused before anything is packed.
// CHECK: func.func @net.pack(%[[FROM:.*]]: memref<8xf32>, %[[TO:.*]]: memref<?xi8>) -> i32 {
// CHECK: scf.for
// CHECK: %[[X:.*]] = memref.load %[[FROM]]
// CHECK: arith.bitcast %[[X]] : f32 to i32
// CHECK: %[[GOOD:.*]] = arith.cmpi eq
// CHECK: scf.if %[[GOOD]] {
// CHECK: %[[VIEW:.*]] = memref.view %[[TO]]
// CHECK-SAME: to memref<16xf32>
// CHECK: memref.store %{{.*}}, %[[VIEW]]
// CHECK: scf.for
// CHECK: scf.for
// CHECK: %[[Y:.*]] = memref.load %[[FROM]]
// CHECK: memref.store %[[Y]], %[[VIEW]]
// CHECK: return %{{.*}} : i32
func.func private @net.run.fc(%w: memref<8xf32>, %v: memref<2xf32>) {
  return
}

// -----

snn.param @w : tensor<1xf32> = dense<1.0> {snn.runtime = "w"}
memref.global "private" constant @w.stored.1 : memref<16xf32> = dense<1.0> {snn.packing = {base = 0 : i64, param = "w", sizes = array<i64: 1>, strides = array<i64: 1>}}
snn.model @late inputs [] outputs [] states [] {snn.runtime_weights}
func.func @late.init_state(%states: memref<?xi8>, %key: memref<2xi32>, %samples: index) {
  return
}
func.func @late.run(%states: memref<?xi8>, %steps: index, %burnin: index, %samples: index) {
  return
}
func.func private @late.kernel() {
  // expected-error @below {{weights that are given at run time are read outside of the functions that are given them}}
  %w = memref.get_global @w.stored.1 : memref<16xf32>
  return
}
