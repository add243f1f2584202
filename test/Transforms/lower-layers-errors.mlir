// RUN: snn-opt --pass-pipeline="builtin.module(snn.network(snn-lower-layers))" --split-input-file --verify-diagnostics %s

// expected-error @below {{layers are lowered once the connectivity is resolved; run snn-resolve-connectivity first}}
snn.network @open forward(default) {
  %x = snn.input "x" : tensor<4xf32>
}

// -----

snn.network @whole forward(resolved) {
  %x = snn.input "x" : tensor<4xf32>
  // expected-error @below {{is no layer of a step; run snn-expand-neurons first}}
  %y = snn.lambda "relu" (%x) function(relu) : (tensor<4xf32>) -> tensor<4xf32>
}
