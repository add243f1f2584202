// RUN: snn-opt --snn-infer-shapes %s | FileCheck %s
// RUN: snn-opt --snn-infer-shapes --snn-infer-shapes %s | FileCheck %s

snn.param @w30 : tensor<20x30xf32> = dense<1.0>
snn.param @w : tensor<20x10xf32> = dense<1.0>
snn.param @back : tensor<20x20xf32> = dense<1.0>
snn.param @k : tensor<4x2x3x3xf32> = dense<1.0>
snn.param @k4 : tensor<1x4x1x1xf32> = dense<1.0>

// A linear layer fixes the shape of its cycle, whatever comes first.
// CHECK-LABEL: snn.network @topology
snn.network @topology forward(default) {
  %x = snn.input "x" : tensor<10xf32>
  // CHECK: snn.equations "lif"{{.*}} : (tensor<20xf32>) -> tensor<20xi1>
  %lif = snn.equations "lif" (%norm) states(s) : (tensor<*xf32>) -> tensor<*xi1> {^bb0(%in: f32, %s0: i1): snn.yield %s0, %s0 : i1, i1}
  // CHECK: snn.linear "fc"{{.*}} : (tensor<20xi1>, tensor<10xf32>) -> tensor<20xf32>
  %fc = snn.linear "fc" (%lif, %x) weight(@w30) : (tensor<*xi1>, tensor<10xf32>) -> tensor<*xf32>
  // CHECK: snn.layer_norm "norm"{{.*}} -> tensor<20xf32>
  %norm = snn.layer_norm "norm" (%fc) eps(1.0e-5) : (tensor<*xf32>) -> tensor<*xf32>
  // CHECK: snn.output "lif" %{{.*}} : tensor<20xi1>
  snn.output "lif" %lif : tensor<*xi1>
}

// One known source is enough to enter a sum; a sum of several is no spike.
// CHECK-LABEL: snn.network @sum
snn.network @sum forward(default) {
  %x = snn.input "x" : tensor<10xi1>
  // CHECK: snn.equations "lif"{{.*}} : (tensor<20xf32>, tensor<20xf32>) -> tensor<20xi1>
  %lif = snn.equations "lif" (%rec, %fc) merge(sum) states(s) : (tensor<*xf32>, tensor<*xf32>) -> tensor<*xi1> {^bb0(%in: f32, %s0: i1): snn.yield %s0, %s0 : i1, i1}
  %fc = snn.linear "fc" (%x) weight(@w) : (tensor<10xi1>) -> tensor<*xf32>
  // CHECK: snn.scale "rec"{{.*}} : (tensor<20xi1>) -> tensor<20xf32>
  %rec = snn.scale "rec" (%lif) factor(2.0 : f32) : (tensor<*xi1>) -> tensor<*xf32>
  snn.output "lif" %lif : tensor<*xi1>
}

// Spikes stay spikes around a cycle of layers that pass them on; a delay passes
// on what it gets.
// CHECK-LABEL: snn.network @spikes
snn.network @spikes forward(default) {
  %x = snn.input "x" : tensor<2x8x8xi1>
  // CHECK: snn.max_pool "pool"{{.*}} -> tensor<2x4x4xi1>
  %pool = snn.max_pool "pool" (%x) kernel [2, 2] stride [2, 2] padding [0, 0, 0, 0] : (tensor<2x8x8xi1>) -> tensor<*xf32>
  // CHECK: snn.max_pool "padded"{{.*}} -> tensor<2x3x3xf32>
  %padded = snn.max_pool "padded" (%x) kernel [1, 1] stride [4, 4] padding [1, 0, 1, 0] : (tensor<2x8x8xi1>) -> tensor<*xf32>
  // CHECK: snn.avg_pool "avg"{{.*}} -> tensor<2x4x4xf32>
  %avg = snn.avg_pool "avg" (%pool) kernel [2, 2] stride [1, 1] padding [0, 1, 0, 1] : (tensor<*xf32>) -> tensor<*xf32>
  // CHECK: snn.sum_pool "total"{{.*}} -> tensor<2x2x2xf32>
  %total = snn.sum_pool "total" (%pool) kernel [2, 2] stride [2, 2] padding [0, 0, 0, 0] : (tensor<*xf32>) -> tensor<*xf32>
  // CHECK: snn.flatten "space"{{.*}} -> tensor<2x16xi1>
  %space = snn.flatten "space" (%pool) start(-2) : (tensor<*xf32>) -> tensor<*xf32>
  // CHECK: snn.flatten "rows"{{.*}} -> tensor<8x4xi1>
  %rows = snn.flatten "rows" (%pool) end(1) : (tensor<*xf32>) -> tensor<*xf32>
  // CHECK: snn.conv "conv"{{.*}} -> tensor<4x4x4xf32>
  %conv = snn.conv "conv" (%pool) weight(@k) stride [1, 1] padding [1, 1, 1, 1] dilation [1, 1] groups(1) : (tensor<*xf32>) -> tensor<*xf32>
  // CHECK: snn.identity "join"{{.*}} : (tensor<2x4x4xi1>, tensor<2x4x4xi1>) -> tensor<4x4x4xi1>
  %join = snn.identity "join" (%pool, %pool) : (tensor<*xf32>, tensor<*xf32>) -> tensor<*xf32>
  // CHECK: snn.identity "mixed"{{.*}} -> tensor<6x4x4xf32>
  %mixed = snn.identity "mixed" (%avg, %conv) : (tensor<*xf32>, tensor<*xf32>) -> tensor<*xf32>
  // CHECK: snn.flatten "flat"{{.*}} -> tensor<64xi1>
  %flat = snn.flatten "flat" (%join) : (tensor<*xf32>) -> tensor<*xf32>
  // CHECK: snn.delay %{{.*}} steps(2) : tensor<64xi1> -> tensor<64xi1>
  %late = snn.delay %flat steps(2) : tensor<*xf32> -> tensor<*xf32>
  // CHECK: snn.identity "ring"{{.*}} : (tensor<64xi1>) -> tensor<64xi1>
  %ring = snn.identity "ring" (%late) : (tensor<*xf32>) -> tensor<*xf32>
  snn.output "ring" %ring : tensor<*xf32>
  snn.output "mixed" %mixed : tensor<*xf32>
  snn.output "padded" %padded : tensor<*xf32>
}

