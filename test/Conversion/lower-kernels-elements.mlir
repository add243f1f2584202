// RUN: snn-opt --snn-lower-kernels %s | FileCheck %s
// Bits of a vector are copied, 64 at a time; what lies behind the last is cleared.

// CHECK-LABEL: func.func @bits
// CHECK: %[[X:.*]] = vector.load %arg0[%{{.*}}] : memref<?x?x9xi8>, vector<8xi8>
// CHECK: vector.store
// CHECK: vector.maskedload
// CHECK: arith.andi
// CHECK: vector.store
func.func @bits(%xs: memref<?x?x9xi8>, %x: memref<?x8x1x16xi8>, %t: index, %n: index) {
  snn.read %xs as bits first(%t) steps(%n) into %x type(tensor<70xi1>) : memref<?x?x9xi8>, memref<?x8x1x16xi8>
  return
}

// Bytes become floats as they are read.
// CHECK-LABEL: func.func @numbers
// CHECK: %[[X:.*]] = vector.load %arg0[%{{.*}}] : memref<?x?x16xi8>, vector<16xi8>
// CHECK: arith.uitofp %[[X]] : vector<16xi8> to vector<16xf32>
func.func @numbers(%xs: memref<?x?x16xi8>, %x: memref<?x8x1x16xf32>, %t: index, %n: index) {
  snn.read %xs as u8 first(%t) steps(%n) into %x type(tensor<16xf32>) : memref<?x?x16xi8>, memref<?x8x1x16xf32>
  return
}
