// RUN: snn-opt --snn-form-scan --split-input-file --verify-diagnostics %s

// expected-error @below {{a scan is formed once the connectivity is resolved; run snn-resolve-connectivity first}}
snn.network @early forward(delayed) {
  %x = snn.input "x" : tensor<3xf32>
  snn.output "x" %x : tensor<3xf32>
}

// -----

// expected-error @below {{no state named 'lif.w' to record; the states are 'lif.v', 'x.delay'}}
snn.network @unknown forward(resolved) record ["lif.w"] {
  %x = snn.input "x" : tensor<3xf32>
  %v = snn.delay %x steps(1) name("lif.v") : tensor<3xf32> -> tensor<3xf32>
  %d = snn.delay %x steps(2) name("x.delay") : tensor<3xf32> -> tensor<3xf32>
  snn.output "v" %v : tensor<3xf32>
  snn.output "d" %d : tensor<3xf32>
}

// -----

snn.network @none forward(resolved) {
  %x = snn.input "x" : tensor<3xf32>
  // expected-error @below {{a delay of 0 steps, which is its value; run canonicalize first}}
  %d = snn.delay %x steps(0) each(dense<0> : tensor<3xi32>) : tensor<3xf32> -> tensor<3xf32>
  snn.output "d" %d : tensor<3xf32>
}

// -----

// expected-error @below {{'x.delay2' is a delay of several steps and cannot be recorded}}
snn.network @queue forward(resolved) record ["x.delay2"] {
  %x = snn.input "x" : tensor<3xf32>
  %d = snn.delay %x steps(2) : tensor<3xf32> -> tensor<3xf32>
  snn.output "d" %d : tensor<3xf32>
}

// -----

// expected-error @below {{the network's name 'a b' is no C identifier}}
snn.network @"a b" forward(resolved) {
}

// -----

snn.network @inputs forward(resolved) {
  // expected-error @below {{the input's name 'x y' is no C identifier}}
  %x = snn.input "x y" : tensor<3xf32>
}

// -----

// expected-error @below {{the network's name 'Snn' is a name of snnc's runtime}}
snn.network @Snn forward(resolved) {
}

// -----

snn.network @macro forward(resolved) {
  // expected-error @below {{the input's name 'linux' is a macro of C compilers or headers}}
  %x = snn.input "linux" : tensor<3xf32>
}

// -----

snn.network @own forward(resolved) {
  %x = snn.input "OWN_STATE" : tensor<3xf32>
  // expected-error @below {{the output's name 'OWN_STATE_BYTES' is a macro of the model's header}}
  snn.output "OWN_STATE_BYTES" %x : tensor<3xf32>
}

// -----

// expected-error @below {{the record of 'lif.v' is the output 'lif_v', a name that another output has}}
snn.network @record forward(resolved) record ["lif.v"] {
  %x = snn.input "x" : tensor<3xf32>
  %v = snn.delay %x steps(1) name("lif.v") : tensor<3xf32> -> tensor<3xf32>
  snn.output "lif_v" %v : tensor<3xf32>
}

// -----

snn.network @bits forward(resolved) {
  // expected-error @below {{input 'x' cannot be an array of bits: it is of numbers, which bits cannot hold: only an input with "spikes": true may be of bits, any of u8}}
  %x = snn.input "x" as bits : tensor<3xf32>
  snn.output "y" %x : tensor<3xf32>
}

// -----

snn.network @numbers forward(resolved) {
  %x = snn.input "x" : tensor<3xf32>
  // expected-error @below {{output 'y' cannot be an array of u8: it is of numbers and not of spikes, and those are f32 alone}}
  snn.output "y" %x as u8 : tensor<3xf32>
}

// -----

snn.network @sum forward(resolved) {
  %x = snn.input "x" as bits : tensor<3xi1>
  // expected-error @below {{output 'y' cannot be an array of bits: it is reduced to numbers over the steps, which are f32 alone}}
  snn.output "y" %x reduce<sum> as bits : tensor<3xi1>
}
