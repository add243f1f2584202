// RUN: snn-opt %s --snn-emit-abi | FileCheck %s
// Two models in one module do not get into each other's way, and C's size_t is as
// wide as the module's index.

module attributes {dlti.dl_spec = #dlti.dl_spec<index = 32 : i32>} {
  // CHECK: llvm.func @left_run_batch({{.*}}, %{{.*}}: i32, %{{.*}}: i32, %{{.*}}: i32)
  // CHECK: llvm.func @left_run({{.*}}, %{{.*}}: i32, %{{.*}}: i32)
  // CHECK: llvm.mlir.global external constant @left_model() {{.*}} : !llvm.struct<(i32, i32, ptr, ptr, ptr, i32, i32, i32, i32, i32, i32, i32, i32, ptr
  snn.model @left inputs [] outputs [] states []
  func.func @left.init_state(%states: memref<?xi8>, %key: memref<2xi32>, %samples: index) {
    return
  }
  func.func @left.run(%states: memref<?xi8>, %steps: index, %burnin: index, %samples: index) {
    return
  }
  // CHECK: llvm.func @right_run_batch
  // CHECK: llvm.mlir.global external constant @right_model()
  snn.model @right inputs [] outputs [] states []
  func.func @right.init_state(%states: memref<?xi8>, %key: memref<2xi32>, %samples: index) {
    return
  }
  func.func @right.run(%states: memref<?xi8>, %steps: index, %burnin: index, %samples: index) {
    return
  }
}
