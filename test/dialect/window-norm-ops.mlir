// RUN: snn-opt --verify-roundtrip --split-input-file --verify-diagnostics %s | FileCheck %s

snn.param @m : tensor<4xf32> = dense<1.0>
snn.param @k : tensor<4x4x2x2xf32> = dense<1.0>
// CHECK-LABEL: snn.network @norms
snn.network @norms forward(resolved) {
  %x = snn.input "x" : tensor<4x5x5xf32>
  // CHECK: snn.rms_norm "rms"(%{{.*}}) eps({{.*}}) shape [4, 5, 5] :
  %rms = snn.rms_norm "rms" (%x) eps(1.0e-5) shape [4, 5, 5] : (tensor<4x5x5xf32>) -> tensor<4x5x5xf32>
  // CHECK: snn.group_norm "group"(%{{.*}}) weight(@m) bias(@m) eps({{.*}}) groups(2) :
  %group = snn.group_norm "group" (%rms) weight(@m) bias(@m) eps(1.0e-5) groups(2) : (tensor<4x5x5xf32>) -> tensor<4x5x5xf32>
  // CHECK: snn.equations "batch"(%{{.*}}) params [@m, @m] channelwise :
  %batch = snn.equations "batch" (%group) params [@m, @m] channelwise : (tensor<4x5x5xf32>) -> tensor<4x5x5xf32> {
  ^bb0(%in: f32, %mean: f32, %var: f32):
    %e = arith.constant 1.0e-5 : f32
    %s = arith.addf %var, %e : f32
    %d = math.sqrt %s : f32
    %c = arith.subf %in, %mean : f32
    %y = arith.divf %c, %d : f32
    snn.yield %y : f32
  }
  // CHECK: snn.conv "up"(%{{.*}}) weight(@k) stride [1, 1] padding [1, 1, 1, 1] dilation [1, 1] spread [2, 2] groups(1) :
  %up = snn.conv "up" (%batch) weight(@k) stride [1, 1] padding [1, 1, 1, 1] dilation [1, 1] spread [2, 2] groups(1) : (tensor<4x5x5xf32>) -> tensor<4x10x10xf32>
  // CHECK: snn.spiking_max_pool "spiking"(%{{.*}}) kernel [2, 2] stride [2, 2] padding [0, 0, 0, 0] threshold(1.000000e+00 : f32) surrogate<sigmoid, 2.000000e+00 : f32> :
  %spiking = snn.spiking_max_pool "spiking" (%up) kernel [2, 2] stride [2, 2] padding [0, 0, 0, 0] threshold(1.0 : f32) surrogate<sigmoid, 2.0 : f32> : (tensor<4x10x10xf32>) -> tensor<4x5x5xi1>
  // CHECK: snn.adaptive_max_pool "max"(%{{.*}}) target [3, 3] :
  %max = snn.adaptive_max_pool "max" (%spiking) target [3, 3] : (tensor<4x5x5xi1>) -> tensor<4x3x3xi1>
  // CHECK: snn.adaptive_avg_pool "avg"(%{{.*}}) target [2, 1] :
  %avg = snn.adaptive_avg_pool "avg" (%max) target [2, 1] : (tensor<4x3x3xi1>) -> tensor<4x2x1xf32>
  snn.output "avg" %avg : tensor<4x2x1xf32>
}

// -----

snn.network @settings forward(default) {
  %x = snn.input "x" : tensor<4x5xf32>
  // expected-error @below {{needs values of 'groups' from 1 to 2147483647, found 0}}
  %group = snn.group_norm "group" (%x) eps(1.0e-5) groups(0) : (tensor<4x5xf32>) -> tensor<4x5xf32>
}

// -----

snn.network @windows forward(default) {
  %x = snn.input "x" : tensor<4x5xf32>
  // expected-error @below {{needs values of 'target' from 1 to 2147483647, found 0}}
  %pool = snn.adaptive_avg_pool "pool" (%x) target [0] : (tensor<4x5xf32>) -> tensor<4x1xf32>
}

// -----

snn.param @k : tensor<4x4x2xf32> = dense<1.0>
snn.network @spread forward(default) {
  %x = snn.input "x" : tensor<4x5xf32>
  // expected-error @below {{needs 1 values of 'spread', found 2}}
  %conv = snn.conv "conv" (%x) weight(@k) stride [1] padding [0, 0] dilation [1] spread [1, 1] groups(1) : (tensor<4x5xf32>) -> tensor<4x4xf32>
}
