// RUN: snn-opt --verify-roundtrip %s | FileCheck %s
// Every operation of the network level prints as it was read.

// CHECK: snn.param @w : tensor<4x3xf32> = dense<1.000000e+00>
snn.param @w : tensor<4x3xf32> = dense<1.0>
snn.param @b : tensor<4xf32> = dense<[0.0, 1.0, 2.0, 3.0]>
snn.param @k : tensor<2x1x3x3xf32> = dense<0.5>
// CHECK: snn.param @blob : tensor<2xf32> = dense_resource<blob>
snn.param @blob : tensor<2xf32> = dense_resource<blob>

// CHECK-LABEL: snn.network @dense forward(default) record ["lif.v", "lif.i"]
snn.network @dense forward(default) record ["lif.v", "lif.i"] {
  // CHECK: %[[X:.*]] = snn.input "x" : tensor<3xi1>
  %x = snn.input "x" : tensor<3xi1>
  // CHECK: %[[FC:.*]] = snn.linear "fc"(%[[X]]) weight(@w) bias(@b) : (tensor<3xi1>) -> tensor<4xf32>
  %fc = snn.linear "fc" (%x) weight(@w) bias(@b) : (tensor<3xi1>) -> tensor<4xf32>
  // CHECK: snn.linear "more"(%{{.*}}, %{{.*}}) merge(sum) weight(@w)
  %more = snn.linear "more" (%x, %x) merge(sum) weight(@w) : (tensor<3xi1>, tensor<3xi1>) -> tensor<4xf32>
  // CHECK: snn.layer_norm "norm"(%{{.*}}) weight(@b) bias(@b) eps(9.99999974E-6) shape [4]
  %norm = snn.layer_norm "norm" (%fc) weight(@b) bias(@b) eps(1.0e-5) shape [4] : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: snn.lambda "act"(%{{.*}}) function(leaky_relu)
  %act = snn.lambda "act" (%norm) function(leaky_relu) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: snn.scale "scale"(%{{.*}}) factor(@b)
  %scale = snn.scale "scale" (%act) factor(@b) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: snn.sum "sum"(%{{.*}}, %{{.*}})
  %sum = snn.sum "sum" (%scale, %more) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  // CHECK: %[[LIF:.*]] = snn.equations "lif"(%{{.*}}) model("LIF") states(v = 5.000000e-01 : f32, i = @b, s = 1.000000e+00 : f32) params [@b] : (tensor<4xf32>) -> tensor<4xi1> {
  // CHECK-NEXT: ^bb0(%x: f32, %v: f32, %i: f32, %s: i1, %b: f32):
  // CHECK-NEXT: %[[SUM:.*]] = arith.addf %v, %x : f32
  // CHECK-NEXT: %[[S:.*]] = snn.spike %[[SUM]] surrogate<sigmoid, 2.000000e+00 : f32> : f32
  // CHECK-NEXT: snn.yield %[[S]], %[[SUM]], %b, %[[S]] : i1, f32, f32, i1
  %lif = snn.equations "lif" (%sum) model("LIF") states(v = 0.5 : f32, i = @b, s = 1.0 : f32) params [@b]
    : (tensor<4xf32>) -> tensor<4xi1> {
  ^bb0(%in: f32, %v: f32, %i: f32, %s: i1, %beta: f32):
    %v1 = arith.addf %v, %in : f32
    %s1 = snn.spike %v1 surrogate<sigmoid, 2.0 : f32> : f32
    snn.yield %s1, %v1, %beta, %s1 : i1, f32, f32, i1
  }
  // CHECK: snn.delay %{{.*}} steps(3) name("late") : tensor<4xi1> -> tensor<4xi1>
  %late = snn.delay %lif steps(3) name("late") : tensor<4xi1> -> tensor<4xi1>
  // CHECK: snn.equations "li"(%{{.*}}, %{{.*}}) merge(sum) states(v) : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xf32> {
  %li = snn.equations "li" (%late, %lif) merge(sum) states(v = 0.0 : f32) : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xf32> {
  ^bb0(%in: f32, %v: f32):
    snn.yield %in, %in : f32, f32
  }
  // CHECK: snn.equations "none"(%{{.*}}) : (tensor<4xf32>) -> tensor<4xf32> {
  %none = snn.equations "none" (%li) : (tensor<4xf32>) -> tensor<4xf32> {
  ^bb0(%in: f32):
    snn.yield %in : f32
  }
  // CHECK: snn.output "li" %{{.*}} reduce<mean> : tensor<4xf32>
  snn.output "li" %li reduce<mean> : tensor<4xf32>
  // CHECK: snn.output "lif" %{{.*}} : tensor<4xi1>
  snn.output "lif" %lif : tensor<4xi1>
}

