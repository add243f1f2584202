// RUN: snn-opt --snn-resolve-connectivity --split-input-file %s | FileCheck %s

snn.param @w : tensor<20x30xf32> = dense<1.0>
snn.param @b : tensor<20xf32> = dense<1.0>

// A back edge of a stateful layer starts from zeros; the sum begins with the bias
// and what comes from outside the cycle, though listed last.
// CHECK-LABEL: snn.network @recurrent forward(resolved)
snn.network @recurrent forward(default) {
  // CHECK: %[[ZERO:.*]] = arith.constant dense<false> : tensor<20xi1>
  // CHECK-NOT: arith.constant
  // CHECK: %[[X:.*]] = snn.input "x"
  %x = snn.input "x" : tensor<10xf32>
  // CHECK: %[[PART:.*]] = snn.linear "fc"(%[[X]]) weight(@w) bias(@b) offset(20)
  // CHECK: %[[SUM:.*]] = snn.linear "fc"(%[[LATE:.*]]) init(%[[PART]] : tensor<20xf32>) weight(@w) :
  %fc = snn.linear "fc" (%lif, %x) weight(@w) bias(@b) : (tensor<20xi1>, tensor<10xf32>) -> tensor<20xf32>
  // CHECK: %[[LIF:.*]] = snn.equations "lif"(%[[SUM]])
  %lif = snn.equations "lif" (%fc) states(s) : (tensor<20xf32>) -> tensor<20xi1> {^bb0(%in: f32, %s: i1): snn.yield %s, %s : i1, i1}
  // CHECK: %[[LATE]] = snn.delay %[[LIF]] init(%[[ZERO]] : tensor<20xi1>) steps(1)
  // CHECK: snn.output "lif" %[[LIF]]
  snn.output "lif" %lif : tensor<20xi1>
}

// -----

snn.param @w : tensor<4x6xf32> = dense<1.0>

// Forward edges only: the listed order.
// CHECK-LABEL: snn.network @listed
snn.network @listed forward(default) {
  %x = snn.input "x" : tensor<2xf32>
  %y = snn.input "y" : tensor<4xf32>
  // CHECK-NOT: snn.delay
  // CHECK: %[[PART:.*]] = snn.linear "fc"(%{{.*}}) weight(@w) :
  // CHECK: snn.linear "fc"(%{{.*}}) init(%[[PART]] : tensor<4xf32>) weight(@w) offset(2)
  %fc = snn.linear "fc" (%x, %y) weight(@w) : (tensor<2xf32>, tensor<4xf32>) -> tensor<4xf32>
  snn.output "fc" %fc : tensor<4xf32>
}

// -----

snn.param @w : tensor<4x4xf32> = dense<1.0>
snn.param @b : tensor<4xf32> = dense<1.0>

// Every edge between layers is delayed; a stateless layer's out(-1) shows its
// bias, with zeros for the input, for the stateful layer and for what comes later.
// CHECK-LABEL: snn.network @delayed
snn.network @delayed forward(delayed) {
  // CHECK: %[[ZERO:.*]] = arith.constant dense<0.000000e+00> : tensor<4xf32>
  // CHECK: %[[FC0:.*]] = snn.linear "fc"(%[[ZERO]]) weight(@w) bias(@b)
  // CHECK: %[[ID0:.*]] = snn.scale "id"(%[[FC0]]) factor(2.000000e+00 : f32)
  // CHECK: %[[LATER:.*]] = snn.sum "sum"(%[[ID0]], %[[ZERO]])
  // CHECK: %[[SUM0:.*]] = snn.identity "sum"(%[[LATER]])
  // CHECK-NOT: snn.identity "sum"
  // CHECK: %[[X:.*]] = snn.input "x"
  %x = snn.input "x" : tensor<4xf32>
  // CHECK: %[[FC:.*]] = snn.linear "fc"(%[[X]])
  %fc = snn.linear "fc" (%x) weight(@w) bias(@b) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: %[[FCD:.*]] = snn.delay %[[FC]] init(%[[FC0]] : tensor<4xf32>) steps(1)
  // CHECK: %[[ID:.*]] = snn.scale "id"(%[[FCD]])
  %id = snn.scale "id" (%fc) factor(2.0 : f32) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: %[[IDD:.*]] = snn.delay %[[ID]] init(%[[ID0]] : tensor<4xf32>) steps(1)
  // CHECK: %[[S:.*]] = snn.sum "sum"(%[[IDD]], %[[LID:.*]]) :
  // CHECK: %[[SUM:.*]] = snn.identity "sum"(%[[S]]) :
  %sum = snn.identity "sum" (%id, %li) merge(sum) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  // CHECK: %[[SUMD:.*]] = snn.delay %[[SUM]] init(%[[SUM0]] : tensor<4xf32>) steps(1)
  // CHECK: %[[LI:.*]] = snn.equations "li"(%[[SUMD]])
  %li = snn.equations "li" (%sum) states(v) : (tensor<4xf32>) -> tensor<4xf32> {^bb0(%in: f32, %v: f32): snn.yield %v, %in : f32, f32}
  // CHECK: %[[LID]] = snn.delay %[[LI]] init(%[[ZERO]] : tensor<4xf32>) steps(1)
  // CHECK: snn.output "li" %[[LI]]
  snn.output "li" %li : tensor<4xf32>
}

