// RUN: snn-opt --snn-expand-neurons --canonicalize --split-input-file %s | FileCheck %s

// The region stays; states become delays of results. An output that is a state is
// one result.
// CHECK-LABEL: snn.network @lif
snn.network @lif forward(resolved) {
  // CHECK-DAG: %[[QUARTER:.*]] = arith.constant dense<2.500000e-01> : tensor<3xf32>
  // CHECK-DAG: %[[TRUE:.*]] = arith.constant dense<true> : tensor<3xi1>
  // CHECK: %[[X:.*]] = snn.input "x"
  %x = snn.input "x" : tensor<3xf32>
  // CHECK: %[[V:.*]] = snn.delay %[[N:.*]]#1 init(%[[QUARTER]] : tensor<3xf32>) steps(1) name("lif.v")
  // CHECK: %[[S:.*]] = snn.delay %[[N]]#0 init(%[[TRUE]] : tensor<3xi1>) steps(1) name("lif.s")
  // CHECK: %[[N]]:2 = snn.neuron "lif" ins(%[[X]] : tensor<3xf32>) states(%[[V]], %[[S]] : tensor<3xf32>, tensor<3xi1>) -> (tensor<3xi1>, tensor<3xf32>) {
  // CHECK-NEXT: ^bb0(%[[XS:.*]]: f32, %[[VS:.*]]: f32, %{{.*}}: i1):
  // CHECK-NEXT: %[[SUM:.*]] = arith.addf %[[XS]], %[[VS]] : f32
  // CHECK-NEXT: %[[SPIKE:.*]] = snn.spike %[[SUM]] : f32
  // CHECK-NEXT: snn.yield %[[SPIKE]], %[[SUM]] : i1, f32
  %s = snn.equations "lif" (%x) states(v = 0.25 : f32, s = 1.0 : f32) : (tensor<3xf32>) -> tensor<3xi1> {
  ^bb0(%in: f32, %v: f32, %s0: i1):
    %v1 = arith.addf %in, %v : f32
    %s1 = snn.spike %v1 : f32
    snn.yield %s1, %v1, %s1 : i1, f32, i1
  }
  // CHECK: snn.output "s" %[[N]]#0
  snn.output "s" %s : tensor<3xi1>
}

// -----

snn.param @gain : tensor<3xf32> = dense<[0.1, 0.6, 2.0]>

// Spikes count as 0.0 and 1.0; a tensor of the parameters is an argument, and one
// that a state starts from is spread over the neurons.
// CHECK-LABEL: snn.network @tensors
snn.network @tensors forward(resolved) {
  %x = snn.input "x" : tensor<3xi1>
  // CHECK: %[[INIT:.*]] = snn.map "li" params [@gain] -> (tensor<3xf32>)
  // CHECK: snn.delay %[[N:.*]] init(%[[INIT]] : tensor<3xf32>) steps(1) name("li.v")
  // CHECK: %[[N]] = snn.neuron "li" {{.*}} params [@gain]
  // CHECK-NEXT: ^bb0(%[[IN:.*]]: i1, %[[V:.*]]: f32, %[[GAIN:.*]]: f32):
  // CHECK-NEXT: %[[XS:.*]] = arith.uitofp %[[IN]] : i1 to f32
  // CHECK-NEXT: math.fma %[[GAIN]], %[[XS]], %[[V]]
  %v = snn.equations "li" (%x) states(v = @gain) params [@gain] : (tensor<3xi1>) -> tensor<3xf32> {
  ^bb0(%in: f32, %v0: f32, %gain: f32):
    %v1 = math.fma %gain, %in, %v0 : f32
    snn.yield %v1, %v1 : f32, f32
  }
  snn.output "v" %v : tensor<3xf32>
}

// -----

// What is given out as it comes in stays of spikes.
// CHECK-LABEL: snn.network @counter
snn.network @counter forward(resolved) {
  %x = snn.input "x" : tensor<3xi1>
  // CHECK: snn.neuron "n" {{.*}} -> (tensor<3xi1>, tensor<3xf32>)
  // CHECK-NEXT: ^bb0(%[[IN:.*]]: i1, %[[N:.*]]: f32):
  // CHECK-NEXT: %[[XS:.*]] = arith.uitofp %[[IN]]
  // CHECK-NEXT: %[[SUM:.*]] = arith.addf %[[N]], %[[XS]]
  // CHECK-NEXT: snn.yield %[[IN]], %[[SUM]] : i1, f32
  %y = snn.equations "n" (%x) states(n) : (tensor<3xi1>) -> tensor<3xi1> {
  ^bb0(%in: f32, %n: f32):
    %n1 = arith.addf %n, %in : f32
    snn.yield %in, %n1 : f32, f32
  }
  snn.output "y" %y : tensor<3xi1>
}

// -----

// Without a state it is a map.
// CHECK-LABEL: snn.network @stateless
snn.network @stateless forward(resolved) {
  %x = snn.input "x" : tensor<3xf32>
  // CHECK-NOT: snn.delay
  // CHECK: snn.map "sign" ins(%{{.*}} : tensor<3xf32>) -> (tensor<3xi1>)
  %y = snn.equations "sign" (%x) : (tensor<3xf32>) -> tensor<3xi1> {
  ^bb0(%in: f32):
    %s = snn.spike %in : f32
    snn.yield %s : i1
  }
  snn.output "y" %y : tensor<3xi1>
}

// -----

// Delays of a layer become one of every element, which has the layer's name; those of no
// steps a copy.
// CHECK-LABEL: snn.network @delays
snn.network @delays forward(resolved) {
  // CHECK: %[[ZERO:.*]] = arith.constant dense<false> : tensor<2x3xi1>
  // CHECK: %[[X:.*]] = snn.input "x"
  %x = snn.input "x" : tensor<2x3xi1>
  // CHECK: %[[D:.*]] = snn.delay %[[X]] init(%[[ZERO]] : tensor<2x3xi1>) steps(4) each(dense<{{\[\[}}4, 4, 4], [0, 0, 0]]> : tensor<2x3xi32>) name("d.past")
  %d = snn.delay_line "d" (%x) steps(dense<[[4], [0]]> : tensor<2x1xi32>) : (tensor<2x3xi1>) -> tensor<2x3xi1>
  // CHECK: %[[E:.*]] = snn.map "e" ins(%[[D]] : tensor<2x3xi1>)
  %e = snn.delay_line "e" (%d) steps(dense<0> : tensor<i32>) : (tensor<2x3xi1>) -> tensor<2x3xi1>
  // CHECK: snn.output "e" %[[E]]
  snn.output "e" %e : tensor<2x3xi1>
}
