// RUN: snn-opt --snn-scan-to-loops %s | FileCheck %s
// Arrays of bytes and bits are arrays of i8; a step of bits has whole bytes.

snn.model @net inputs [#snn.port<"x", tensor<20xi1> as bits>] outputs [#snn.port<"y", tensor<20xi1> as u8>] states []
  carried(0) scratch(64)

func.func @net.init_state(%key: tensor<2xi32>) {
  return
}

// CHECK: func.func @net.run(%{{.*}}: memref<?xi8>, %[[XS:.*]]: memref<?x?x3xi8>, %[[YS:.*]]: memref<?x?x20xi8>,
// CHECK: snn.read %[[XS]] as bits first
// CHECK-SAME: type(tensor<20xi1>) : memref<?x?x3xi8>, memref<?x1x1x8xi8, strided
// CHECK: snn.write %{{.*}} to %[[YS]] as u8 first
// CHECK-SAME: type(tensor<20xi1>) : memref<?x1x1x8xi8, strided<[64, 8, 8, 1]>>, memref<?x?x20xi8>
func.func @net.run(%xs: tensor<?x20xi1>, %b: index) -> tensor<?x20xi1> {
  %ys = snn.scan inputs(%xs : tensor<?x20xi1>) burnin(%b) reduce [#snn.reduce<none>] -> outputs(tensor<?x20xi1>) {
  ^bb0(%x: tensor<20xi1>):
    %y = snn.group "x" input ins(%x : tensor<20xi1>) slots [0] -> (tensor<20xi1>) {
    ^bb0(%a: tensor<20xi1>):
      snn.yield %a : tensor<20xi1>
    }
    snn.yield %y : tensor<20xi1>
  }
  return %ys : tensor<?x20xi1>
}
