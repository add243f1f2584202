// RUN: snn-opt --snn-prune-layers --verify-diagnostics --split-input-file %s | FileCheck %s
// What reaches no output goes, with a warning; what reaches one late stays.

// CHECK-LABEL: snn.network @net
snn.network @net forward(default) {
  // CHECK: snn.input "x"
  %x = snn.input "x" : tensor<4xf32>
  // CHECK: snn.input "unused"
  // expected-warning @below {{input 'unused' reaches no output}}
  %unused = snn.input "unused" : tensor<4xf32>
  // CHECK: snn.identity "a"
  %a = snn.identity "a" (%x, %d) merge(sum) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  // CHECK: snn.identity "b"
  %b = snn.identity "b" (%a) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: snn.delay
  %d = snn.delay %b steps(3) : tensor<4xf32> -> tensor<4xf32>
  // CHECK-NOT: "c"
  // expected-warning @below {{layer 'c' reaches no output and is dropped}}
  %c = snn.identity "c" (%e, %unused) merge(sum) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  // expected-warning @below {{layer 'e' reaches no output and is dropped}}
  %e = snn.identity "e" (%c) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK-NOT: snn.delay
  %late = snn.delay %e steps(1) : tensor<4xf32> -> tensor<4xf32>
  // CHECK: snn.output
  snn.output "a" %a : tensor<4xf32>
}

// -----

// A recorded state is an output.
// CHECK-LABEL: snn.network @recorded
snn.network @recorded forward(default) record ["mem.v"] {
  %x = snn.input "x" : tensor<4xf32>
  // CHECK: snn.equations "mem"
  %mem = snn.equations "mem" (%x) states(v) : (tensor<4xf32>) -> tensor<4xf32> {^bb0(%in: f32, %v: f32): snn.yield %v, %in : f32, f32}
  // CHECK-NOT: snn.equations
  // expected-warning @below {{layer 'other' reaches no output and is dropped}}
  %other = snn.equations "other" (%mem) states(v) : (tensor<4xf32>) -> tensor<4xf32> {^bb0(%in: f32, %v: f32): snn.yield %v, %in : f32, f32}
  snn.output "x" %x : tensor<4xf32>
}
