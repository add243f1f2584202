// RUN: snn-opt --snn-schedule-time=crossover=0.5 %s | FileCheck %s
// RUN: snn-opt --snn-schedule-time=crossover=2 %s | FileCheck %s --check-prefix=NEVER
// RUN: snn-opt "--snn-schedule-time=crossover=0.5 max-tile=1" %s | FileCheck %s --check-prefix=NEVER

// Which sums may become products of matrices: none whose profile says that few inputs
// are not zero, none where a zero would meet an infinity, and none with a norm behind,
// which needs the whole layer at every step.
snn.param @w : tensor<20x30xf32> = dense<1.0>
snn.param @square : tensor<20x20xf32> = dense<1.0>
snn.param @infinite : tensor<20x30xf32> = dense<0x7F800000>
snn.model @net inputs [#snn.port<"x", tensor<30xf32>>] outputs [#snn.port<"y", tensor<20xf32>>] states []
// CHECK-LABEL: func.func @net.run
// NEVER-LABEL: func.func @net.run
// NEVER-NOT: crossover
func.func @net.run(%xs: tensor<?x30xf32>, %b: index) -> tensor<?x20xf32> {
  %ys = snn.scan inputs(%xs : tensor<?x30xf32>) burnin(%b) reduce [#snn.reduce<none>] -> outputs(tensor<?x20xf32>) {
  ^bb0(%x: tensor<30xf32>):
    %in = snn.group "x" input ins(%x : tensor<30xf32>) -> (tensor<30xf32>) {
    ^bb0(%a: tensor<30xf32>):
      snn.yield %a : tensor<30xf32>
    }
    %y = snn.group "fc" linear ins(%in : tensor<30xf32>) -> (tensor<20xf32>) {
    ^bb0(%a: tensor<30xf32>):
      // CHECK: snn.matvec "fc"(%{{.*}}) weight(@w) crossover(5.000000e-01) :
      %0 = snn.matvec "fc" (%a) weight(@w) : (tensor<30xf32>) -> tensor<20xf32>
      // CHECK: snn.matvec "fc"({{.*}} weight(@w) density(2.500000e-01) crossover(5.000000e-01) :
      %1 = snn.matvec "fc" (%a) init(%0 : tensor<20xf32>) weight(@w) density(0.25) : (tensor<30xf32>) -> tensor<20xf32>
      // CHECK: snn.matvec "fc"({{.*}} weight(@w) density(1.000000e-01) :
      %2 = snn.matvec "fc" (%a) init(%1 : tensor<20xf32>) weight(@w) density(0.1) : (tensor<30xf32>) -> tensor<20xf32>
      // CHECK: snn.matvec "fc"({{.*}} weight(@infinite) :
      %3 = snn.matvec "fc" (%a) init(%2 : tensor<20xf32>) weight(@infinite) : (tensor<30xf32>) -> tensor<20xf32>
      snn.yield %3 : tensor<20xf32>
    }
    %z = snn.group "out+norm" linear ins(%y : tensor<20xf32>) -> (tensor<20xf32>) {
    ^bb0(%a: tensor<20xf32>):
      // CHECK: snn.matvec "out"({{.*}} weight(@square) :
      %0 = snn.matvec "out" (%a) weight(@square) : (tensor<20xf32>) -> tensor<20xf32>
      %n13 = snn.reduce "norm" sum (%0) : (tensor<20xf32>) -> tensor<20xf32> {
      ^bb0(%joined: f32, %element: f32):
        %total = arith.addf %joined, %element : f32
        snn.yield %total : f32
      } finish {
      ^bb0(%joined: f32):
        snn.yield %joined : f32
      }
      %1 = snn.map "norm" ins(%0, %n13 : tensor<20xf32>, tensor<20xf32>) -> (tensor<20xf32>) {
      ^bb0(%element: f32, %number: f32):
        %distance = arith.subf %element, %number : f32
        snn.yield %distance : f32
      }
      snn.yield %1 : tensor<20xf32>
    }
    snn.yield %z : tensor<20xf32>
  }
  return %ys : tensor<?x20xf32>
}
