// RUN: snn-opt --snn-schedule-time %s | FileCheck %s
// RUN: snn-opt --snn-schedule-time=conv-crossover=0.276 %s | FileCheck %s --check-prefix=TWICE
// RUN: snn-opt --snn-schedule-time=conv-crossover=0 %s | FileCheck %s --check-prefix=ALWAYS
// RUN: snn-opt --snn-schedule-time=register-lanes=8 %s | FileCheck %s --check-prefix=NARROW
// RUN: snn-opt --snn-schedule-time=conv-crossover=20 %s | FileCheck %s --check-prefix=NEVER

// From which density on a convolution is multiplied depends on its kind: lanes are outputs
// ("rows"), positions where groups are small ("planes"), or channels that each have a kernel
// ("lanes"). Where registers are narrow, a product of positions takes more of them, and an
// event of so few outputs does not.
snn.param @w : tensor<32x32x3x3xf32> = dense<1.0>
snn.param @planes : tensor<32x4x3x3xf32> = dense<1.0>
snn.param @lanes : tensor<32x1x3x3xf32> = dense<1.0>
snn.param @one : tensor<32x32x1x1xf32> = dense<1.0>
snn.param @turned : tensor<32x32x4x4xf32> = dense<1.0>
snn.model @net inputs [#snn.port<"x", tensor<32x8x8xf32>>] outputs [#snn.port<"y", tensor<32x16x16xf32>>] states []
// CHECK-LABEL: func.func @net.run
// NEVER-NOT: crossover
func.func @net.run(%xs: tensor<?x32x8x8xf32>, %b: index) -> tensor<?x32x16x16xf32> {
  %ys = snn.scan inputs(%xs : tensor<?x32x8x8xf32>) burnin(%b) reduce [#snn.reduce<none>] -> outputs(tensor<?x32x16x16xf32>) {
  ^bb0(%x: tensor<32x8x8xf32>):
    %in = snn.group "x" input ins(%x : tensor<32x8x8xf32>) -> (tensor<32x8x8xf32>) {
    ^bb0(%a: tensor<32x8x8xf32>):
      snn.yield %a : tensor<32x8x8xf32>
    }
    %0 = snn.group "rows" conv ins(%in : tensor<32x8x8xf32>) -> (tensor<32x8x8xf32>) {
    ^bb0(%a: tensor<32x8x8xf32>):
      // CHECK: snn.convolve "rows"{{.*}} crossover(0.165{{.*}}) :
      // TWICE: snn.convolve "rows"{{.*}} crossover(0.331{{.*}}) :
      // ALWAYS: snn.convolve "rows"{{.*}} crossover(0.0{{.*}}) :
      %y = snn.convolve "rows" (%a) weight(@w) stride [1, 1] padding [1, 1, 1, 1] dilation [1, 1] groups(1) : (tensor<32x8x8xf32>) -> tensor<32x8x8xf32>
      snn.yield %y : tensor<32x8x8xf32>
    }
    %1 = snn.group "planes" grouped_conv ins(%0 : tensor<32x8x8xf32>) -> (tensor<32x8x8xf32>) {
    ^bb0(%a: tensor<32x8x8xf32>):
      // CHECK: snn.convolve "planes"{{.*}} crossover(0.080{{.*}}) :
      // TWICE: snn.convolve "planes"{{.*}} crossover(0.160{{.*}}) :
      // NARROW: snn.convolve "planes"{{.*}} crossover(0.127{{.*}}) :
      // ALWAYS: snn.convolve "planes"{{.*}} crossover(0.0{{.*}}) :
      %y = snn.convolve "planes" (%a) weight(@planes) stride [1, 1] padding [1, 1, 1, 1] dilation [1, 1] groups(8) : (tensor<32x8x8xf32>) -> tensor<32x8x8xf32>
      snn.yield %y : tensor<32x8x8xf32>
    }
    %2 = snn.group "lanes" grouped_conv ins(%1 : tensor<32x8x8xf32>) -> (tensor<32x8x8xf32>) {
    ^bb0(%a: tensor<32x8x8xf32>):
      // CHECK: snn.convolve "lanes"{{.*}} crossover(0.036{{.*}}) :
      %y = snn.convolve "lanes" (%a) weight(@lanes) stride [1, 1] padding [1, 1, 1, 1] dilation [1, 1] groups(32) : (tensor<32x8x8xf32>) -> tensor<32x8x8xf32>
      snn.yield %y : tensor<32x8x8xf32>
    }
    %3 = snn.group "one" conv ins(%2 : tensor<32x8x8xf32>) -> (tensor<32x8x8xf32>) {
    ^bb0(%a: tensor<32x8x8xf32>):
      // CHECK: snn.convolve "one"{{.*}} crossover(0.118{{.*}}) :
      %y = snn.convolve "one" (%a) weight(@one) stride [1, 1] padding [0, 0, 0, 0] dilation [1, 1] groups(1) : (tensor<32x8x8xf32>) -> tensor<32x8x8xf32>
      snn.yield %y : tensor<32x8x8xf32>
    }
    %4 = snn.group "turned" conv ins(%3 : tensor<32x8x8xf32>) -> (tensor<32x16x16xf32>) {
    ^bb0(%a: tensor<32x8x8xf32>):
      // CHECK: snn.convolve "turned"{{.*}} crossover(0.170{{.*}}) :
      %y = snn.convolve "turned" (%a) weight(@turned) stride [1, 1] padding [2, 2, 2, 2] dilation [1, 1] spread [2, 2] groups(1) : (tensor<32x8x8xf32>) -> tensor<32x16x16xf32>
      snn.yield %y : tensor<32x16x16xf32>
    }
    snn.yield %4 : tensor<32x16x16xf32>
  }
  return %ys : tensor<?x32x16x16xf32>
}

// Sums that are given out are written as positions anyway, which costs events more than
// the products of a kernel of a channel.
snn.model @given inputs [#snn.port<"x", tensor<32x16x16xf32>>] outputs [#snn.port<"y", tensor<32x16x16xf32>>] states []
// CHECK-LABEL: func.func @given.run
func.func @given.run(%xs: tensor<?x32x16x16xf32>, %b: index) -> tensor<?x32x16x16xf32> {
  %ys = snn.scan inputs(%xs : tensor<?x32x16x16xf32>) burnin(%b) reduce [#snn.reduce<none>] -> outputs(tensor<?x32x16x16xf32>) {
  ^bb0(%x: tensor<32x16x16xf32>):
    %in = snn.group "x" input ins(%x : tensor<32x16x16xf32>) -> (tensor<32x16x16xf32>) {
    ^bb0(%a: tensor<32x16x16xf32>):
      snn.yield %a : tensor<32x16x16xf32>
    }
    %0 = snn.group "given" grouped_conv ins(%in : tensor<32x16x16xf32>) -> (tensor<32x16x16xf32>) {
    ^bb0(%a: tensor<32x16x16xf32>):
      // CHECK: snn.convolve "given"{{.*}} crossover(0.005{{.*}}) :
      // NARROW: snn.convolve "given"{{.*}} crossover(0.020{{.*}}) :
      %y = snn.convolve "given" (%a) weight(@lanes) stride [1, 1] padding [1, 1, 1, 1] dilation [1, 1] groups(32) : (tensor<32x16x16xf32>) -> tensor<32x16x16xf32>
      snn.yield %y : tensor<32x16x16xf32>
    }
    snn.yield %0 : tensor<32x16x16xf32>
  }
  return %ys : tensor<?x32x16x16xf32>
}
