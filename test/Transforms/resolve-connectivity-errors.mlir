// RUN: snn-opt --snn-resolve-connectivity --split-input-file --verify-diagnostics %s

snn.network @back forward(default) {
  // expected-error @below {{layer 'a' reads layer 'b', which does not come before it, with a delay of 0; expected at least 1}}
  %a = snn.identity "a" (%d) : (tensor<4xf32>) -> tensor<4xf32>
  %x = snn.input "x" : tensor<4xf32>
  %b = snn.identity "b" (%x) : (tensor<4xf32>) -> tensor<4xf32>
  %d = snn.delay %b steps(0) : tensor<4xf32> -> tensor<4xf32>
  snn.output "a" %a : tensor<4xf32>
}

// -----

snn.network @unknown forward(default) {
  %x = snn.input "x" : tensor<4xf32>
  // expected-error @below {{has a result of type 'tensor<*xf32>', expected known sizes; run snn-infer-shapes first}}
  %a = snn.identity "a" (%x) : (tensor<4xf32>) -> tensor<*xf32>
  snn.output "a" %a : tensor<*xf32>
}

// -----

snn.network @nothing forward(default) {
  // expected-error @below {{layer 'a' has no input}}
  %a = snn.identity "a" () : () -> tensor<4xf32>
  snn.output "a" %a : tensor<4xf32>
}

// -----

snn.param @w : tensor<3x5xf32> = dense<1.0>
snn.network @misshapen forward(default) {
  %x = snn.input "x" : tensor<4xf32>
  // expected-error @below {{layer 'fc' takes 5 values, found 8}}
  %a = snn.linear "fc" (%x, %x) weight(@w) : (tensor<4xf32>, tensor<4xf32>) -> tensor<3xf32>
  snn.output "a" %a : tensor<3xf32>
}
