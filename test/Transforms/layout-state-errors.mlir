// RUN: snn-opt --snn-layout-state --split-input-file --verify-diagnostics %s

snn.model @late inputs [] outputs [#snn.port<"y", tensor<3xf32>>] states [#snn.slot<"q", tensor<4x3xf32, #snn.queue>>]
func.func @late.run(%q: tensor<4x3xf32, #snn.queue>, %b: index) -> (tensor<?x3xf32>, tensor<4x3xf32, #snn.queue>) {
  %ys, %0 = snn.scan init(%q : tensor<4x3xf32, #snn.queue>) burnin(%b) reduce [#snn.reduce<none>] -> outputs(tensor<?x3xf32>) states(tensor<4x3xf32, #snn.queue>) {
  ^bb0(%q0: tensor<4x3xf32, #snn.queue>):
    %one = snn.group "one" map -> (tensor<3xf32>) {
      %1 = arith.constant dense<1.0> : tensor<3xf32>
      snn.yield %1 : tensor<3xf32>
    }
    // expected-error @below {{a queue changes by one 'snn.queue_push' of itself, behind all who read it}}
    %q1 = snn.group "push" queue ins(%q0, %one : tensor<4x3xf32, #snn.queue>, tensor<3xf32>) -> (tensor<4x3xf32, #snn.queue>) {
    ^bb0(%a: tensor<4x3xf32, #snn.queue>, %c: tensor<3xf32>):
      %1 = snn.queue_push %a, %c : tensor<4x3xf32, #snn.queue>, tensor<3xf32>
      snn.yield %1 : tensor<4x3xf32, #snn.queue>
    }
    %f = snn.group "read" queue ins(%q0 : tensor<4x3xf32, #snn.queue>) -> (tensor<3xf32>) {
    ^bb0(%a: tensor<4x3xf32, #snn.queue>):
      %1 = snn.queue_read %a : tensor<4x3xf32, #snn.queue> -> tensor<3xf32>
      snn.yield %1 : tensor<3xf32>
    }
    snn.yield %f, %q1 : tensor<3xf32>, tensor<4x3xf32, #snn.queue>
  }
  return %ys, %0 : tensor<?x3xf32>, tensor<4x3xf32, #snn.queue>
}

// -----

snn.model @start inputs [] outputs [] states [#snn.slot<"q", tensor<4x3xf32, #snn.queue>>]
func.func @start.init_state(%key: tensor<2xi32>) -> tensor<4x3xf32, #snn.queue> {
  // expected-error @below {{a queue starts as zeros, or filled by 'snn.queue_fill'}}
  %0 = arith.constant dense<1.0> : tensor<4x3xf32, #snn.queue>
  return %0 : tensor<4x3xf32, #snn.queue>
}

// -----

snn.model @net inputs [#snn.port<"x", tensor<4xf32>>] outputs [#snn.port<"y", tensor<4xf32>>] states []
func.func @net.run(%xs: tensor<?x4xf32>, %b: index) -> tensor<?x4xf32> {
  %ys = snn.scan inputs(%xs : tensor<?x4xf32>) burnin(%b) reduce [#snn.reduce<none>] -> outputs(tensor<?x4xf32>) {
  ^bb0(%x: tensor<4xf32>):
    // expected-error @below {{is in no group; run snn-fuse-groups first}}
    %n7 = snn.reduce "n" sum (%x) : (tensor<4xf32>) -> tensor<4xf32> {
    ^bb0(%joined: f32, %element: f32):
      %total = arith.addf %joined, %element : f32
      snn.yield %total : f32
    } finish {
    ^bb0(%joined: f32):
      snn.yield %joined : f32
    }
    %y = snn.map "n" ins(%x, %n7 : tensor<4xf32>, tensor<4xf32>) -> (tensor<4xf32>) {
    ^bb0(%element: f32, %number: f32):
      %distance = arith.subf %element, %number : f32
      snn.yield %distance : f32
    }
    snn.yield %y : tensor<4xf32>
  }
  return %ys : tensor<?x4xf32>
}
