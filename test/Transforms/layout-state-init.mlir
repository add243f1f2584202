// RUN: snn-opt --snn-layout-state %s | FileCheck %s

// States that start alike: one takes the group's result, the other is a copy, and
// a queue is filled once more. What starts from zeros needs nothing.
// CHECK: states [{{.*}} offset = 0>, {{.*}} offset = 64>, {{.*}} offset = 128 head = 576>, {{.*}} offset = 320 head = 580>, {{.*}} offset = 512>]
snn.model @alike inputs [] outputs [] states [#snn.slot<"a", tensor<4xf32>>, #snn.slot<"b", tensor<4xf32>>,
  #snn.slot<"p", tensor<3x4xf32, #snn.queue>>, #snn.slot<"q", tensor<3x4xf32, #snn.queue>>, #snn.slot<"z", tensor<4xf32>>]
func.func @alike.init_state(%key: tensor<2xi32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<3x4xf32, #snn.queue>, tensor<3x4xf32, #snn.queue>, tensor<4xf32>) {
  // CHECK: %[[ZERO:.*]] = arith.constant dense<0.000000e+00>
  %zero = arith.constant dense<0.0> : tensor<4xf32>
  // CHECK: %[[ONE:.*]] = snn.group "one" map slots [64]
  %one = snn.group "one" map -> (tensor<4xf32>) {
    %0 = arith.constant dense<1.0> : tensor<4xf32>
    snn.yield %0 : tensor<4xf32>
  }
  // CHECK: %[[Q:.*]] = snn.group "fill" queue ins(%[[ONE]] : {{.*}}) slots [320]
  %fill = snn.group "fill" queue ins(%one : tensor<4xf32>) -> (tensor<3x4xf32, #snn.queue>) {
  ^bb0(%a: tensor<4xf32>):
    %0 = snn.queue_fill %a : tensor<4xf32> -> tensor<3x4xf32, #snn.queue>
    snn.yield %0 : tensor<3x4xf32, #snn.queue>
  }
  // CHECK: %[[A:.*]] = snn.group "delay" map ins(%[[ONE]] : {{.*}}) slots [0]
  // CHECK: %[[P:.*]] = snn.group "fill" queue ins(%[[ONE]] : {{.*}}) slots [128]
  // CHECK: return %[[A]], %[[ONE]], %[[P]], %[[Q]], %[[ZERO]]
  return %one, %one, %fill, %fill, %zero : tensor<4xf32>, tensor<4xf32>, tensor<3x4xf32, #snn.queue>, tensor<3x4xf32, #snn.queue>, tensor<4xf32>
}
