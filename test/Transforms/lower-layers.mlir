// RUN: snn-opt --pass-pipeline="builtin.module(snn.network(snn-lower-layers))" %s | FileCheck %s

snn.param @w : tensor<4x6xf32> = dense<1.0>
snn.param @k : tensor<4x1x3x3xf32> = dense<1.0>
snn.param @scale : tensor<4xf32> = dense<2.0>
snn.param @shift : tensor<6xf32> = dense<3.0>

// CHECK-LABEL: snn.network @sums
snn.network @sums forward(resolved) {
  %x = snn.input "x" : tensor<6xi1>
  %z = snn.input "z" : tensor<4x8x8xf32>
  // CHECK: snn.matvec "fc"(%{{.*}}) weight(@w) density(2.500000e-01) : (tensor<6xi1>) -> tensor<4xf32>
  %a = snn.linear "fc" (%x) weight(@w) density(0.25) : (tensor<6xi1>) -> tensor<4xf32>
  // CHECK: snn.convolve "conv"(%{{.*}}) weight(@k) stride [1, 1] padding [1, 1, 1, 1] dilation [1, 1] groups(4) : (tensor<4x8x8xf32>) -> tensor<4x8x8xf32>
  %b = snn.conv "conv" (%z) weight(@k) stride [1, 1] padding [1, 1, 1, 1] dilation [1, 1] groups(4) : (tensor<4x8x8xf32>) -> tensor<4x8x8xf32>
  snn.output "a" %a : tensor<4xf32>
  snn.output "b" %b : tensor<4x8x8xf32>
}

// CHECK-LABEL: snn.network @windows
snn.network @windows forward(resolved) {
  %x = snn.input "x" : tensor<4x7x7xi1>
  // CHECK: snn.window_reduce "max" max(%{{.*}}) kernel [2, 2] stride [2, 2] before [1, 1] : (tensor<4x7x7xi1>) -> tensor<4x4x4xi1>
  %a = snn.max_pool "max" (%x) kernel [2, 2] stride [2, 2] padding [1, 0, 1, 0] : (tensor<4x7x7xi1>) -> tensor<4x4x4xi1>
  // CHECK: snn.window_reduce "mean" mean(%{{.*}}) kernel [2, 2] stride [2, 2] before [0, 0] : (tensor<4x7x7xi1>) -> tensor<4x3x3xf32>
  %b = snn.avg_pool "mean" (%x) kernel [2, 2] stride [2, 2] padding [0, 0, 0, 0] : (tensor<4x7x7xi1>) -> tensor<4x3x3xf32>
  // CHECK: snn.window_reduce "sum" sum
  %c = snn.sum_pool "sum" (%x) kernel [2, 2] stride [2, 2] padding [0, 0, 0, 0] : (tensor<4x7x7xi1>) -> tensor<4x3x3xf32>
  // CHECK: snn.window_reduce "adaptive" mean(%{{.*}}) kernel [2, 1] stride [2, 1] before [0, 0] longer [1, 3] : (tensor<4x7x7xi1>) -> tensor<4x3x4xf32>
  %d = snn.adaptive_avg_pool "adaptive" (%x) target [3, 4] : (tensor<4x7x7xi1>) -> tensor<4x3x4xf32>
  // CHECK: snn.window_reduce "adaptive_max" max(%{{.*}}) kernel [2, 1] stride [2, 1] before [0, 0] longer [1, 3] : (tensor<4x7x7xi1>) -> tensor<4x3x4xi1>
  %e = snn.adaptive_max_pool "adaptive_max" (%x) target [3, 4] : (tensor<4x7x7xi1>) -> tensor<4x3x4xi1>
}

