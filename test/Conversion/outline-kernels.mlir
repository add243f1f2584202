// RUN: snn-opt --snn-outline-kernels --canonicalize --split-input-file %s | FileCheck %s

!state = memref<?x8x1x16xf32, strided<[400, 16, 16, 1]>>
!bits = memref<?x1x1x8xi8, strided<[1600, 8, 8, 1]>>

// Arguments are pointers to the first sample's memory; the views of all samples' are
// made inside, as are constants. What is read and written at one place is one argument.
// CHECK-LABEL: func.func @net.run(
// CHECK-SAME: %[[STATES:.*]]: memref<?xi8>, %[[N:.*]]: index, %[[STEPS:.*]]: index)
// CHECK-DAG: %[[V:.*]] = memref.view %[[STATES]][%c0][] : memref<?xi8> to memref<8x1x16xf32>
// CHECK-DAG: %[[S:.*]] = memref.view %[[STATES]][%c512][] : memref<?xi8> to memref<1x1x8xi8>
// CHECK-NEXT: call @net.run.fc.lif(%[[STEPS]], %[[V]], %[[N]], %[[S]])
// CHECK-NEXT: return
func.func @net.run(%states: memref<?xi8>, %n: index, %steps: index) {
  %c0 = arith.constant 0 : index
  %c512 = arith.constant 512 : index
  %first = memref.view %states[%c0][] : memref<?xi8> to memref<8x1x16xf32>
  %v = memref.reinterpret_cast %first to offset: [0], sizes: [%n, 8, 1, 16], strides: [400, 16, 16, 1] : memref<8x1x16xf32> to !state
  %bits = memref.view %states[%c512][] : memref<?xi8> to memref<1x1x8xi8>
  %s = memref.reinterpret_cast %bits to offset: [0], sizes: [%n, 1, 1, 8], strides: [1600, 8, 8, 1] : memref<1x1x8xi8> to !bits
  // CHECK: func.func private @net.run.fc.lif(
  // CHECK-SAME: %[[STEPS:.*]]: index, %[[PLACE:.*]]: memref<8x1x16xf32> {llvm.align = 64 : i64, llvm.noalias}, %[[N:.*]]: index,
  // CHECK-SAME: %[[BITS:.*]]: memref<1x1x8xi8> {llvm.align = 64 : i64, llvm.noalias})
  // CHECK-SAME: attributes {llvm.bareptr, llvm.linkage = #llvm.linkage<internal>, passthrough = ["noinline"]}
  // CHECK: %[[ZERO:.*]] = arith.constant 0 : index
  // CHECK: %[[V:.*]] = memref.reinterpret_cast %[[PLACE]] to offset: [0], sizes: [%[[N]], 8, 1, 16]
  // CHECK: %[[S:.*]] = memref.reinterpret_cast %[[BITS]]
  // CHECK: snn.kernel "fc+lif" map first(%[[ZERO]]) steps(%[[STEPS]]) ins(%[[V]] : {{.*}}) outs(%[[V]], %[[S]] : {{.*}}) carried [0, 0]
  // CHECK: return
  snn.kernel "fc+lif" map first(%c0) steps(%steps) ins(%v : !state) outs(%v, %s : !state, !bits) carried [0, 0] {
  ^bb0(%x: tensor<16xf32>):
    %spikes, %y = snn.map "lif" ins(%x : tensor<16xf32>) -> (tensor<16xi1>, tensor<16xf32>) {
    ^bb0(%a: f32):
      %0 = snn.spike %a : f32
      snn.yield %0, %a : i1, f32
    }
    snn.yield %y, %spikes : tensor<16xf32>, tensor<16xi1>
  }
  return
}

// -----

