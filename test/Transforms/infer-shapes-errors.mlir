// RUN: snn-opt --snn-infer-shapes --split-input-file --verify-diagnostics %s

// The three-layer graph as SNNAX's page prints it.
snn.param @w : tensor<20x10xf32> = dense<1.0>
snn.network @topology forward(default) {
  %x = snn.input "x" : tensor<10xf32>
  // expected-error @below {{layer 'fc' takes 10 values, found 30 (20 from layer 'lif', 10 from input 'x')}}
  %fc = snn.linear "fc" (%lif, %x) weight(@w) : (tensor<*xf32>, tensor<10xf32>) -> tensor<*xf32>
  %norm = snn.layer_norm "norm" (%fc) eps(1.0e-5) : (tensor<*xf32>) -> tensor<*xf32>
  %lif = snn.equations "lif" (%norm) states(s) : (tensor<*xf32>) -> tensor<*xf32> {^bb0(%in: f32, %s: i1): snn.yield %s, %s : i1, i1}
  snn.output "lif" %lif : tensor<*xf32>
}

// -----

// Every layer's own error is found in one run.
snn.param @w : tensor<4x3xf32> = dense<1.0>
snn.param @v : tensor<4xf32> = dense<1.0>
snn.network @several forward(default) {
  %x = snn.input "x" : tensor<2xf32>
  %image = snn.input "image" : tensor<2x4x4xf32>
  // expected-error @below {{layer 'a' takes 3 values, found 2}}
  %a = snn.linear "a" (%x) weight(@w) : (tensor<2xf32>) -> tensor<*xf32>
  // expected-error @below {{layer 'b' takes 3 values along the last axis, found an input of shape [2, 4, 4] (a Flatten layer makes it a vector)}}
  %b = snn.linear "b" (%image) weight(@w) : (tensor<2x4x4xf32>) -> tensor<*xf32>
  // expected-error @below {{layer 'c' needs a parameter @nowhere, found none}}
  %c = snn.linear "c" (%x) weight(@nowhere) : (tensor<2xf32>) -> tensor<*xf32>
  // expected-error @below {{layer 'd' takes an input of shape [channels, height, width], found [2]}}
  %d = snn.max_pool "d" (%x) kernel [2, 2] stride [1, 1] padding [0, 0, 0, 0] : (tensor<2xf32>) -> tensor<*xf32>
  // expected-error @below {{layer 'e' has a window of 5 along axis 1, larger than the padded input of shape [2, 4, 4]}}
  %e = snn.avg_pool "e" (%image) kernel [5, 2] stride [1, 1] padding [0, 0, 0, 0] : (tensor<2x4x4xf32>) -> tensor<*xf32>
  // expected-error @below {{layer 'f' has a parameter @v of shape [4], expected one that fits its own shape [2]}}
  %f = snn.equations "f" (%x) params [@v] : (tensor<2xf32>) -> tensor<*xf32> {^bb0(%in: f32, %v: f32): snn.yield %v : f32}
  // expected-error @below {{layer 'j' has an initial state @v of shape [4], expected one that fits its own shape [2]}}
  %j = snn.equations "j" (%x) states(v = @v) : (tensor<2xf32>) -> tensor<*xf32> {^bb0(%in: f32, %v: f32): snn.yield %v, %in : f32, f32}
  // expected-error @below {{layer 'g' takes a vector for softmax, found an input of shape [2, 4, 4]}}
  %g = snn.lambda "g" (%image) function(softmax) : (tensor<2x4x4xf32>) -> tensor<*xf32>
  // expected-error @below {{layer 'h' normalises over [4], found an input of shape [2]}}
  %h = snn.layer_norm "h" (%x) eps(1.0e-5) shape [4] : (tensor<2xf32>) -> tensor<*xf32>
  // expected-error @below {{layer 'k' has a window of 5 along axis 2, larger than the padded input of shape [2, 4, 4]}}
  %k = snn.sum_pool "k" (%image) kernel [2, 5] stride [1, 1] padding [0, 0, 0, 0] : (tensor<2x4x4xf32>) -> tensor<*xf32>
  // expected-error @below {{layer 'l' makes one of the axes 2 to 1 of an input of shape [2, 4, 4]}}
  %l = snn.flatten "l" (%image) start(2) end(1) : (tensor<2x4x4xf32>) -> tensor<*xf32>
  // expected-error @below {{layer 'm' makes one of the axes -4 to -1 of an input of shape [2, 4, 4]}}
  %m = snn.flatten "m" (%image) start(-4) : (tensor<2x4x4xf32>) -> tensor<*xf32>
  // expected-error @below {{layer 'n' makes one of the axes 0 to 3 of an input of shape [2, 4, 4]}}
  %n = snn.flatten "n" (%image) end(3) : (tensor<2x4x4xf32>) -> tensor<*xf32>
  // expected-error @below {{layer 'i' has no input}}
  %i = snn.identity "i" () : () -> tensor<*xf32>
}