// CHECK-LABEL: snn.network @copies
snn.network @copies forward(resolved) {
  %x = snn.input "x" : tensor<2x3xf32>
  // CHECK: snn.copy "flat" reshape(%{{.*}}) : (tensor<2x3xf32>) -> tensor<6xf32>
  %a = snn.flatten "flat" (%x) : (tensor<2x3xf32>) -> tensor<6xf32>
  // CHECK: snn.copy "turn" reshape(%{{.*}}) columns(3) : (tensor<2x3xf32>) -> tensor<3x2xf32>
  %b = snn.reshape "turn" (%x) shape [3, 2] columns(3) : (tensor<2x3xf32>) -> tensor<3x2xf32>
  // CHECK: snn.copy "join" concat(%{{.*}}, %{{.*}}) : (tensor<6xf32>, tensor<6xf32>) -> tensor<12xf32>
  %c = snn.concat "join" (%a, %a) : (tensor<6xf32>, tensor<6xf32>) -> tensor<12xf32>
  // CHECK: snn.copy "pad" pad(%{{.*}}) padding [1, 2] mode(circular) : (tensor<2x3xf32>) -> tensor<2x6xf32>
  %d = snn.pad "pad" (%x) padding [1, 2] mode(circular) : (tensor<2x3xf32>) -> tensor<2x6xf32>
}

// CHECK-LABEL: snn.network @norms
snn.network @norms forward(resolved) {
  // CHECK: %[[X:.*]] = snn.input "x"
  %x = snn.input "x" : tensor<6xi1>
  // CHECK: %[[Z:.*]] = snn.input "z"
  %z = snn.input "z" : tensor<4x2x2xf32>
  // CHECK: %[[MEAN:.*]] = snn.reduce "layer" sum(%[[X]]) : (tensor<6xi1>) -> tensor<6xf32> {
  // CHECK: ^bb0(%[[J:.*]]: f32, %[[E:.*]]: i1):
  // CHECK-NEXT: %[[N:.*]] = arith.uitofp %[[E]]
  // CHECK-NEXT: arith.addf %[[J]], %[[N]]
  // CHECK: } finish {
  // CHECK: arith.constant 6.0
  // CHECK: arith.divf
  // CHECK: %[[SCALE:.*]] = snn.reduce "layer" sum(%[[X]]) numbers(%[[MEAN]])
  // CHECK: arith.subf
  // CHECK-NEXT: math.fma
  // CHECK: } finish {
  // CHECK: math.sqrt
  // CHECK: %[[A:.*]] = snn.map "layer" ins(%[[X]], %[[MEAN]], %[[SCALE]] : {{.*}}) params [@shift]
  %a = snn.layer_norm "layer" (%x) bias(@shift) eps(1.0e-5) : (tensor<6xi1>) -> tensor<6xf32>
  // CHECK: %[[RMS:.*]] = snn.reduce "rms" sum(%[[A]])
  // CHECK: snn.map "rms" ins(%[[A]], %[[RMS]] :
  %b = snn.rms_norm "rms" (%a) eps(1.0e-5) : (tensor<6xf32>) -> tensor<6xf32>
  // CHECK: snn.reduce "group" sum(%[[Z]]) groups(2)
  // CHECK: snn.reduce "group" sum(%[[Z]]) numbers(%{{.*}}) groups(2)
  // CHECK: snn.map "group" {{.*}} params [@scale] channelwise
  %c = snn.group_norm "group" (%z) weight(@scale) eps(1.0e-5) groups(2) : (tensor<4x2x2xf32>) -> tensor<4x2x2xf32>
  // CHECK: %[[MOST:.*]] = snn.reduce "soft" max(%[[A]])
  // CHECK: %[[SUM:.*]] = snn.reduce "soft" sum(%[[A]]) numbers(%[[MOST]])
  // CHECK: math.exp
  // CHECK: snn.map "soft" ins(%[[A]], %[[MOST]], %[[SUM]] :
  %e = snn.lambda "soft" (%a) function(softmax) : (tensor<6xf32>) -> tensor<6xf32>
  // CHECK: snn.reduce "log" max
  // CHECK: snn.reduce "log" sum
  // CHECK: } finish {
  // CHECK: math.log
  // CHECK: snn.map "log"
  %f = snn.lambda "log" (%a) function(log_softmax) : (tensor<6xf32>) -> tensor<6xf32>
}
