// RUN: snn-opt --split-input-file --verify-diagnostics %s

snn.param @w : tensor<3x4xf32> = dense<1.0>
snn.network @result forward(resolved) {
  %x = snn.input "x" : tensor<4xf32>
  // expected-error @below {{gives a 'tensor<4xf32>', its input makes that a 'tensor<3xf32>'}}
  %y = snn.matvec "fc" (%x) weight(@w) : (tensor<4xf32>) -> tensor<4xf32>
}

// -----

snn.param @w : tensor<3x4xf32> = dense<1.0>
snn.network @part forward(resolved) {
  %x = snn.input "x" : tensor<2xf32>
  // expected-error @below {{takes a vector of at most 1 values, found 'tensor<2xf32>'}}
  %y = snn.matvec "fc" (%x) weight(@w) offset(3) : (tensor<2xf32>) -> tensor<3xf32>
}

// -----

snn.param @w : tensor<3x4xf32> = dense<1.0>
snn.param @b : tensor<2xf32> = dense<1.0>
snn.network @bias forward(resolved) {
  %x = snn.input "x" : tensor<4xf32>
  // expected-error @below {{has a parameter @b of type 'tensor<2xf32>', expected 'tensor<3xf32>'}}
  %y = snn.matvec "fc" (%x) weight(@w) bias(@b) : (tensor<4xf32>) -> tensor<3xf32>
}

// -----

snn.param @w : tensor<3x4xf32> = dense<1.0>
snn.network @init forward(resolved) {
  %x = snn.input "x" : tensor<4xf32>
  // expected-error @below {{goes on with a sum of type 'tensor<4xf32>' and gives a 'tensor<3xf32>'}}
  %y = snn.matvec "fc" (%x) init(%x : tensor<4xf32>) weight(@w) : (tensor<4xf32>) -> tensor<3xf32>
}

// -----

snn.param @k : tensor<2x3x3xf32> = dense<1.0>
snn.network @channels forward(resolved) {
  %x = snn.input "x" : tensor<4x8xf32>
  // expected-error @below {{takes 3 channels, found 4}}
  %y = snn.convolve "conv" (%x) weight(@k) stride [1] padding [0, 0] dilation [1] groups(1) : (tensor<4x8xf32>) -> tensor<2x6xf32>
}

// -----

snn.param @k : tensor<2x3x3xf32> = dense<1.0>
snn.network @kernel forward(resolved) {
  %x = snn.input "x" : tensor<3x2xf32>
  // expected-error @below {{has a kernel of 3 along axis 1 (with its dilation), larger than the padded input}}
  %y = snn.convolve "conv" (%x) weight(@k) stride [1] padding [0, 0] dilation [1] groups(1) : (tensor<3x2xf32>) -> tensor<2x1xf32>
}

// -----

snn.param @k : tensor<2x3x3xf32> = dense<1.0>
snn.network @stride forward(resolved) {
  %x = snn.input "x" : tensor<3x5xf32>
  // expected-error @below {{needs values of 'stride' from 1 to 2147483647, found 0}}
  %y = snn.convolve "conv" (%x) weight(@k) stride [0] padding [0, 0] dilation [1] groups(1) : (tensor<3x5xf32>) -> tensor<2x3xf32>
}

// -----

snn.network @axes forward(resolved) {
  %x = snn.input "x" : tensor<3x5xf32>
  // expected-error @below {{joins windows on 2 axes of every channel, found 'tensor<3x5xf32>' and 'tensor<3x2xf32>'}}
  %y = snn.window_reduce "pool" sum (%x) kernel [2, 2] stride [2, 2] before [0, 0] : (tensor<3x5xf32>) -> tensor<3x2xf32>
}

// -----

snn.network @spikes forward(resolved) {
  %x = snn.input "x" : tensor<3x4xi1>
  // expected-error @below {{gives spikes, which only a maximum of spikes is}}
  %y = snn.window_reduce "pool" sum (%x) kernel [2] stride [2] before [0] : (tensor<3x4xi1>) -> tensor<3x2xi1>
}

// -----

snn.network @outside forward(resolved) {
  %x = snn.input "x" : tensor<3x4xi1>
  // expected-error @below {{gives spikes, of windows along axis 1 that hold no input}}
  %y = snn.window_reduce "pool" max (%x) kernel [2] stride [2] before [2] : (tensor<3x4xi1>) -> tensor<3x3xi1>
}

// -----

snn.network @longer forward(resolved) {
  %x = snn.input "x" : tensor<3x5xf32>
  // expected-error @below {{has longer windows along axis 1 than its input holds}}
  %y = snn.window_reduce "pool" mean (%x) kernel [2] stride [2] before [0] longer [2] : (tensor<3x5xf32>) -> tensor<3x2xf32>
}

// -----

snn.network @groups forward(resolved) {
  %x = snn.input "x" : tensor<5xf32>
  // expected-error @below {{has 2 groups, which do not divide the channels of a 'tensor<5xf32>'}}
  %y = snn.reduce "norm" max (%x) groups(2) : (tensor<5xf32>) -> tensor<5xf32> {
  ^bb0(%joined: f32, %element: f32):
    snn.yield %element : f32
  } finish {
  ^bb0(%joined: f32):
    snn.yield %joined : f32
  }
}

// -----

snn.network @arguments forward(resolved) {
  %x = snn.input "x" : tensor<4xi1>
  // expected-error @below {{needs arguments for what is joined, the element and each number in its first region}}
  %y = snn.reduce "norm" sum (%x) : (tensor<4xi1>) -> tensor<4xf32> {
  ^bb0(%joined: f32, %element: f32):
    snn.yield %element : f32
  } finish {
  ^bb0(%joined: f32):
    snn.yield %joined : f32
  }
}

// -----

snn.network @finish forward(resolved) {
  %x = snn.input "x" : tensor<4xf32>
  // expected-error @below {{needs regions that yield one number}}
  %y = snn.reduce "norm" sum (%x) : (tensor<4xf32>) -> tensor<4xf32> {
  ^bb0(%joined: f32, %element: f32):
    snn.yield %element : f32
  } finish {
  ^bb0(%joined: f32):
    snn.yield
  }
}

// -----

snn.network @concat forward(resolved) {
  %x = snn.input "x" : tensor<4xi1>
  %z = snn.input "z" : tensor<2xf32>
  // expected-error @below {{joins 6 values along axis 0, found a 'tensor<6xi1>'}}
  %y = snn.copy "join" concat (%x, %z) : (tensor<4xi1>, tensor<2xf32>) -> tensor<6xi1>
}

// -----

snn.network @reshape forward(resolved) {
  %x = snn.input "x" : tensor<4xi1>
  // expected-error @below {{gives the elements of a 'tensor<4xi1>' another shape, found 'tensor<2x3xi1>'}}
  %y = snn.copy "shape" reshape (%x) : (tensor<4xi1>) -> tensor<2x3xi1>
}

// -----

snn.network @pad forward(resolved) {
  %x = snn.input "x" : tensor<2x4xi1>
  // expected-error @below {{makes that a tensor of shape [2, 6], found 'tensor<2x5xi1>'}}
  %y = snn.copy "pad" pad (%x) padding [1, 1] mode(reflect) : (tensor<2x4xi1>) -> tensor<2x5xi1>
}

// -----

snn.network @one forward(resolved) {
  %x = snn.input "x" : tensor<4xi1>
  // expected-error @below {{has one source, found 2}}
  %y = snn.copy "shape" reshape (%x, %x) : (tensor<4xi1>, tensor<4xi1>) -> tensor<8xi1>
}
