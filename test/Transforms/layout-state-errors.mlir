// RUN: snn-opt --snn-layout-state --split-input-file --verify-diagnostics %s

// expected-error @below {{state 'q' needs its 3 steps as first axis, found 'tensor<4x2xf32>'}}
snn.model @steps inputs [] outputs [] states [#snn.slot<"q", tensor<4x2xf32> queue = 3>]

// -----

// expected-error @below {{state 'q' needs its 3 steps as first axis, found 'tensor<f32>'}}
snn.model @scalar inputs [] outputs [] states [#snn.slot<"q", tensor<f32> queue = 3>]

// -----

// expected-error @below {{state 'v' needs known sizes, found 'tensor<?xf32>'}}
snn.model @sizes inputs [] outputs [] states [#snn.slot<"v", tensor<?xf32>>]
