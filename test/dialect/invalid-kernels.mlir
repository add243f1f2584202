// RUN: snn-opt --split-input-file --verify-diagnostics %s

func.func @buffer(%x: memref<?x1x1x16xf32>, %y: memref<?x1x1x16xf32>, %t: index, %n: index) {
  // expected-error @below {{needs a buffer of blocks [1, 8] of 'i8' for a 'tensor<16xi1>', found 'memref<?x1x1x16xf32>'}}
  snn.kernel "k" map first(%t) steps(%n) ins(%x : memref<?x1x1x16xf32>) outs(%y : memref<?x1x1x16xf32>) {
  ^bb0(%a: tensor<16xi1>):
    snn.yield %a : tensor<16xi1>
  }
  return
}

// -----

func.func @kind(%x: memref<?x1x1x16xf32>, %y: memref<?x1x1x16xf32>, %t: index, %n: index) {
  // expected-error @below {{of the kind 'linear' begins with no operation of that kind}}
  snn.kernel "k" linear first(%t) steps(%n) ins(%x : memref<?x1x1x16xf32>) outs(%y : memref<?x1x1x16xf32>) {
  ^bb0(%a: tensor<16xf32>):
    %0 = snn.map "m" ins(%a : tensor<16xf32>) -> (tensor<16xf32>) {
    ^bb0(%b: f32):
      snn.yield %b : f32
    }
    snn.yield %0 : tensor<16xf32>
  }
  return
}

// -----

func.func @unknown(%x: memref<?x1x4x16xf32>, %y: memref<?x1x1x16xf32>, %t: index, %n: index) {
  snn.kernel "k" map first(%t) steps(%n) ins(%x : memref<?x1x4x16xf32>) outs(%y : memref<?x1x1x16xf32>) {
  ^bb0(%a: tensor<4x4xf32>):
    // expected-error @below {{stands in a kernel of the kind 'map', which has no such operation in this place}}
    %0 = snn.copy "fl" reshape (%a) : (tensor<4x4xf32>) -> tensor<16xf32>
    snn.yield %0 : tensor<16xf32>
  }
  return
}

// -----