// -----

snn.network @merge forward(default) {
  %x = snn.input "x" : tensor<2x3xf32>
  %y = snn.input "y" : tensor<2xf32>
  // expected-error @below {{layer 'a' joins inputs along their first axis, which alone may differ, found [2, 3] from input 'x' and [2] from input 'y'}}
  %a = snn.identity "a" (%x, %y) : (tensor<2x3xf32>, tensor<2xf32>) -> tensor<*xf32>
  // expected-error @below {{layer 'b' adds inputs of one shape, found [2, 3] from input 'x' and [2] from input 'y'}}
  %b = snn.identity "b" (%x, %y) merge(sum) : (tensor<2x3xf32>, tensor<2xf32>) -> tensor<*xf32>
}

// -----

snn.network @declared forward(default) {
  %x = snn.input "x" : tensor<4xf32>
  // expected-error @below {{layer 'a' has the declared shape [3], its input gives [4]}}
  %a = snn.equations "a" (%x) states(v) : (tensor<4xf32>) -> tensor<3xf32> {^bb0(%in: f32, %v: f32): snn.yield %v, %in : f32, f32}
}

// -----

snn.network @open forward(default) {
  %x = snn.input "x" : tensor<4xf32>
  // expected-error @below {{nothing fixes the shape of the cycle through layers 'a', 'b'; give one of them a 'shape'}}
  %a = snn.equations "a" (%b) states(v) : (tensor<*xf32>) -> tensor<*xf32> {^bb0(%in: f32, %v: f32): snn.yield %v, %in : f32, f32}
  %d = snn.delay %a steps(2) : tensor<*xf32> -> tensor<*xf32>
  %b = snn.identity "b" (%d) : (tensor<*xf32>) -> tensor<*xf32>
  // What only reads the cycle has no error of its own.
  %c = snn.identity "c" (%b, %x) : (tensor<*xf32>, tensor<4xf32>) -> tensor<*xf32>
  // expected-error @below {{nothing fixes the shape of the cycle through layers 'self'; give one of them a 'shape'}}
  %self = snn.identity "self" (%self, %x) : (tensor<*xf32>, tensor<4xf32>) -> tensor<*xf32>
}

// -----

// A shape that grows around its cycle.
snn.network @grows forward(default) {
  %x = snn.input "x" : tensor<4xf32>
  // expected-error @below {{layer 'a' has the declared shape [4], its input gives [8]}}
  %a = snn.identity "a" (%a, %x) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
}

// -----

snn.network @large forward(default) {
  // expected-error @below {{input 'x' of shape [4294967296, 4294967296] takes more bytes than 64 bits can count, expected at most 1099511627776 (1 TiB)}}
  %x = snn.input "x" : tensor<4294967296x4294967296xf32>
  // expected-error @below {{input 'y' of shape [1073741824, 1024] takes 4398046511104 bytes, expected at most 1099511627776 (1 TiB)}}
  %y = snn.input "y" : tensor<1073741824x1024xf32>
  // expected-error @below {{input 'z' has the shape [4, 0], expected sizes of at least 1}}
  %z = snn.input "z" : tensor<4x0xf32>
  // expected-error @below {{input 'u' needs a shape of known sizes, found 'tensor<?xf32>'}}
  %u = snn.input "u" : tensor<?xf32>
  %v = snn.input "v" : tensor<1x1x1xf32>
  // expected-error @below {{layer 'pool' of shape [1, 2147483647, 2147483647] takes 18446744056529682436 bytes, expected at most 1099511627776 (1 TiB)}}
  %pool = snn.avg_pool "pool" (%v) kernel [1, 1] stride [1, 1] padding [1073741823, 1073741823, 1073741823, 1073741823] : (tensor<1x1x1xf32>) -> tensor<*xf32>
}

// -----

snn.network @long forward(default) {
  %x = snn.input "x" : tensor<1024xf32>
  // expected-error @below {{a delay of shape [1024], 1000000000 times, takes 4096000000000 bytes, expected at most 1099511627776 (1 TiB)}}
  %d = snn.delay %x steps(1000000000) : tensor<1024xf32> -> tensor<*xf32>
  // expected-error @below {{a delay of shape [1024], 9223372036854775807 times, takes more bytes than 64 bits can count}}
  %e = snn.delay %x steps(9223372036854775807) : tensor<1024xf32> -> tensor<*xf32>
}

