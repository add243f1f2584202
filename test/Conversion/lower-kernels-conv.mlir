// RUN: snn-opt --snn-lower-kernels="max-panel=16 conv-crossover=2" --canonicalize --cse --split-input-file %s | FileCheck %s --check-prefixes=CHECK,EVENTS
// RUN: snn-opt --snn-lower-kernels="max-panel=16 conv-crossover=0" --canonicalize --cse --split-input-file %s | FileCheck %s --check-prefixes=CHECK,PRODUCTS
// RUN: snn-opt --snn-lower-kernels="max-panel=16 conv-crossover=0.5" --canonicalize --cse --split-input-file %s | FileCheck %s --check-prefix=CHOICE

snn.param @w : tensor<16x3x2xf32> = dense<1.0>
// CHECK-LABEL: func.func @one_axis(
// CHECK-SAME: %[[X:.*]]: memref<9x8xi8>, %[[Y:.*]]: memref<4x16xf32>, %[[WORK:.*]]: memref<768xi8>)
func.func @one_axis(%x: memref<9x8xi8>, %y: memref<4x16xf32>, %work: memref<768xi8>) {
  // CHECK: %[[SUMS:.*]] = memref.view %[[WORK]][%c0][] : memref<768xi8> to memref<4x16xf32>

  // A word of spikes is left out if it is empty. An event at place p is under the
  // taps of the outputs from (p - 1 + 1) / 2 to p / 2.
  // EVENTS-NOT: math.fma
  // EVENTS: scf.for %[[P:.*]] = %c0 to %c9 step %c1
  // EVENTS: arith.cmpi ne
  // EVENTS: scf.if
  // EVENTS-DAG: %[[BEGIN:.*]] = arith.divui %{{.*}}, %c2 : index
  // EVENTS-DAG: %[[END:.*]] = arith.minui %{{.*}}, %c4 : index
  // EVENTS: scf.while
  // EVENTS: %[[C:.*]] = math.cttz
  // EVENTS: scf.for %[[O:.*]] = %{{.*}} to %[[END]]
  // EVENTS: %[[TWICE:.*]] = arith.muli %[[O]], %c2 : index
  // EVENTS: %[[TAP:.*]] = arith.subi %[[P]], %[[TWICE]]
  // EVENTS: %[[ROW:.*]] = arith.addi %{{.*}}, %[[TAP]]
  // EVENTS: %[[OLD:.*]] = vector.load %[[SUMS]][%[[O]], %c0]
  // EVENTS: %[[W:.*]] = vector.load %{{.*}}[%c0, %[[ROW]], %c0] : memref<1x6x16xf32>
  // EVENTS: %[[NEW:.*]] = arith.addf %[[OLD]], %[[W]]
  // EVENTS: vector.store %[[NEW]], %[[SUMS]][%[[O]], %c0]

  // Spikes become floats first. Two outputs at a time share a row.
  // PRODUCTS: %[[FLOATS:.*]] = memref.view %[[WORK]][%c256][] : memref<768xi8> to memref<8x16xf32>
  // PRODUCTS: arith.uitofp
  // PRODUCTS: scf.for %{{.*}} = %c0 to %c2 step %c1
  // PRODUCTS: scf.for %{{.*}} = %c0 to %c2 step %c1 iter_args(%{{.*}}, %{{.*}}) -> (vector<16xf32>, vector<16xf32>)
  // PRODUCTS: %[[W:.*]] = vector.load %{{.*}} : memref<1x6x16xf32>
  // PRODUCTS: math.fma %{{.*}}, %[[W]], %{{.*}} : vector<16xf32>
  // PRODUCTS: math.fma %{{.*}}, %[[W]], %{{.*}} : vector<16xf32>
  // PRODUCTS-NOT: scf.while

  // CHOICE: %[[COUNT:.*]] = scf.for
  // CHOICE: math.ctpop
  // CHOICE: %[[DENSE:.*]] = arith.cmpi uge, %[[COUNT]], %c14 : index
  // CHOICE: scf.if %[[DENSE]]
  // CHOICE: math.fma
  // CHOICE: else
  // CHOICE: scf.while

  // CHECK: %[[SUM:.*]] = vector.load %[[SUMS]]
  // CHECK: %[[PLUS:.*]] = arith.addf %[[SUM]], %{{.*}} : vector<16xf32>
  // CHECK: vector.store %[[PLUS]], %[[Y]]
  snn.kernel "conv" conv ins(%x : memref<9x8xi8>) outs(%y : memref<4x16xf32>) workspace(%work : memref<768xi8>) {
  ^bb0(%a: tensor<3x9xi1>):
    %0 = snn.conv "conv" (%a) weight(@w) stride [2] padding [0, 0] dilation [1] groups(1) : (tensor<3x9xi1>) -> tensor<16x4xf32>
    snn.yield %0 : tensor<16x4xf32>
  }
  return
}

// -----

// A zero is never multiplied with an infinity.
snn.param @w : tensor<16x1x1xf32> = dense<0x7F800000>
// CHECK-LABEL: func.func @infinite
func.func @infinite(%x: memref<4x16xf32>, %y: memref<4x16xf32>, %work: memref<256xi8>) {
  // CHECK: arith.cmpf une
  // CHECK: scf.while
  // CHECK: math.fma
  // CHECK-NOT: math.fma
  snn.kernel "conv" conv ins(%x : memref<4x16xf32>) outs(%y : memref<4x16xf32>) workspace(%work : memref<256xi8>) {
  ^bb0(%a: tensor<1x4xf32>):
    %0 = snn.conv "conv" (%a) weight(@w) stride [1] padding [0, 0] dilation [1] groups(1) : (tensor<1x4xf32>) -> tensor<16x4xf32>
    snn.yield %0 : tensor<16x4xf32>
  }
  return
}
