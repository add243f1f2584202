// RUN: snn-opt --snn-fuse-groups --split-input-file --verify-diagnostics %s

snn.model @net inputs [#snn.port<"x", tensor<4xf32>>] outputs [#snn.port<"y", tensor<4xf32>>] states []
func.func @net.run(%xs: tensor<?x4xf32>, %b: index) -> tensor<?x4xf32> {
  %ys = snn.scan inputs(%xs : tensor<?x4xf32>) burnin(%b) reduce [#snn.reduce<none>] -> outputs(tensor<?x4xf32>) {
  ^bb0(%x: tensor<4xf32>):
    // expected-error @below {{is a group already; each is formed once}}
    %y = snn.group "x" input ins(%x : tensor<4xf32>) -> (tensor<4xf32>) {
    ^bb0(%0: tensor<4xf32>):
      snn.yield %0 : tensor<4xf32>
    }
    snn.yield %y : tensor<4xf32>
  }
  return %ys : tensor<?x4xf32>
}
