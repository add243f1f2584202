"builtin.module"() ({
  "snn.param"() <{sym_name = "b.weight", type = tensor<2x2xf32>, value = dense_resource<b.weight> : tensor<2x2xf32>}> : () -> ()
  "snn.param"() <{sym_name = "none", type = tensor<2x2xf32>, value = dense<1.000000e+00> : tensor<2x2xf32>}> : () -> ()
  "snn.network"() <{forward = 0 : i32, sym_name = "layer_norm"}> ({
    "snn.output"(%2) <{name = "b", reduce = #snn.reduce<none>}> : (tensor<2x2xf32>) -> ()
    %0 = "snn.input"() <{name = "x"}> : () -> tensor<2x2xf32>
    %1 = "snn.layer_norm"(%0) <{eps = 9.99999974E-6 : f32, layer = "a", merge = 0 : i32, shape = array<i64: 2, 2>}> : (tensor<2x2xf32>) -> tensor<2x2xf32>
    %2 = "snn.layer_norm"(%1) <{bias = @b.bias, eps = 2.500000e-01 : f32, layer = "b", merge = 0 : i32, shape = array<i64: 2, 2>, weight = @none}> : (tensor<2x2xf32>) -> tensor<2x2xf32>
  }) : () -> ()
}) {snn.phase = "infer-shapes"} : () -> ()

{-#
  dialect_resources: {
    builtin: {
      b.weight: "0x040000000000803F000000400000404000008040"
    }
  }
#-}