// -----

snn.network @total forward(default) {
  %x = snn.input "x" : tensor<131072x1048576xf32>
  // expected-error @below {{the layers up to this one and their delays take 1649267441664 bytes, expected at most 1099511627776 (1 TiB)}}
  %a = snn.identity "a" (%x, %x) : (tensor<131072x1048576xf32>, tensor<131072x1048576xf32>) -> tensor<*xf32>
}

// -----

// The channels that were assumed in a cycle are checked once all are known.
snn.param @k : tensor<2x4x1x1xf32> = dense<1.0>
snn.network @channels forward(default) {
  %x = snn.input "x" : tensor<1x5x6xf32>
  // expected-error @below {{layer 'conv' takes 4 channels, found 3 (1 from input 'x', 2 from layer 'conv')}}
  %conv = snn.conv "conv" (%x, %conv) weight(@k) stride [1, 1] padding [0, 0, 0, 0] dilation [1, 1] groups(1) : (tensor<1x5x6xf32>, tensor<*xf32>) -> tensor<*xf32>
}

// -----

snn.param @two : tensor<2xf32> = dense<1.0>
snn.param @three : tensor<3xf32> = dense<1.0>
snn.network @norms_and_pools forward(default) {
  %x = snn.input "x" : tensor<3x4x5xf32>
  // expected-error @below {{layer 'group' normalises 2 groups, which do not divide the channels of an input of shape [3, 4, 5]}}
  %group = snn.group_norm "group" (%x) eps(1.0e-5) groups(2) : (tensor<3x4x5xf32>) -> tensor<*xf32>
  // expected-error @below {{layer 'batch' normalises [2] channels, found an input of shape [3, 4, 5]}}
  %batch = snn.equations "batch" (%x) params [@two, @two] channelwise : (tensor<3x4x5xf32>) -> tensor<*xf32> {
  ^bb0(%in: f32, %mean: f32, %var: f32):
    %e = arith.constant 1.0e-5 : f32
    %s = arith.addf %var, %e : f32
    %d = math.sqrt %s : f32
    %c = arith.subf %in, %mean : f32
    %y = arith.divf %c, %d : f32
    snn.yield %y : f32
  }
  // expected-error @below {{layer 'rms' normalises over [4], found an input of shape [3, 4, 5]}}
  %rms = snn.rms_norm "rms" (%x) eps(1.0e-5) shape [4] : (tensor<3x4x5xf32>) -> tensor<*xf32>
  // expected-error @below {{layer 'adaptive' makes 6 windows along axis 2, more than an input of shape [3, 4, 5] has elements there}}
  %adaptive = snn.adaptive_avg_pool "adaptive" (%x) target [2, 6] : (tensor<3x4x5xf32>) -> tensor<*xf32>
  // expected-error @below {{layer 'vector' takes an input of shape [channels, length], found [3, 4, 5]}}
  %vector = snn.adaptive_max_pool "vector" (%x) target [2] : (tensor<3x4x5xf32>) -> tensor<*xf32>
  // expected-error @below {{layer 'spiking' has a threshold @three of shape [3], expected one that fits its own shape [3, 2, 2]}}
  %spiking = snn.spiking_max_pool "spiking" (%x) kernel [2, 2] stride [2, 2] padding [0, 0, 0, 0] threshold(@three) : (tensor<3x4x5xf32>) -> tensor<*xi1>
}

// -----

snn.network @delays forward(default) {
  %x = snn.input "x" : tensor<2x3xf32>
  // expected-error @below {{layer 'd' has delays of shape [2], expected one that fits its own shape [2, 3]}}
  %d = snn.delay_line "d" (%x) steps(dense<[1, 2]> : tensor<2xi32>) : (tensor<2x3xf32>) -> tensor<*xf32>
  snn.output "d" %d : tensor<*xf32>
}

// -----

snn.network @long forward(default) {
  %x = snn.input "x" : tensor<1024xf32>
  // expected-error @below {{a delay of shape [1024], 1000000001 times, takes 4096000004096 bytes, expected at most 1099511627776 (1 TiB)}}
  %d = snn.delay_line "d" (%x) steps(dense<1000000000> : tensor<i32>) : (tensor<1024xf32>) -> tensor<*xf32>
  snn.output "d" %d : tensor<*xf32>
}