// Memory that overlaps is not marked; 32 is no multiple of 64. Names stay apart.
// CHECK: func.func private @f.copy(
// CHECK-SAME: memref<1x1x16xf32> {llvm.align = 64 : i64}, %{{.*}}: index, %{{.*}}: memref<1x1x16xf32>, %{{.*}}: memref<1x1x16xf32> {llvm.align = 64 : i64, llvm.noalias})
// CHECK: func.func private @f.copy_0(
func.func @f(%states: memref<?xi8>, %n: index, %t: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c32 = arith.constant 32 : index
  %c128 = arith.constant 128 : index
  %at0 = memref.view %states[%c0][] : memref<?xi8> to memref<1x1x16xf32>
  %x = memref.reinterpret_cast %at0 to offset: [0], sizes: [%n, 1, 1, 16], strides: [48, 16, 16, 1] : memref<1x1x16xf32> to memref<?x1x1x16xf32, strided<[48, 16, 16, 1]>>
  %at32 = memref.view %states[%c32][] : memref<?xi8> to memref<1x1x16xf32>
  %y = memref.reinterpret_cast %at32 to offset: [0], sizes: [%n, 1, 1, 16], strides: [48, 16, 16, 1] : memref<1x1x16xf32> to memref<?x1x1x16xf32, strided<[48, 16, 16, 1]>>
  %at128 = memref.view %states[%c128][] : memref<?xi8> to memref<1x1x16xf32>
  %z = memref.reinterpret_cast %at128 to offset: [0], sizes: [%n, 1, 1, 16], strides: [48, 16, 16, 1] : memref<1x1x16xf32> to memref<?x1x1x16xf32, strided<[48, 16, 16, 1]>>
  snn.kernel "copy" map first(%c0) steps(%c1) ins(%x : memref<?x1x1x16xf32, strided<[48, 16, 16, 1]>>)
      outs(%y, %z : memref<?x1x1x16xf32, strided<[48, 16, 16, 1]>>, memref<?x1x1x16xf32, strided<[48, 16, 16, 1]>>) {
  ^bb0(%a: tensor<16xf32>):
    snn.yield %a, %a : tensor<16xf32>, tensor<16xf32>
  }
  snn.kernel "copy" map first(%t) steps(%c1) ins(%x : memref<?x1x1x16xf32, strided<[48, 16, 16, 1]>>)
      outs(%z : memref<?x1x1x16xf32, strided<[48, 16, 16, 1]>>) {
  ^bb0(%a: tensor<16xf32>):
    snn.yield %a : tensor<16xf32>
  }
  return
}

// -----

// The application's arrays have open sizes, which come along with them.
// CHECK: func.func private @g.read(%{{.*}}: memref<?x?x16xf32>, %{{.*}}: index, %{{.*}}: memref<1x1x16xf32> {{.*}}, %{{.*}}: index) attributes {llvm.linkage = #llvm.linkage<internal>, passthrough = ["noinline"]}
// CHECK: snn.read
// CHECK: func.func private @g.write(
// CHECK: snn.write
// CHECK: func.func private @g.draw(%{{.*}}: memref<2xi32>, %{{.*}}: memref<1x1x16xf32> {{.*}}, %{{.*}}: index) attributes {llvm.bareptr
// CHECK: snn.draw
func.func @g(%states: memref<?xi8>, %xs: memref<?x?x16xf32>, %key: memref<2xi32>, %n: index, %t: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %place = memref.view %states[%c0][] : memref<?xi8> to memref<1x1x16xf32>
  %x = memref.reinterpret_cast %place to offset: [0], sizes: [%n, 1, 1, 16], strides: [48, 16, 16, 1] : memref<1x1x16xf32> to memref<?x1x1x16xf32, strided<[48, 16, 16, 1]>>
  snn.read %xs first(%t) steps(%c1) into %x type(tensor<16xf32>) : memref<?x?x16xf32>, memref<?x1x1x16xf32, strided<[48, 16, 16, 1]>>
  snn.write %x to %xs first(%t) steps(%c1) burnin(%c0) of(%t) type(tensor<16xf32>) : memref<?x1x1x16xf32, strided<[48, 16, 16, 1]>>, memref<?x?x16xf32>
  snn.draw <uniform, 0.0 : f32, 1.0 : f32, key [0]> key(%key) into %x type(tensor<16xf32>) : memref<2xi32>, memref<?x1x1x16xf32, strided<[48, 16, 16, 1]>>
  return
}