// CHECK-LABEL: snn.network @space forward(delayed)
snn.network @space forward(delayed) {
  %x = snn.input "x" : tensor<1x6x6xf32>
  // CHECK: snn.conv "conv"(%{{.*}}) weight(@k) stride [1, 1] padding [1, 1, 1, 1] dilation [1, 1] groups(1)
  %conv = snn.conv "conv" (%x) weight(@k) stride [1, 1] padding [1, 1, 1, 1] dilation [1, 1] groups(1)
    : (tensor<1x6x6xf32>) -> tensor<2x6x6xf32>
  // CHECK: snn.max_pool "max"(%{{.*}}) kernel [2, 2] stride [2, 2] padding [0, 0, 0, 0] ceil
  %max = snn.max_pool "max" (%conv) kernel [2, 2] stride [2, 2] padding [0, 0, 0, 0] ceil : (tensor<2x6x6xf32>) -> tensor<2x3x3xf32>
  // CHECK: snn.avg_pool "avg"
  %avg = snn.avg_pool "avg" (%max) kernel [3, 3] stride [1, 1] padding [0, 0, 0, 0] : (tensor<2x3x3xf32>) -> tensor<2x1x1xf32>
  // CHECK: snn.sum_pool "total"(%{{.*}}) kernel [3, 3] stride [1, 1] padding [0, 0, 0, 0] : (tensor<2x3x3xf32>) -> tensor<2x1x1xf32>
  %total = snn.sum_pool "total" (%max) kernel [3, 3] stride [1, 1] padding [0, 0, 0, 0] : (tensor<2x3x3xf32>) -> tensor<2x1x1xf32>
  // CHECK: snn.flatten "space"(%{{.*}}) start(1) : (tensor<2x3x3xf32>) -> tensor<2x9xf32>
  %space = snn.flatten "space" (%max) start(1) : (tensor<2x3x3xf32>) -> tensor<2x9xf32>
  // CHECK: snn.flatten "rows"(%{{.*}}) end(1) : (tensor<2x3x3xf32>) -> tensor<6x3xf32>
  %rows = snn.flatten "rows" (%max) start(0) end(1) : (tensor<2x3x3xf32>) -> tensor<6x3xf32>
  // CHECK: snn.reshape "image"(%{{.*}}) shape [2, 9] : (tensor<6x3xf32>) -> tensor<2x9xf32>
  %image = snn.reshape "image" (%rows) shape [2, 9] : (tensor<6x3xf32>) -> tensor<2x9xf32>
  // CHECK: snn.reshape "turned"(%{{.*}}) shape [3, 6] columns(3) : (tensor<6x3xf32>) -> tensor<3x6xf32>
  %turned = snn.reshape "turned" (%rows) shape [3, 6] columns(3) : (tensor<6x3xf32>) -> tensor<3x6xf32>
  // CHECK: snn.pad "pad"(%{{.*}}) padding [1, 2] mode({{ ?}}reflect) : (tensor<3x6xf32>) -> tensor<3x9xf32>
  %pad = snn.pad "pad" (%turned) padding [1, 2] mode(reflect) : (tensor<3x6xf32>) -> tensor<3x9xf32>
  // CHECK: snn.product "gate"
  %gate = snn.product "gate" (%pad, %pad) : (tensor<3x9xf32>, tensor<3x9xf32>) -> tensor<3x9xf32>
  // CHECK: snn.flatten "flat"
  %flat = snn.flatten "flat" (%avg) : (tensor<2x1x1xf32>) -> tensor<2xf32>
  // CHECK: snn.concat "cat"
  %cat = snn.concat "cat" (%flat, %flat) : (tensor<2xf32>, tensor<2xf32>) -> tensor<4xf32>
  // CHECK: snn.delay_line "late"(%{{.*}}) steps(dense<[0, 1, 0, 5]> : tensor<4xi32>) : (tensor<4xf32>) -> tensor<4xf32>
  %late = snn.delay_line "late" (%cat) steps(dense<[0, 1, 0, 5]> : tensor<4xi32>) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: snn.identity "id"
  %id = snn.identity "id" (%cat) : (tensor<4xf32>) -> tensor<4xf32>
  snn.output "id" %id : tensor<4xf32>
}

// CHECK-LABEL: snn.network @parts forward(resolved)
snn.network @parts forward(resolved) {
  %x = snn.input "x" : tensor<2xf32>
  %y = snn.input "y" : tensor<1xf32>
  %zero = arith.constant dense<0.0> : tensor<4xf32>
  // CHECK: %[[P:.*]] = snn.linear "fc"(%{{.*}}) weight(@w) bias(@b) offset(1)
  %p = snn.linear "fc" (%x) weight(@w) bias(@b) offset(1) : (tensor<2xf32>) -> tensor<4xf32>
  // CHECK: snn.linear "fc"(%{{.*}}) init(%[[P]] : tensor<4xf32>) weight(@w)
  %q = snn.linear "fc" (%y) init(%p : tensor<4xf32>) weight(@w) : (tensor<1xf32>) -> tensor<4xf32>
  // CHECK: snn.delay %{{.*}} init(%{{.*}} : tensor<4xf32>) steps(1)
  %d = snn.delay %q init(%zero : tensor<4xf32>) steps(1) : tensor<4xf32> -> tensor<4xf32>
  // CHECK: snn.delay %{{.*}} steps(2) each(dense<[0, 1, 2, 2]> : tensor<4xi32>) name("late.past") : tensor<4xf32> -> tensor<4xf32>
  %e = snn.delay %q steps(2) each(dense<[0, 1, 2, 2]> : tensor<4xi32>) name("late.past") : tensor<4xf32> -> tensor<4xf32>
  snn.output "d" %d : tensor<4xf32>
}

{-#
  dialect_resources: {
    builtin: { blob: "0x040000000000803F00000040" }
  }
#-}

// What was said of a NIR file goes along.
// CHECK-LABEL: snn.network @nir forward(default) convention {dt = 1.000000e-03 : f64, late = false, name = "norse"}
snn.network @nir forward(default) convention {name = "norse", dt = 0.001 : f64, late = false} {
  %x = snn.input "x" : tensor<2xf32>
  snn.output "x" %x : tensor<2xf32>
}
