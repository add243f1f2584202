// RUN: snn-opt --split-input-file --verify-diagnostics %s

func.func @kernel(%x: memref<?x1x1x16xf32>, %y: memref<?x1x1x16xf32>, %t: index, %n: index) {
  // expected-error @below {{of the kind 'copy' needs one operation of that kind, and no other}}
  snn.kernel "m" copy first(%t) steps(%n) ins(%x : memref<?x1x1x16xf32>) outs(%y : memref<?x1x1x16xf32>) {
  ^bb0(%a: tensor<4xf32>):
    snn.yield %a : tensor<4xf32>
  }
  return
}

// -----

func.func @half(%x: memref<?x1x1x16xf32>, %t: index, %n: index) {
  // expected-error @below {{needs pairs of an input and an output as 'carried'}}
  snn.kernel "m" map first(%t) steps(%n) ins(%x : memref<?x1x1x16xf32>) outs(%x : memref<?x1x1x16xf32>) carried [0] {
  ^bb0(%a: tensor<4xf32>):
    snn.yield %a : tensor<4xf32>
  }
  return
}

// -----

func.func @beyond(%x: memref<?x1x1x16xf32>, %t: index, %n: index) {
  // expected-error @below {{has 1 buffers, 'carried' names number 1}}
  snn.kernel "m" map first(%t) steps(%n) ins(%x : memref<?x1x1x16xf32>) outs(%x : memref<?x1x1x16xf32>) carried [0, 1] {
  ^bb0(%a: tensor<4xf32>):
    snn.yield %a : tensor<4xf32>
  }
  return
}

// -----

func.func @group(%x: tensor<2x2xf32, #snn.queue>) -> tensor<2xf32> {
  // expected-error @below {{of the kind 'queue' needs one operation of that kind, and no other}}
  %0 = snn.group "m" queue ins(%x : tensor<2x2xf32, #snn.queue>) -> (tensor<2xf32>) {
  ^bb0(%a: tensor<2x2xf32, #snn.queue>):
    %1 = snn.queue_read %a : tensor<2x2xf32, #snn.queue> -> tensor<2xf32>
    %2 = snn.map "relu" ins(%1 : tensor<2xf32>) -> (tensor<2xf32>) {
    ^bb0(%b: f32):
      snn.yield %b : f32
    }
    snn.yield %2 : tensor<2xf32>
  }
  return %0 : tensor<2xf32>
}

// -----

func.func @reads(%x: tensor<2x2xf32, #snn.queue>) -> tensor<2xf32> {
  // expected-error @below {{reads a queue, which only a group of the kind 'queue' can}}
  %0 = snn.group "m" map ins(%x : tensor<2x2xf32, #snn.queue>) -> (tensor<2xf32>) {
  ^bb0(%a: tensor<2x2xf32, #snn.queue>):
    %1 = snn.queue_read %a : tensor<2x2xf32, #snn.queue> -> tensor<2xf32>
    snn.yield %1 : tensor<2xf32>
  }
  return %0 : tensor<2xf32>
}

// -----

func.func @headless(%x: memref<?x2x1x16xf32>, %y: memref<?x1x1x16xf32>, %t: index, %n: index) {
  // expected-error @below {{needs the head of the queue that it reads}}
  snn.kernel "m" queue first(%t) steps(%n) ins(%x : memref<?x2x1x16xf32>) outs(%y : memref<?x1x1x16xf32>) {
  ^bb0(%a: tensor<2x2xf32, #snn.queue>):
    %0 = snn.queue_read %a : tensor<2x2xf32, #snn.queue> -> tensor<2xf32>
    snn.yield %0 : tensor<2xf32>
  }
  return
}

// -----

snn.network @unranked forward(resolved) {
  // expected-error @below {{a resolved network needs tensors of known sizes, f32 or i1, of at most 1 TiB; found 'tensor<*xf32>'}}
  %x = snn.input "x" : tensor<*xf32>
}
