// RUN: snn-opt --snn-expand-neurons --canonicalize --split-input-file %s | FileCheck %s

// S1: reset after the spike, of the same step; the spike is a state that nothing
// reads.
// CHECK-LABEL: snn.network @simple_lif
snn.network @simple_lif forward(resolved) {
  // CHECK: %[[X:.*]] = snn.input "x"
  %x = snn.input "x" : tensor<3xf32>
  // CHECK: %[[V:.*]] = snn.delay %[[N:.*]]#1 init(%{{.*}} : tensor<3xf32>) steps(1) name("lif.v")
  // CHECK: %[[N]]:2 = snn.neuron "lif" ins(%[[X]] : tensor<3xf32>) states(%[[V]], %{{.*}} : tensor<3xf32>, tensor<3xi1>)
  // CHECK: ^bb0(%[[XS:.*]]: f32, %[[VS:.*]]: f32, %{{.*}}: i1):
  // CHECK: %[[IN:.*]] = arith.mulf %[[XS]], %[[HALF:.*]] : f32
  // CHECK: %[[V1:.*]] = math.fma %[[HALF]], %[[VS]], %[[IN]]
  // CHECK: %[[U:.*]] = arith.subf %[[V1]], %{{.*}}
  // CHECK: %[[S:.*]] = snn.spike %[[U]]
  // CHECK: %[[S0:.*]] = snn.stop_gradient %[[S]]
  // CHECK: %[[LESS:.*]] = arith.subf %[[V1]], %[[V1]]
  // CHECK: %[[V2:.*]] = arith.select %[[S0]], %[[LESS]], %[[V1]]
  // CHECK: snn.yield %[[S]], %[[V2]]
  %s = snn.simple_lif "lif" (%x) decay([0.5 : f32]) threshold(2.0 : f32) : (tensor<3xf32>) -> tensor<3xi1>
  // CHECK: snn.output "s" %[[N]]#0
  snn.output "s" %s : tensor<3xi1>
}

// -----

snn.param @decay : tensor<3xf32> = dense<[0.1, 0.6, 2.0]>

// A tensor of decays is an argument, limited to [0.5, 1] where it is used.
// CHECK-LABEL: snn.network @tensor_decay
snn.network @tensor_decay forward(resolved) {
  %x = snn.input "x" : tensor<3xf32>
  // CHECK: snn.neuron "li" {{.*}} params [@decay]
  // CHECK: ^bb0(%{{.*}}: f32, %{{.*}}: f32, %[[A:.*]]: f32):
  // CHECK-DAG: %[[HALF:.*]] = arith.constant 5.000000e-01 : f32
  // CHECK-DAG: %[[ONE:.*]] = arith.constant 1.000000e+00 : f32
  // CHECK: %[[LOW:.*]] = arith.maximumf %[[A]], %[[HALF]]
  // CHECK: %[[CLAMPED:.*]] = arith.minimumf %[[LOW]], %[[ONE]]
  // CHECK: arith.subf %[[ONE]], %[[CLAMPED]]
  %v = snn.simple_li "li" (%x) decay([@decay]) : (tensor<3xf32>) -> tensor<3xf32>
  snn.output "v" %v : tensor<3xf32>
}

// -----

// S2: the spike of the step before resets, and the membrane reads the current of
// the step before; a spike input counts as 0.0 and 1.0. `init` is v's alone.
// CHECK-LABEL: snn.network @lif
snn.network @lif forward(resolved) {
  // CHECK-DAG: %[[ZERO:.*]] = arith.constant dense<0.000000e+00> : tensor<3xf32>
  // CHECK-DAG: %[[QUARTER:.*]] = arith.constant dense<2.500000e-01> : tensor<3xf32>
  %x = snn.input "x" : tensor<3xi1>
  // CHECK: snn.delay %{{.*}} init(%[[QUARTER]] : {{.*}} name("lif.v")
  // CHECK: snn.delay %{{.*}} init(%[[ZERO]] : {{.*}} name("lif.i")
  // CHECK: snn.neuron "lif"
  // CHECK: ^bb0(%[[XS:.*]]: i1, %[[V:.*]]: f32, %[[I:.*]]: f32, %[[S:.*]]: i1):
  // CHECK: %[[S0:.*]] = snn.stop_gradient %[[S]]
  // CHECK: %[[DROP:.*]] = arith.subf %[[V]], %{{.*}}
  // CHECK: %[[LESS:.*]] = arith.subf %[[V]], %[[DROP]]
  // CHECK: %[[V0:.*]] = arith.select %[[S0]], %[[LESS]], %[[V]]
  // CHECK: %[[PART:.*]] = arith.mulf %[[I]], %{{.*}}
  // CHECK: math.fma %{{.*}}, %[[V0]], %[[PART]]
  // CHECK: arith.uitofp %[[XS]]
  %s = snn.lif "lif" (%x) decay([0.75 : f32, 0.5 : f32]) threshold(1.0 : f32) reset(0.125 : f32) init(0.25 : f32) : (tensor<3xi1>) -> tensor<3xi1>
  snn.output "s" %s : tensor<3xi1>
}

// -----

// S3: 1 is what a spike takes away without `reset`; training may follow it.
// CHECK-LABEL: snn.network @soft
snn.network @soft forward(resolved) {
  %x = snn.input "x" : tensor<3xf32>
  // CHECK: ^bb0(%{{.*}}: f32, %[[V:.*]]: f32, %{{.*}}: f32, %[[S:.*]]: i1):
  // CHECK: %[[ONE:.*]] = arith.constant 1.000000e+00 : f32
  // CHECK-NOT: snn.stop_gradient
  // CHECK: %[[LESS:.*]] = arith.subf %[[V]], %[[ONE]]
  // CHECK: arith.select %[[S]], %[[LESS]], %[[V]]
  %s = snn.lif_soft_reset "lif" (%x) decay([0.75 : f32, 0.5 : f32]) threshold(1.0 : f32) stop_reset_grad(false) : (tensor<3xf32>) -> tensor<3xi1>
  snn.output "s" %s : tensor<3xi1>
}
