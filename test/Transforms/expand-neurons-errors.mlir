// RUN: snn-opt --snn-expand-neurons --split-input-file --verify-diagnostics %s

// expected-error @below {{neurons are expanded once the connectivity is resolved; run snn-resolve-connectivity first}}
snn.network @early forward(default) {
  %x = snn.input "x" : tensor<3xf32>
  snn.output "x" %x : tensor<3xf32>
}

// -----

snn.network @apart forward(resolved) {
  %x = snn.input "x" : tensor<3xf32>
  // expected-error @below {{takes one joined source, found 2}}
  %y = snn.equations "y" (%x, %x) merge(sum) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32> {
  ^bb0(%in: f32):
    snn.yield %in : f32
  }
  snn.output "y" %y : tensor<3xf32>
}
