// RUN: snn-opt --snn-form-scan %s | FileCheck %s

// A recorded state is one more output, its value after the step. The block is
// sorted: what was written first may read what was written last.
// CHECK: outputs [#snn.port<"y", tensor<3xf32>>, #snn.port<"x_v", tensor<3xf32>>]
// CHECK: ^bb0(%[[X:.*]]: tensor<3xf32>, %{{.*}}: tensor<3xf32>):
// CHECK: %[[B:.*]] = snn.reduce "b" sum(%[[X]])
// CHECK: %[[BMAP:.*]] = snn.map "b" ins(%[[X]], %[[B]] :
// CHECK: %[[N:.*]] = snn.reduce "a" sum(%[[BMAP]])
// CHECK: %[[A:.*]] = snn.map "a" ins(%[[BMAP]], %[[N]] :
// CHECK: snn.yield %[[A]], %[[X]], %[[X]]
snn.network @recorded forward(resolved) record ["x.v"] {
  %n4 = snn.reduce "a" sum (%b) : (tensor<3xf32>) -> tensor<3xf32> {
  ^bb0(%joined: f32, %element: f32):
    %total = arith.addf %joined, %element : f32
    snn.yield %total : f32
  } finish {
  ^bb0(%joined: f32):
    snn.yield %joined : f32
  }
  %a = snn.map "a" ins(%b, %n4 : tensor<3xf32>, tensor<3xf32>) -> (tensor<3xf32>) {
  ^bb0(%element: f32, %number: f32):
    %distance = arith.subf %element, %number : f32
    snn.yield %distance : f32
  }
  %n5 = snn.reduce "b" sum (%x) : (tensor<3xf32>) -> tensor<3xf32> {
  ^bb0(%joined: f32, %element: f32):
    %total = arith.addf %joined, %element : f32
    snn.yield %total : f32
  } finish {
  ^bb0(%joined: f32):
    snn.yield %joined : f32
  }
  %b = snn.map "b" ins(%x, %n5 : tensor<3xf32>, tensor<3xf32>) -> (tensor<3xf32>) {
  ^bb0(%element: f32, %number: f32):
    %distance = arith.subf %element, %number : f32
    snn.yield %distance : f32
  }
  %x = snn.input "x" : tensor<3xf32>
  %v = snn.delay %x steps(1) name("x.v") : tensor<3xf32> -> tensor<3xf32>
  snn.output "y" %a : tensor<3xf32>
}