// Equations that give out their input pass spikes on; others say what they give.
// CHECK-LABEL: snn.network @counter
snn.network @counter forward(default) {
  %x = snn.input "x" : tensor<4xi1>
  // CHECK: snn.equations "n"{{.*}} : (tensor<4xi1>) -> tensor<4xi1>
  %n = snn.equations "n" (%x) states(n) : (tensor<4xi1>) -> tensor<*xf32> {^bb0(%in: f32, %n: f32): snn.yield %in, %n : f32, f32}
  // CHECK: snn.equations "v"{{.*}} : (tensor<4xi1>) -> tensor<4xf32>
  %v = snn.equations "v" (%x) states(v) : (tensor<4xi1>) -> tensor<*xi1> {^bb0(%in: f32, %v: f32): snn.yield %v, %in : f32, f32}
  snn.output "n" %n : tensor<*xf32>
  snn.output "v" %v : tensor<*xi1>
}

// A declared shape fixes a cycle that nothing else fixes.
// CHECK-LABEL: snn.network @declared
snn.network @declared forward(default) {
  %x = snn.input "x" : tensor<4xf32>
  // CHECK: snn.equations "a"{{.*}} : (tensor<4xi1>) -> tensor<4xf32>
  %a = snn.equations "a" (%b) states(v) : (tensor<4xf32>) -> tensor<*xf32> {^bb0(%in: f32, %v: f32): snn.yield %v, %in : f32, f32}
  // CHECK: snn.equations "b"{{.*}} : (tensor<4xf32>) -> tensor<4xi1>
  %b = snn.equations "b" (%a) states(s) : (tensor<*xf32>) -> tensor<4xf32> {^bb0(%in: f32, %s0: i1): snn.yield %s0, %s0 : i1, i1}
  snn.output "a" %a : tensor<*xf32>
  snn.output "x" %x : tensor<4xf32>
}

// A convolution's weight says how many channels its sources have in all, a known
// one their other axes.
// CHECK-LABEL: snn.network @conv_cycle
snn.network @conv_cycle forward(default) {
  %x = snn.input "x" : tensor<1x5x6xf32>
  // CHECK: snn.conv "conv"{{.*}} : (tensor<1x5x6xf32>, tensor<1x5x6xi1>) -> tensor<4x5x6xf32>
  %conv = snn.conv "conv" (%x, %s) weight(@k) stride [1, 1] padding [1, 1, 1, 1] dilation [1, 1] groups(1) : (tensor<1x5x6xf32>, tensor<*xf32>) -> tensor<*xf32>
  %y = snn.conv "y" (%conv) weight(@k4) stride [1, 1] padding [0, 0, 0, 0] dilation [1, 1] groups(1) : (tensor<*xf32>) -> tensor<*xf32>
  %s = snn.equations "s" (%y) states(s) : (tensor<*xf32>) -> tensor<*xf32> {^bb0(%in: f32, %s0: i1): snn.yield %s0, %s0 : i1, i1}
  snn.output "s" %s : tensor<*xf32>
}


// The padding of a `same` convolution is written down once sizes are known: a
// kernel of 3, dilated to 5, on 8 inputs with stride 2 covers 11.

snn.param @same_w : tensor<1x1x3x3xf32> = dense<1.0>
// CHECK-LABEL: snn.network @same
snn.network @same forward(default) {
  %x = snn.input "x" : tensor<1x8x8xf32>
  // CHECK: snn.conv "upper"{{.*}} padding [1, 2, 0, 1] {{.*}} -> tensor<1x4x4xf32>
  // CHECK-NOT: same
  %0 = snn.conv "upper" (%x) weight(@same_w) stride [2, 2] padding [0, 0, 0, 0] dilation [2, 1] groups(1) same(upper) : (tensor<1x8x8xf32>) -> tensor<*xf32>
  // CHECK: snn.conv "lower"{{.*}} padding [2, 1, 1, 0] {{.*}} -> tensor<1x4x4xf32>
  %1 = snn.conv "lower" (%x) weight(@same_w) stride [2, 2] padding [0, 0, 0, 0] dilation [2, 1] groups(1) same(lower) : (tensor<1x8x8xf32>) -> tensor<*xf32>
  snn.output "a" %0 : tensor<*xf32>
  snn.output "b" %1 : tensor<*xf32>
}
