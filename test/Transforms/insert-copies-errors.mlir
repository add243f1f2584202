// RUN: snn-opt --snn-insert-copies --split-input-file --verify-diagnostics %s

// expected-error @below {{copies are inserted once the connectivity is resolved; run snn-resolve-connectivity first}}
snn.network @early forward(default) {
  %x = snn.input "x" : tensor<2xf32>
  snn.output "x" %x : tensor<2xf32>
}
