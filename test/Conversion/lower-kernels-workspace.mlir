// RUN: snn-opt --snn-lower-kernels --split-input-file --verify-diagnostics %s

snn.param @w : tensor<4x4xf32> = dense<1.0>
func.func @none(%x: memref<?x1x1x16xf32>, %y: memref<?x1x1x16xf32>, %t: index, %n: index) {
  // expected-error @below {{kernel 'fc' has too little workspace; run snn-layout-state first}}
  snn.kernel "fc" linear first(%t) steps(%n) ins(%x : memref<?x1x1x16xf32>) outs(%y : memref<?x1x1x16xf32>) {
  ^bb0(%a: tensor<4xf32>):
    %0 = snn.matvec "fc" (%a) weight(@w) : (tensor<4xf32>) -> tensor<4xf32>
    snn.yield %0 : tensor<4xf32>
  }
  return
}

// -----

func.func @less(%x: memref<?x1x1x48xf32>, %y: memref<?x1x1x48xf32>, %w: memref<?x64xi8>, %t: index, %n: index) {
  // expected-error @below {{kernel 'norm' has too little workspace}}
  snn.kernel "norm" map first(%t) steps(%n) ins(%x : memref<?x1x1x48xf32>) outs(%y : memref<?x1x1x48xf32>) workspace(%w : memref<?x64xi8>) {
  ^bb0(%a: tensor<40xf32>):
    %0 = snn.map "relu" ins(%a : tensor<40xf32>) -> (tensor<40xf32>) {
    ^bb0(%b: f32):
      snn.yield %b : f32
    }
    %n3 = snn.reduce "norm" sum (%0) : (tensor<40xf32>) -> tensor<40xf32> {
    ^bb0(%joined: f32, %element: f32):
      %total = arith.addf %joined, %element : f32
      snn.yield %total : f32
    } finish {
    ^bb0(%joined: f32):
      snn.yield %joined : f32
    }
    %1 = snn.map "norm" ins(%0, %n3 : tensor<40xf32>, tensor<40xf32>) -> (tensor<40xf32>) {
    ^bb0(%element: f32, %number: f32):
      %distance = arith.subf %element, %number : f32
      snn.yield %distance : f32
    }
    snn.yield %1 : tensor<40xf32>
  }
  return
}
