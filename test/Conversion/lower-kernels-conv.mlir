// RUN: sed 's/CROSSOVER//' %s | snn-opt --snn-lower-kernels="max-panel=16" --canonicalize --cse | FileCheck %s --check-prefixes=CHECK,EVENTS
// RUN: sed 's/CROSSOVER/crossover(0.0)/' %s | snn-opt --snn-lower-kernels="max-panel=16" --canonicalize --cse | FileCheck %s --check-prefixes=CHECK,PRODUCTS
// RUN: sed 's/CROSSOVER/crossover(0.5)/' %s | snn-opt --snn-lower-kernels="max-panel=16" --canonicalize --cse | FileCheck %s --check-prefix=CHOICE
// RUN: sed 's/CROSSOVER/crossover(0.5)/' %s | snn-opt --snn-lower-kernels="max-panel=16 register-lanes=8" --canonicalize --cse | FileCheck %s --check-prefix=NARROW

snn.param @w : tensor<16x3x2xf32> = dense<1.0>
// CHECK-LABEL: func.func @one_axis(
// CHECK-SAME: %{{.*}}: memref<?x1x9x8xi8>, %[[OUT:.*]]: memref<?x1x4x16xf32>, %[[BYTES:.*]]: memref<?x768xi8>
func.func @one_axis(%x: memref<?x1x9x8xi8>, %y: memref<?x1x4x16xf32>, %work: memref<?x768xi8>, %t: index, %n: index) {
  // Step by step, sample by sample.
  // CHECK: %[[Y:.*]] = memref.subview %[[OUT]]
  // CHECK: %[[WORK:.*]] = memref.reinterpret_cast %[[BYTES]]
  // CHECK: %[[SUMS:.*]] = memref.view %[[WORK]][%c0][] : memref<?xi8> to memref<4x16xf32>

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
  // PRODUCTS: %[[FLOATS:.*]] = memref.view %[[WORK]][%c256][] : memref<?xi8> to memref<8x16xf32>
  // PRODUCTS: arith.uitofp
  // PRODUCTS: scf.for %{{.*}} = %c0 to %c2 step %c1
  // PRODUCTS: scf.for %{{.*}} = %c0 to %c2 step %c1 iter_args(%{{.*}}, %{{.*}}) -> (vector<16xf32>, vector<16xf32>)
  // PRODUCTS: %[[W:.*]] = vector.load %{{.*}} : memref<1x6x16xf32>
  // PRODUCTS: math.fma %{{.*}}, %[[W]], %{{.*}} : vector<16xf32>
  // PRODUCTS: math.fma %{{.*}}, %[[W]], %{{.*}} : vector<16xf32>
  // PRODUCTS-NOT: scf.while

  // Where eight words fill a register, those are counted together, and the last alone.
  // CHOICE: math.ctpop %{{.*}} : vector<8xi64>
  // CHOICE: vector.reduction <add>
  // CHOICE: math.ctpop %{{.*}} : vector<1xi64>
  // CHOICE: %[[COUNT:.*]] = arith.addi
  // NARROW: %[[COUNT:.*]] = scf.for
  // NARROW-NOT: vector<8xi64>
  // NARROW: math.ctpop %{{.*}} : vector<1xi64>
  // NARROW: arith.cmpi uge, %[[COUNT]], %c14 : index

  // CHOICE: %[[DENSE:.*]] = arith.cmpi uge, %[[COUNT]], %c14 : index
  // CHOICE: scf.if %[[DENSE]]
  // CHOICE: math.fma
  // CHOICE: else
  // CHOICE: scf.while

  // CHECK: %[[SUM:.*]] = vector.load %[[SUMS]]
  // CHECK: %[[PLUS:.*]] = arith.addf %[[SUM]], %{{.*}} : vector<16xf32>
  // CHECK: vector.store %[[PLUS]], %[[Y]]
  snn.kernel "conv" conv first(%t) steps(%n) ins(%x : memref<?x1x9x8xi8>) outs(%y : memref<?x1x4x16xf32>) workspace(%work : memref<?x768xi8>) {
  ^bb0(%a: tensor<3x9xi1>):
    %0 = snn.convolve "conv" (%a) weight(@w) stride [2] padding [0, 0] dilation [1] groups(1) CROSSOVER : (tensor<3x9xi1>) -> tensor<16x4xf32>
    snn.yield %0 : tensor<16x4xf32>
  }
  return
}
