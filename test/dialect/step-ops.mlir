// RUN: snn-opt --verify-roundtrip %s | FileCheck %s
// Every operation of one step and of kernels prints as it was read.

snn.param @p : tensor<2xf32> = dense<1.0>

// CHECK: snn.model @net inputs [#snn.port<"x", tensor<2xf32>>]
// CHECK-SAME: outputs [#snn.port<"y", tensor<2xi1>, sum>]
// CHECK-SAME: states [#snn.slot<"n.v", tensor<2xf32> offset = 0>, #snn.slot<"n.delay3", tensor<3x2xi1, #snn.queue> offset = 64 head = 128>]
// CHECK-SAME: carried(192) scratch(64) workspace(64)
snn.model @net inputs [#snn.port<"x", tensor<2xf32>>] outputs [#snn.port<"y", tensor<2xi1>, sum>]
  states [#snn.slot<"n.v", tensor<2xf32> offset = 0>, #snn.slot<"n.delay3", tensor<3x2xi1, #snn.queue> offset = 64 head = 128>]
  carried(192) scratch(64) workspace(64)

// CHECK-LABEL: func.func @net.run
func.func @net.run(%xs: tensor<?x2xf32>, %v: tensor<2xf32>, %q: tensor<3x2xi1, #snn.queue>, %burnin: index)
    -> (tensor<2xf32>, tensor<2xf32>, tensor<3x2xi1, #snn.queue>) {
  // CHECK: snn.scan inputs(%{{.*}} : tensor<?x2xf32>) init(%{{.*}} : tensor<2xf32>, tensor<3x2xi1, #snn.queue>) burnin(%{{.*}}) reduce [#snn.reduce<sum>]
  // CHECK-SAME: tile(8) -> outputs(tensor<2xf32>) states(tensor<2xf32>, tensor<3x2xi1, #snn.queue>)
  %y, %v1, %q1 = snn.scan inputs(%xs : tensor<?x2xf32>) init(%v, %q : tensor<2xf32>, tensor<3x2xi1, #snn.queue>) burnin(%burnin)
      reduce [#snn.reduce<sum>] tile(8) -> outputs(tensor<2xf32>) states(tensor<2xf32>, tensor<3x2xi1, #snn.queue>) {
  ^bb0(%x: tensor<2xf32>, %v0: tensor<2xf32>, %q0: tensor<3x2xi1, #snn.queue>):
    // CHECK: snn.map "relu" ins(%{{.*}} : tensor<2xf32>) params [@p] -> (tensor<2xf32>)
    %m = snn.map "relu" ins(%x : tensor<2xf32>) params [@p] -> (tensor<2xf32>) {
    ^bb0(%a: f32, %p: f32):
      %r = arith.maximumf %a, %p : f32
      snn.yield %r : f32
    }
    // CHECK: snn.neuron "n" ins(%{{.*}} : tensor<2xf32>) states(%{{.*}} : tensor<2xf32>) params [@p] -> (tensor<2xi1>, tensor<2xf32>)
    %s, %vn = snn.neuron "n" ins(%m : tensor<2xf32>) states(%v0 : tensor<2xf32>) params [@p] -> (tensor<2xi1>, tensor<2xf32>) {
    ^bb0(%a: f32, %b: f32, %p: f32):
      %u = arith.addf %a, %b : f32
      // CHECK: snn.spike %{{.*}} surrogate<piecewise, 5.000000e-01 : f32> : f32
      %z = snn.spike %u surrogate<piecewise, 0.5 : f32> : f32
      // CHECK: snn.stop_gradient %{{.*}} : i1
      %g = snn.stop_gradient %z : i1
      %w = arith.select %g, %p, %u : f32
      // CHECK: snn.yield %{{.*}}, %{{.*}} : i1, f32
      snn.yield %z, %w : i1, f32
    }
    // CHECK: snn.queue_read %{{.*}} : tensor<3x2xi1, #snn.queue> -> tensor<2xi1>
    %old = snn.queue_read %q0 : tensor<3x2xi1, #snn.queue> -> tensor<2xi1>
    // CHECK: snn.queue_read "d" %{{.*}} now(%{{.*}} : tensor<2xi1>) each(dense<[0, 2]> : tensor<2xi32>) : tensor<3x2xi1, #snn.queue> -> tensor<2xi1>
    %each = snn.queue_read "d" %q0 now(%s : tensor<2xi1>) each(dense<[0, 2]> : tensor<2xi32>) : tensor<3x2xi1, #snn.queue> -> tensor<2xi1>
    // CHECK: snn.queue_push %{{.*}}, %{{.*}} : tensor<3x2xi1, #snn.queue>, tensor<2xi1>
    %qn = snn.queue_push %q0, %s : tensor<3x2xi1, #snn.queue>, tensor<2xi1>
    snn.yield %old, %vn, %qn : tensor<2xi1>, tensor<2xf32>, tensor<3x2xi1, #snn.queue>
  }
  return %y, %v1, %q1 : tensor<2xf32>, tensor<2xf32>, tensor<3x2xi1, #snn.queue>
}

// CHECK-LABEL: func.func @net.init_state
func.func @net.init_state(%key: tensor<2xi32>) -> (tensor<2xf32>, tensor<3x2xi1, #snn.queue>) {
  %v = arith.constant dense<0.0> : tensor<2xf32>
  %c = arith.constant dense<false> : tensor<2xi1>
  // CHECK: snn.queue_fill %{{.*}} : tensor<2xi1> -> tensor<3x2xi1, #snn.queue>
  %q = snn.queue_fill %c : tensor<2xi1> -> tensor<3x2xi1, #snn.queue>
  return %v, %q : tensor<2xf32>, tensor<3x2xi1, #snn.queue>
}

// CHECK-LABEL: func.func @group
func.func @group(%x: tensor<2xf32>) -> tensor<2xf32> {
  // CHECK: snn.group "g" map stepwise ins(%{{.*}} : tensor<2xf32>) slots [0] -> (tensor<2xf32>)
  %y = snn.group "g" map stepwise ins(%x : tensor<2xf32>) slots [0] -> (tensor<2xf32>) {
  ^bb0(%a: tensor<2xf32>):
    snn.yield %a : tensor<2xf32>
  }
  return %y : tensor<2xf32>
}

// CHECK-LABEL: func.func @kernel
func.func @kernel(%a: memref<?x8x1x16xf32>, %b: memref<?x1x1x16xf32>, %w: memref<?x64xi8>, %h: memref<?x1xi32>,
                  %xs: memref<?x?x2xf32>, %ys: memref<?x?x2xf32>, %t: index, %k: index, %burnin: index, %n: index) {
  // CHECK: snn.read %{{.*}} first(%[[T:.*]]) steps(%[[K:.*]]) into %{{.*}} type(tensor<2xf32>) : memref<?x?x2xf32>, memref<?x8x1x16xf32>
  snn.read %xs first(%t) steps(%k) into %a type(tensor<2xf32>) : memref<?x?x2xf32>, memref<?x8x1x16xf32>
  // CHECK: snn.kernel "k" map first(%[[T]]) steps(%[[K]]) ins(%{{.*}}, %{{.*}} : memref<?x8x1x16xf32>, memref<?x1x1x16xf32>)
  // CHECK-SAME: outs(%{{.*}} : memref<?x1x1x16xf32>) workspace(%{{.*}} : memref<?x64xi8>) carried [1, 0]
  snn.kernel "k" map first(%t) steps(%k) ins(%a, %b : memref<?x8x1x16xf32>, memref<?x1x1x16xf32>)
      outs(%b : memref<?x1x1x16xf32>) workspace(%w : memref<?x64xi8>) carried [1, 0] {
  ^bb0(%x: tensor<2xf32>, %y: tensor<2xf32>):
    snn.yield %x : tensor<2xf32>
  }
  // CHECK: snn.kernel "q" queue first(%[[T]]) steps(%[[K]]) ins(%{{.*}} : memref<?x8x1x16xf32>) outs(%{{.*}} : memref<?x1x1x16xf32>) head(%{{.*}} : memref<?x1xi32>)
  snn.kernel "q" queue first(%t) steps(%k) ins(%a : memref<?x8x1x16xf32>) outs(%b : memref<?x1x1x16xf32>) head(%h : memref<?x1xi32>) {
  ^bb0(%x: tensor<8x2xf32, #snn.queue>):
    %oldest = snn.queue_read %x : tensor<8x2xf32, #snn.queue> -> tensor<2xf32>
    snn.yield %oldest : tensor<2xf32>
  }
  // CHECK: snn.write %{{.*}} to %{{.*}} first(%[[T]]) steps(%[[K]]) burnin(%{{.*}}) of(%{{.*}}) reduce<max> type(tensor<2xf32>)
  // CHECK-SAME: : memref<?x8x1x16xf32>, memref<?x?x2xf32>
  snn.write %a to %ys first(%t) steps(%k) burnin(%burnin) of(%n) reduce<max> type(tensor<2xf32>)
      : memref<?x8x1x16xf32>, memref<?x?x2xf32>
  return
}
