// RUN: snn-opt %s --snn-emit-abi | FileCheck %s
// Two models in one module do not get into each other's way, and C's size_t is as
// wide as the module's index.

module attributes {dlti.dl_spec = #dlti.dl_spec<index = 32 : i32>} {
  // CHECK: llvm.func @left_run({{.*}}, %{{.*}}: i32, %{{.*}}: i32)
  // CHECK: llvm.mlir.global external constant @left_model() {{.*}} : !llvm.struct<(i32, i32, ptr, ptr, ptr, i32, i32, i32, i32,
  snn.model @left inputs [] outputs [] states []
  func.func @left.init_state(%state: memref<0xi8>, %key: memref<2xi32>) {
    return
  }
  func.func @left.run(%state: memref<0xi8>, %steps: index, %burnin: index) {
    return
  }
  // CHECK: llvm.func @right_run
  // CHECK: llvm.mlir.global external constant @right_model()
  snn.model @right inputs [] outputs [] states []
  func.func @right.init_state(%state: memref<64xi8>, %key: memref<2xi32>) {
    return
  }
  func.func @right.run(%state: memref<64xi8>, %steps: index, %burnin: index) {
    return
  }
}
