// RUN: snn-opt --snn-layout-state %s | FileCheck %s

// The workspace is that of the kernel which needs most, part by part: 256 events of
// 2 bytes and 3 starts of a step, then two values of 4096 floats and one of as many bits
// between the passes that the norms and the softmax begin.
snn.param @w : tensor<4096x256xf32> = dense<1.0>
// CHECK: workspace(33856)
snn.model @net inputs [#snn.port<"x", tensor<256xf32>>] outputs [#snn.port<"y", tensor<4096xf32>>] states []
func.func @net.run(%xs: tensor<?x256xf32>, %b: index) -> tensor<?x4096xf32> {
  %ys = snn.scan inputs(%xs : tensor<?x256xf32>) burnin(%b) reduce [#snn.reduce<none>] -> outputs(tensor<?x4096xf32>) {
  ^bb0(%x: tensor<256xf32>):
    %in = snn.group "x" input ins(%x : tensor<256xf32>) -> (tensor<256xf32>) {
    ^bb0(%a: tensor<256xf32>):
      snn.yield %a : tensor<256xf32>
    }
    %y = snn.group "all" linear ins(%in : tensor<256xf32>) -> (tensor<4096xf32>) {
    ^bb0(%a: tensor<256xf32>):
      %0 = snn.matvec "fc" (%a) weight(@w) : (tensor<256xf32>) -> tensor<4096xf32>
      %n10 = snn.reduce "n" sum (%0) : (tensor<4096xf32>) -> tensor<4096xf32> {
      ^bb0(%joined: f32, %element: f32):
        %total = arith.addf %joined, %element : f32
        snn.yield %total : f32
      } finish {
      ^bb0(%joined: f32):
        snn.yield %joined : f32
      }
      %1 = snn.map "n" ins(%0, %n10 : tensor<4096xf32>, tensor<4096xf32>) -> (tensor<4096xf32>) {
      ^bb0(%element: f32, %number: f32):
        %distance = arith.subf %element, %number : f32
        snn.yield %distance : f32
      }
      %2 = snn.map "spike" ins(%1 : tensor<4096xf32>) -> (tensor<4096xi1>) {
      ^bb0(%u: f32):
        %5 = snn.spike %u : f32
        snn.yield %5 : i1
      }
      %n11 = snn.reduce "r" sum (%2) : (tensor<4096xi1>) -> tensor<4096xf32> {
      ^bb0(%joined: f32, %element: i1):
        %e = arith.uitofp %element : i1 to f32
        %total = arith.addf %joined, %e : f32
        snn.yield %total : f32
      } finish {
      ^bb0(%joined: f32):
        snn.yield %joined : f32
      }
      %3 = snn.map "r" ins(%2, %n11 : tensor<4096xi1>, tensor<4096xf32>) -> (tensor<4096xf32>) {
      ^bb0(%element: i1, %number: f32):
        %e = arith.uitofp %element : i1 to f32
        %distance = arith.subf %e, %number : f32
        snn.yield %distance : f32
      }
      %n12 = snn.reduce "s" sum (%3) : (tensor<4096xf32>) -> tensor<4096xf32> {
      ^bb0(%joined: f32, %element: f32):
        %total = arith.addf %joined, %element : f32
        snn.yield %total : f32
      } finish {
      ^bb0(%joined: f32):
        snn.yield %joined : f32
      }
      %4 = snn.map "s" ins(%3, %n12 : tensor<4096xf32>, tensor<4096xf32>) -> (tensor<4096xf32>) {
      ^bb0(%element: f32, %number: f32):
        %distance = arith.subf %element, %number : f32
        snn.yield %distance : f32
      }
      snn.yield %4 : tensor<4096xf32>
    }
    snn.yield %y : tensor<4096xf32>
  }
  return %ys : tensor<?x4096xf32>
}
