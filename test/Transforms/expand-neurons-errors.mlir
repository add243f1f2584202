// RUN: snn-opt --snn-expand-neurons --verify-diagnostics %s

// expected-error @below {{neurons are expanded once the connectivity is resolved; run snn-resolve-connectivity first}}
snn.network @early forward(default) {
  %x = snn.input "x" : tensor<3xf32>
  snn.output "x" %x : tensor<3xf32>
}
