// RUN: snn-opt %s --snn-emit-abi='target="x86_64 znver3 +avx2,-sse4a" compiler="snnc 0.1.0"' | FileCheck %s
// RUN: snn-opt %s --snn-emit-abi -o %t.mlir && snn-opt %t.mlir | FileCheck %s --check-prefix=AGAIN

// The weights that the functions reach are counted once.
// CHECK: snn.model @net
// CHECK-SAME: snn.abi = {interface = "{{[0-9a-f]+}}", state_bytes = 256 : i64, target = "x86_64 znver3 +avx2,-sse4a", weight_bytes = 20 : i64}
// AGAIN: snn.abi = {interface = "{{[0-9a-f]+}}", state_bytes = 256
snn.model @net inputs [#snn.port<"x", tensor<4xf32>>, #snn.port<"s", tensor<2x3xi1>>]
  outputs [#snn.port<"y", tensor<4xf32>, mean>]
  states [#snn.slot<"lif.s", tensor<2x3xi1> offset = 64>, #snn.slot<"lif.delay2", tensor<2x4xf32, #snn.queue> offset = 0 head = 128>]
  carried(192) scratch(64)

// CHECK: llvm.func @net_init_state(%[[STATE:.*]]: !llvm.ptr {llvm.align = 64 : i64, llvm.noalias}, %[[KEY:.*]]: !llvm.ptr)
// CHECK-SAME: dso_local
// CHECK: func.call @net.init_state(%{{.*}}, %{{.*}}, %{{.*}}) : (memref<?xi8>, memref<2xi32>, index) -> ()

// The samples' states lie one after the other, state_bytes each; they are the first
// axis of every array. A reduced output has one row.
// CHECK: llvm.func @net_run_batch(%[[STATES:.*]]: !llvm.ptr {{.*}}, %[[IN:.*]]: !llvm.ptr, %[[OUT:.*]]: !llvm.ptr, %[[SAMPLES:.*]]: i64, %[[STEPS:.*]]: i64, %[[BURNIN:.*]]: i64)
// CHECK: %[[SIZE:.*]] = llvm.mlir.constant(256 : i64) : i64
// CHECK: llvm.mul %[[SAMPLES]], %[[SIZE]] : i64
// CHECK: %[[P0:.*]] = llvm.getelementptr %[[IN]][0]
// CHECK: llvm.load %[[P0]]
// CHECK: llvm.insertvalue %[[STEPS]], %{{.*}}[3, 1]
// CHECK: llvm.insertvalue %[[SAMPLES]], %{{.*}}[3, 0]
// CHECK: builtin.unrealized_conversion_cast %{{.*}} to memref<?x?x4xf32>
// CHECK: %[[P1:.*]] = llvm.getelementptr %[[IN]][1]
// CHECK: llvm.load %[[P1]]
// CHECK: builtin.unrealized_conversion_cast %{{.*}} to memref<?x?x6xf32>
// CHECK: %[[P2:.*]] = llvm.getelementptr %[[OUT]][0]
// CHECK: llvm.load %[[P2]]
// CHECK: %[[ROW:.*]] = llvm.mlir.constant(1 : i64) : i64
// CHECK: llvm.insertvalue %[[ROW]], %{{.*}}[3, 1]
// CHECK: %[[T:.*]] = arith.index_cast %[[STEPS]] : i64 to index
// CHECK: %[[B:.*]] = arith.index_cast %[[BURNIN]] : i64 to index
// CHECK: %[[N:.*]] = arith.index_cast %[[SAMPLES]] : i64 to index
// CHECK: func.call @net.run(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %[[T]], %[[B]], %[[N]])

// A run is a batch of one sample, a step a run of one step.
// CHECK: llvm.func @net_run(%[[STATE:.*]]: !llvm.ptr {{.*}}, %[[IN:.*]]: !llvm.ptr, %[[OUT:.*]]: !llvm.ptr, %[[STEPS:.*]]: i64, %[[BURNIN:.*]]: i64)
// CHECK: %[[ONE:.*]] = llvm.mlir.constant(1 : i64)
// CHECK: llvm.call @net_run_batch(%[[STATE]], %[[IN]], %[[OUT]], %[[ONE]], %[[STEPS]], %[[BURNIN]])
// CHECK: llvm.func @net_step(%[[STATE:.*]]: !llvm.ptr {{.*}}, %[[IN:.*]]: !llvm.ptr, %[[OUT:.*]]: !llvm.ptr)
// CHECK: %[[ONE:.*]] = llvm.mlir.constant(1 : i64)
// CHECK: %[[STEP:.*]] = llvm.mlir.constant(1 : i64)
// CHECK: %[[ZERO:.*]] = llvm.mlir.constant(0 : i64)
// CHECK: llvm.call @net_run_batch(%[[STATE]], %[[IN]], %[[OUT]], %[[ONE]], %[[STEP]], %[[ZERO]])

// CHECK: llvm.mlir.global internal constant @net.abi.0("net\00")
// CHECK: llvm.mlir.global internal constant @{{.*}}("lif.delay2\00")
// CHECK: llvm.mlir.global external constant @net_model()
// CHECK-DAG: llvm.mlir.addressof @net_init_state
// CHECK-DAG: llvm.mlir.addressof @net_step
// CHECK-DAG: llvm.mlir.addressof @net_run :
// CHECK-DAG: llvm.mlir.addressof @net_run_batch :

// CHECK: memref.global "private" constant @weight
memref.global constant @weight : memref<4xf32> = dense<2.0>
memref.global "private" constant @index : memref<1xi32> = dense<0>
// CHECK: memref.global constant @unused
memref.global constant @unused : memref<100xf32> = dense<0.0>

// CHECK: func.func private @net.init_state({{.*}}) attributes {llvm.linkage = #llvm.linkage<internal>}
func.func @net.init_state(%states: memref<?xi8>, %key: memref<2xi32>, %samples: index) {
  %0 = memref.get_global @weight : memref<4xf32>
  return
}
// CHECK: func.func private @net.run({{.*}}) attributes {llvm.linkage = #llvm.linkage<internal>}
func.func @net.run(%states: memref<?xi8>, %x: memref<?x?x4xf32>, %s: memref<?x?x6xf32>, %y: memref<?x?x4xf32>, %steps: index, %burnin: index, %samples: index) {
  %0 = memref.get_global @weight : memref<4xf32>
  func.call @helper() : () -> ()
  return
}
func.func private @helper() {
  %0 = memref.get_global @index : memref<1xi32>
  return
}
