// RUN: snn-opt --snn-layout-state --snn-scan-to-loops --cse %s | FileCheck %s

// A sum of convolutions that is given out at every step, and read by nobody else, has no
// buffer: its kernel writes the application's rows, of the steps behind the burn-in alone.
snn.param @w : tensor<2x3x1xf32> = dense<1.0>
// The input, and what its kernel needs for itself.
// CHECK: snn.model @net {{.*}} scratch(704) workspace(320)
snn.model @net inputs [#snn.port<"x", tensor<3x5xi1>>] outputs [#snn.port<"y", tensor<2x5xf32>>, #snn.port<"z", tensor<2x5xf32>, last>] states []
func.func @net.init_state(%key: tensor<2xi32>) {
  return
}
// CHECK-LABEL: func.func @net.run(
// CHECK-SAME: %{{.*}}: memref<?xi8>, %[[XS:.*]]: memref<?x?x15xf32>, %[[YS:.*]]: memref<?x?x10xf32>, %[[ZS:.*]]: memref<?x?x10xf32>, %{{.*}}: index, %[[BURNIN:.*]]: index, %{{.*}}: index)
func.func @net.run(%xs: tensor<?x3x5xi1>, %burnin: index) -> (tensor<?x2x5xf32>, tensor<2x5xf32>) {
  // CHECK: scf.for %[[T:.*]] = %c0
  %ys, %zs = snn.scan inputs(%xs : tensor<?x3x5xi1>) burnin(%burnin) reduce [#snn.reduce<none>, #snn.reduce<last>] -> outputs(tensor<?x2x5xf32>, tensor<2x5xf32>) {
  ^bb0(%x: tensor<3x5xi1>):
    // CHECK: snn.read %[[XS]]
    %in = snn.group "x" input ins(%x : tensor<3x5xi1>) -> (tensor<3x5xi1>) {
    ^bb0(%a: tensor<3x5xi1>):
      snn.yield %a : tensor<3x5xi1>
    }
    // CHECK: %[[END:.*]] = arith.addi %[[T]], %c1
    // CHECK: %[[BEHIND:.*]] = arith.maxui %[[T]], %[[BURNIN]]
    // CHECK: %[[BEGIN:.*]] = arith.minui %[[BEHIND]], %[[END]]
    // CHECK: %[[FIRST:.*]] = arith.subi %[[BEGIN]], %[[T]]
    // CHECK: %[[COUNT:.*]] = arith.subi %[[END]], %[[BEGIN]]
    // CHECK: %[[ROW:.*]] = arith.subi %[[BEGIN]], %[[BURNIN]]
    // CHECK: snn.kernel "given" conv first(%[[FIRST]]) steps(%[[COUNT]]) ins(%{{.*}} : {{.*}}) to(%[[YS]] row %[[ROW]] : memref<?x?x10xf32>) workspace(
    %0 = snn.group "given" conv ins(%in : tensor<3x5xi1>) -> (tensor<2x5xf32>) {
    ^bb0(%a: tensor<3x5xi1>):
      %s = snn.convolve "given" (%a) weight(@w) stride [1] padding [0, 0] dilation [1] groups(1) : (tensor<3x5xi1>) -> tensor<2x5xf32>
      snn.yield %s : tensor<2x5xf32>
    }
    // Of this one the last step is asked for.
    // CHECK: snn.kernel "last" conv first(%c0) steps(%c1) ins(%{{.*}} : {{.*}}) outs(%[[Z:.*]] : {{.*}}) workspace(
    %1 = snn.group "last" conv ins(%in : tensor<3x5xi1>) -> (tensor<2x5xf32>) {
    ^bb0(%a: tensor<3x5xi1>):
      %s = snn.convolve "last" (%a) weight(@w) stride [1] padding [0, 0] dilation [1] groups(1) : (tensor<3x5xi1>) -> tensor<2x5xf32>
      snn.yield %s : tensor<2x5xf32>
    }
    // CHECK-NOT: snn.write %{{.*}} to %[[YS]]
    // CHECK: snn.write %[[Z]] to %[[ZS]]
    snn.yield %0, %1 : tensor<2x5xf32>, tensor<2x5xf32>
  }
  return %ys, %zs : tensor<?x2x5xf32>, tensor<2x5xf32>
}
