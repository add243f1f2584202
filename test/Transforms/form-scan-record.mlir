// RUN: snn-opt --snn-form-scan %s | FileCheck %s

// A recorded state is one more output, its value after the step. The block is
// sorted: what was written first may read what was written last.
// CHECK: outputs [#snn.port<"y", tensor<3xf32>>, #snn.port<"x_v", tensor<3xf32>>]
// CHECK: ^bb0(%[[X:.*]]: tensor<3xf32>, %{{.*}}: tensor<3xf32>):
// CHECK: %[[B:.*]] = snn.lambda "b"(%[[X]])
// CHECK: %[[A:.*]] = snn.lambda "a"(%[[B]])
// CHECK: snn.yield %[[A]], %[[X]], %[[X]]
snn.network @recorded forward(resolved) record ["x.v"] {
  %a = snn.lambda "a" (%b) function(softmax) : (tensor<3xf32>) -> tensor<3xf32>
  %b = snn.lambda "b" (%x) function(softmax) : (tensor<3xf32>) -> tensor<3xf32>
  %x = snn.input "x" : tensor<3xf32>
  %v = snn.delay %x steps(1) name("x.v") : tensor<3xf32> -> tensor<3xf32>
  snn.output "y" %a : tensor<3xf32>
}
