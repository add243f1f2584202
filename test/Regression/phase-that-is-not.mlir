// RUN: not snnc compile %s -o %t 2>&1 | FileCheck %s

// CHECK: phase-that-is-not.mlir:[[# @LINE + 2]]:3: error: the module says that it went through phase 'scan-to-loops', which leaves no snn.network
module attributes {snn.phase = "scan-to-loops"} {
  snn.network @n forward(default) {
    %x = snn.input "x" : tensor<4xf32>
    snn.output "y" %x : tensor<4xf32>
  }
}