// An activation is equations by now; a softmax would be other code.
func.func @activation(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = snn.group "relu" map ins(%x : tensor<4xf32>) -> (tensor<4xf32>) {
  ^bb0(%a: tensor<4xf32>):
    // expected-error @below {{has no such operation in this place}}
    %1 = snn.lambda "relu" (%a) function(relu) : (tensor<4xf32>) -> tensor<4xf32>
    snn.yield %1 : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// -----

snn.param @w : tensor<4x4xf32> = dense<1.0>
func.func @behind(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = snn.group "fc" linear ins(%x : tensor<4xf32>) -> (tensor<4xf32>) {
  ^bb0(%a: tensor<4xf32>):
    %1 = snn.matvec "fc" (%a) weight(@w) : (tensor<4xf32>) -> tensor<4xf32>
    // expected-error @below {{stands in a kernel of the kind 'linear', which reads its inputs before anything else}}
    %2 = snn.matvec "next" (%1) weight(@w) : (tensor<4xf32>) -> tensor<4xf32>
    snn.yield %2 : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// -----

snn.param @w : tensor<4x4xf32> = dense<1.0>
func.func @two(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = snn.group "fc" linear ins(%x : tensor<4xf32>) -> (tensor<4xf32>) {
  ^bb0(%a: tensor<4xf32>):
    %1 = snn.matvec "fc" (%a) weight(@w) : (tensor<4xf32>) -> tensor<4xf32>
    // expected-error @below {{stands in a kernel of the kind 'linear', which has one sum}}
    %2 = snn.matvec "next" (%a) weight(@w) : (tensor<4xf32>) -> tensor<4xf32>
    snn.yield %2 : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// -----

func.func @shapes(%x: tensor<4xf32>, %y: tensor<8xf32>) -> (tensor<4xf32>, tensor<8xf32>) {
  %0, %1 = snn.group "two" map ins(%x, %y : tensor<4xf32>, tensor<8xf32>) -> (tensor<4xf32>, tensor<8xf32>) {
  ^bb0(%a: tensor<4xf32>, %b: tensor<8xf32>):
    // expected-error @below {{stands in a kernel of the kind 'map', which computes tensors of shape [4]; found 'tensor<8xf32>'}}
    snn.yield %a, %b : tensor<4xf32>, tensor<8xf32>
  }
  return %0, %1 : tensor<4xf32>, tensor<8xf32>
}

// -----

func.func @nothing(%x: tensor<4xf32>) {
  // expected-error @below {{needs a result}}
  "snn.group"(%x) <{name = "none", kind = 0 : i32}> ({
  ^bb0(%a: tensor<4xf32>):
    snn.yield
  }) : (tensor<4xf32>) -> ()
  return
}

// -----

func.func @other(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{of the kind 'copy' needs one operation of that kind, and no other}}
  %0 = snn.group "c" copy ins(%x : tensor<4xf32>) -> (tensor<4xf32>) {
  ^bb0(%a: tensor<4xf32>):
    %1 = snn.copy "c" concat (%a) : (tensor<4xf32>) -> tensor<4xf32>
    snn.yield %a : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// -----

func.func @carried(%x: memref<?x1x1x16xf32>, %y: memref<?x1x1x8xi8>, %t: index, %n: index) {
  // expected-error @below {{carries a 'tensor<4xf32>' as a 'tensor<4xi1>'}}
  snn.kernel "k" map first(%t) steps(%n) ins(%x : memref<?x1x1x16xf32>) outs(%y : memref<?x1x1x8xi8>) carried [0, 0] {
  ^bb0(%a: tensor<4xf32>):
    %0 = snn.map "m" ins(%a : tensor<4xf32>) -> (tensor<4xi1>) {
    ^bb0(%b: f32):
      %1 = snn.spike %b : f32
      snn.yield %1 : i1
    }
    snn.yield %0 : tensor<4xi1>
  }
  return
}

// -----

func.func @read(%xs: memref<?x?x20xf32>, %x: memref<?x8x1x16xf32>, %t: index, %n: index) {
  // expected-error @below {{needs a buffer of blocks [1, 32] of 'f32' for a 'tensor<20xf32>', found 'memref<?x8x1x16xf32>'}}
  snn.read %xs first(%t) steps(%n) into %x type(tensor<20xf32>) : memref<?x?x20xf32>, memref<?x8x1x16xf32>
  return
}

// -----

func.func @write(%ys: memref<?x?x21xf32>, %y: memref<?x8x1x32xf32>, %t: index, %n: index) {
  // expected-error @below {{needs an array of 20 elements a step for a 'tensor<20xf32>' as f32, found 'memref<?x?x21xf32>'}}
  snn.write %y to %ys first(%t) steps(%n) burnin(%t) of(%n) type(tensor<20xf32>) : memref<?x8x1x32xf32>, memref<?x?x21xf32>
  return
}

// -----

func.func @read_bits(%xs: memref<?x?x20xi8>, %x: memref<?x8x1x8xi8>, %t: index, %n: index) {
  // expected-error @below {{needs an array of 3 elements a step for a 'tensor<20xi1>' as bits, found 'memref<?x?x20xi8>'}}
  snn.read %xs as bits first(%t) steps(%n) into %x type(tensor<20xi1>) : memref<?x?x20xi8>, memref<?x8x1x8xi8>
  return
}

// -----

func.func @write_bytes(%ys: memref<?x?x20xf32>, %y: memref<?x8x1x8xi8>, %t: index, %n: index) {
  // expected-error @below {{needs an array of 20 elements a step for a 'tensor<20xi1>' as u8, found 'memref<?x?x20xf32>'}}
  snn.write %y to %ys as u8 first(%t) steps(%n) burnin(%t) of(%n) type(tensor<20xi1>) : memref<?x8x1x8xi8>, memref<?x?x20xf32>
  return
}

// -----

func.func @draw(%key: memref<3xi32>, %y: memref<?x1x1x32xf32>) {
  // expected-error @below {{needs a key of two numbers, found 'memref<3xi32>'}}
  snn.draw <normal, 0.0 : f32, 1.0 : f32> key(%key) into %y type(tensor<20xf32>) : memref<3xi32>, memref<?x1x1x32xf32>
  return
}

// -----

func.func @numbers(%xs: memref<?x?x1xf32>, %x: memref<?x8x1x16xf32>, %t: index, %n: index) {
  // expected-error @below {{needs a tensor of known sizes, of f32 or i1; found 'f32'}}
  snn.read %xs first(%t) steps(%n) into %x type(f32) : memref<?x?x1xf32>, memref<?x8x1x16xf32>
  return
}

// -----

func.func @given(%x: memref<?x1x1x16xf32>, %ys: memref<?x?x4xf32>, %t: index, %n: index) {
  // expected-error @below {{gives to the application what is not one sum of convolutions}}
  snn.kernel "k" map first(%t) steps(%n) ins(%x : memref<?x1x1x16xf32>) to(%ys row %t : memref<?x?x4xf32>) {
  ^bb0(%a: tensor<4xf32>):
    snn.yield %a : tensor<4xf32>
  }
  return
}

// -----

func.func @nowhere(%x: memref<?x1x1x16xf32>, %t: index, %n: index) {
  // expected-error @below {{needs an output buffer}}
  snn.kernel "k" map first(%t) steps(%n) ins(%x : memref<?x1x1x16xf32>) {
  ^bb0(%a: tensor<4xf32>):
    snn.yield
  }
  return
}

// -----

snn.param @w : tensor<2x3x1xf32> = dense<1.0>
func.func @row(%x: memref<?x1x5x16xf32>, %ys: memref<?x?x4xf32>, %t: index, %n: index) {
  // expected-error @below {{needs an array of 10 elements a step}}
  snn.kernel "k" conv first(%t) steps(%n) ins(%x : memref<?x1x5x16xf32>) to(%ys row %t : memref<?x?x4xf32>) {
  ^bb0(%a: tensor<3x5xf32>):
    %s = snn.convolve "k" (%a) weight(@w) stride [1] padding [0, 0] dilation [1] groups(1) : (tensor<3x5xf32>) -> tensor<2x5xf32>
    snn.yield %s : tensor<2x5xf32>
  }
  return
}
