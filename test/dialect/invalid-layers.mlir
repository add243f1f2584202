// RUN: snn-opt --split-input-file --verify-diagnostics %s

// Whoever names a parameter, at whichever level, names one that there is and that fits.
func.func @missing(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = snn.group "fc" linear ins(%x : tensor<4xf32>) -> (tensor<4xf32>) {
  ^bb0(%a: tensor<4xf32>):
    // expected-error @below {{needs a parameter @gone [out, in] for its weight}}
    %1 = snn.matvec "fc" (%a) weight(@gone) : (tensor<4xf32>) -> tensor<4xf32>
    snn.yield %1 : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// -----

snn.param @w : tensor<2x2xf32> = dense<1.0>
func.func @misshapen(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = snn.group "fc" linear ins(%x : tensor<4xf32>) -> (tensor<4xf32>) {
  ^bb0(%a: tensor<4xf32>):
    // expected-error @below {{takes a vector of at most 2 values, found 'tensor<4xf32>'}}
    %1 = snn.matvec "fc" (%a) weight(@w) : (tensor<4xf32>) -> tensor<4xf32>
    snn.yield %1 : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// -----

snn.param @w : tensor<3x4xf32> = dense<1.0>
snn.network @result forward(resolved) {
  %x = snn.input "x" : tensor<4xf32>
  // expected-error @below {{layer 'fc' gives a 'tensor<4xf32>', its input makes that a 'tensor<3xf32>'}}
  %y = snn.linear "fc" (%x) weight(@w) : (tensor<4xf32>) -> tensor<4xf32>
}

// -----

snn.param @w : tensor<3x4xf32> = dense<1.0>
snn.network @offset forward(resolved) {
  %x = snn.input "x" : tensor<2xf32>
  // expected-error @below {{layer 'fc' takes 4 values, found 2}}
  %y = snn.linear "fc" (%x) weight(@w) offset(3) : (tensor<2xf32>) -> tensor<3xf32>
}

// -----

snn.param @w : tensor<3x4xf32> = dense<1.0>
snn.network @sources forward(resolved) {
  %x = snn.input "x" : tensor<2xf32>
  // expected-error @below {{layer 'fc' takes one joined source, found 2}}
  %y = snn.linear "fc" (%x, %x) weight(@w) : (tensor<2xf32>, tensor<2xf32>) -> tensor<3xf32>
}

// -----

snn.param @w : tensor<3x4xf32> = dense<1.0>
snn.network @init forward(resolved) {
  %x = snn.input "x" : tensor<4xf32>
  // expected-error @below {{layer 'fc' goes on with a sum of type 'tensor<4xf32>' and gives a 'tensor<3xf32>'}}
  %y = snn.linear "fc" (%x) init(%x : tensor<4xf32>) weight(@w) : (tensor<4xf32>) -> tensor<3xf32>
}

// -----

snn.param @w : tensor<2x1x3x3xf32> = dense<1.0>
snn.network @same forward(resolved) {
  %x = snn.input "x" : tensor<1x5x5xf32>
  // expected-error @below {{layer 'conv' needs its padding in numbers; run snn-infer-shapes first}}
  %y = snn.conv "conv" (%x) weight(@w) stride [1, 1] padding [1, 1, 1, 1] dilation [1, 1] groups(1) same(upper) : (tensor<1x5x5xf32>) -> tensor<2x5x5xf32>
}

// -----

snn.param @w : tensor<2x1x3xf32> = dense<1.0>
snn.network @groups forward(resolved) {
  %x = snn.input "x" : tensor<1x7xf32>
  // expected-error @below {{layer 'conv' takes 2 channels, found 1}}
  %y = snn.conv "conv" (%x) weight(@w) stride [1] padding [1, 1] dilation [1] groups(2) : (tensor<1x7xf32>) -> tensor<2x7xf32>
}

// -----

snn.param @p : tensor<3xf32> = dense<1.0>
func.func @neuron(%x: tensor<4xf32>, %v: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{has a parameter @p of shape [3], expected one that fits its own shape [4]}}
  %0 = snn.neuron "n" ins(%x : tensor<4xf32>) states(%v : tensor<4xf32>) params [@p] -> (tensor<4xf32>) {
  ^bb0(%u: f32, %s: f32, %q: f32):
    snn.yield %q : f32
  }
  return %0 : tensor<4xf32>
}

// -----

func.func @map(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{needs a parameter @gone, found none}}
  %0 = snn.map "m" ins(%x : tensor<4xf32>) params [@gone] -> (tensor<4xf32>) {
  ^bb0(%u: f32, %q: f32):
    snn.yield %q : f32
  }
  return %0 : tensor<4xf32>
}

// -----

snn.param @w : tensor<3xf32> = dense<1.0>
func.func @norm(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{layer 'n' has a parameter @w of type 'tensor<3xf32>', expected 'tensor<4xf32>'}}
  %0 = snn.layer_norm "n" (%x) weight(@w) eps(1.0e-5) : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @pool(%x: tensor<1x4x4xf32>) -> tensor<1x3x3xf32> {
  // expected-error @below {{layer 'p' gives a 'tensor<1x3x3xf32>', its input makes that a 'tensor<1x2x2xf32>'}}
  %0 = snn.sum_pool "p" (%x) kernel [2, 2] stride [2, 2] padding [0, 0, 0, 0] : (tensor<1x4x4xf32>) -> tensor<1x3x3xf32>
  return %0 : tensor<1x3x3xf32>
}

// -----

func.func @spikes(%x: tensor<4xf32>) -> tensor<4xi1> {
  // expected-error @below {{layer 'c' gives a 'tensor<4xi1>', its input makes that a 'tensor<4xf32>'}}
  %0 = snn.concat "c" (%x) : (tensor<4xf32>) -> tensor<4xi1>
  return %0 : tensor<4xi1>
}

// -----

snn.param @w : tensor<4x4xf32> = dense<1.0>
func.func @part(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{needs a part from 0 to 1, found -5}}
  %0 = snn.linear "fc" (%x) weight(@w) crossover(-5.0) : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

snn.network @itself forward(resolved) {
  // expected-note @below {{this is what it depends on}}
  // expected-error @below {{starts from a value that changes from step to step; expected one of constants and parameters alone}}
  %d = snn.delay %x init(%d : tensor<4xf32>) steps(1) : tensor<4xf32> -> tensor<4xf32>
  %x = snn.input "x" : tensor<4xf32>
}

// -----

snn.network @started forward(default) {
  // expected-note @below {{this is what it depends on}}
  %x = snn.input "x" : tensor<4xf32>
  %a = snn.identity "a" (%x) : (tensor<4xf32>) -> tensor<4xf32>
  // expected-error @below {{starts from a value that changes from step to step; expected one of constants and parameters alone}}
  %d = snn.delay %x init(%a : tensor<4xf32>) steps(1) : tensor<4xf32> -> tensor<4xf32>
}

// -----

snn.network @constant forward(resolved) {
  // expected-error @below {{is no layer, delay or constant of one value, of which a network is made}}
  %c = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
}

// -----

snn.network @large forward(resolved) {
  // expected-error @below {{a resolved network needs tensors of known sizes, f32 or i1, of at most 1 TiB; found 'tensor<4294967296x4294967296xf32>'}}
  %x = snn.input "x" : tensor<4294967296x4294967296xf32>
}