// -----

// A written delay replaces the implied one, and shares a register with those alike:
// "b" reads "a" at the same step, "c" reads it one step late like "a" itself.
// CHECK-LABEL: snn.network @written
snn.network @written forward(delayed) {
  %x = snn.input "x" : tensor<4xf32>
  // CHECK: %[[A:.*]] = snn.equations "a"(%[[S:.*]])
  %a = snn.equations "a" (%a, %x) merge(sum) states(v) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32> {^bb0(%in: f32, %v: f32): snn.yield %v, %in : f32, f32}
  // CHECK-DAG: %[[A1:.*]] = snn.delay %[[A]] init(%[[ZERO:.*]] : tensor<4xf32>) steps(1) name("one")
  // CHECK-DAG: %[[A3:.*]] = snn.delay %[[A]] init(%{{.*}} : tensor<4xf32>) steps(3) :
  // CHECK-NOT: snn.delay
  // CHECK: snn.equations "b"(%[[A]])
  %b = snn.equations "b" (%a0) states(v) : (tensor<4xf32>) -> tensor<4xf32> {^bb0(%in: f32, %v: f32): snn.yield %v, %in : f32, f32}
  // CHECK: snn.equations "c"(%[[A1]])
  %c = snn.equations "c" (%a1) states(v) : (tensor<4xf32>) -> tensor<4xf32> {^bb0(%in: f32, %v: f32): snn.yield %v, %in : f32, f32}
  // CHECK: snn.equations "d"(%[[A3]])
  %d = snn.equations "d" (%a12) states(v) : (tensor<4xf32>) -> tensor<4xf32> {^bb0(%in: f32, %v: f32): snn.yield %v, %in : f32, f32}
  %a0 = snn.delay %a steps(0) : tensor<4xf32> -> tensor<4xf32>
  %a1 = snn.delay %a steps(1) name("one") : tensor<4xf32> -> tensor<4xf32>
  %a12 = snn.delay %a1 steps(2) : tensor<4xf32> -> tensor<4xf32>
  %a3 = snn.delay %a steps(3) : tensor<4xf32> -> tensor<4xf32>
  snn.output "b" %b : tensor<4xf32>
  snn.output "c" %c : tensor<4xf32>
  snn.output "d" %d : tensor<4xf32>
  // CHECK: snn.output "late" %[[A3]]
  snn.output "late" %a3 : tensor<4xf32>
}

// -----

snn.param @k : tensor<4x3x3x3xf32> = dense<1.0>
snn.param @g : tensor<3x1x3x3xf32> = dense<1.0>

// A convolution adds up its sources as a linear layer does, a grouped one reads
// them joined.
// CHECK-LABEL: snn.network @conv
snn.network @conv forward(default) {
  %x = snn.input "x" : tensor<2x5x5xi1>
  %y = snn.input "y" : tensor<1x5x5xf32>
  // CHECK: %[[PART:.*]] = snn.conv "conv"(%{{.*}}) weight(@k) stride [1, 1] padding [1, 1, 1, 1] dilation [1, 1] groups(1) :
  // CHECK: snn.conv "conv"(%{{.*}}) init(%[[PART]] : tensor<4x5x5xf32>) weight(@k) {{.*}} groups(1) offset(2) :
  %c = snn.conv "conv" (%x, %y) weight(@k) stride [1, 1] padding [1, 1, 1, 1] dilation [1, 1] groups(1) : (tensor<2x5x5xi1>, tensor<1x5x5xf32>) -> tensor<4x5x5xf32>
  // CHECK: %[[CAT:.*]] = snn.concat "grouped"(%{{.*}}, %{{.*}}) : (tensor<2x5x5xi1>, tensor<1x5x5xf32>) -> tensor<3x5x5xf32>
  // CHECK: snn.conv "grouped"(%[[CAT]])
  %g = snn.conv "grouped" (%x, %y) weight(@g) stride [1, 1] padding [1, 1, 1, 1] dilation [1, 1] groups(3) : (tensor<2x5x5xi1>, tensor<1x5x5xf32>) -> tensor<3x5x5xf32>
  snn.output "c" %c : tensor<4x5x5xf32>
  snn.output "g" %g : tensor<3x5x5xf32>
}

// -----

// A chain needs nothing.
// CHECK-LABEL: snn.network @chain
snn.network @chain forward(default) {
  // CHECK-NEXT: snn.input
  %x = snn.input "x" : tensor<4xf32>
  // CHECK-NEXT: snn.scale
  %a = snn.scale "a" (%x) merge(sum) factor(2.0 : f32) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK-NEXT: snn.identity
  %b = snn.identity "b" (%a) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK-NEXT: snn.output
  snn.output "b" %b : tensor<4xf32>
}
