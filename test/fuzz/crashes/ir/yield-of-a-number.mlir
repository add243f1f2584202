"builtin.module"() ({
  "snn.param"() <{sym_name = "volume.weight", type = tensor<2x1x1x2x2xf32>, value = dense<1.000000e+00> : tensor<2x1x1x2x2xf32>}> : () -> ()
  "snn.param"() <{sym_name = "line.weight", type = tensor<2x1x3xf32>, value = dense<1.000000e+00> : tensor<2x1x3xf32>}> : () -> ()
  "snn.param"() <{sym_name = "up.weight", type = tensor<2x1x3x3xf32>, value = dense<1.000000e+00> : tensor<2x1x3x3xf32>}> : () -> ()
  "snn.model"() <{carried = 0 : i64, inputs = [#snn.port<"x", tensor<1x4x5x6xf32>>, #snn.port<"y", tensor<1x7xf32>>, #snn.port<"z", tensor<1x4x4xf32>>], outputs = [#snn.port<"a", tensor<2x6x2x6xf32>>, #snn.port<"b", tensor<2x2xi1>>, #snn.port<"c", tensor<2x3x2xf32>>], scratch = 0 : i64, states = [], sym_name = "windows", workspace = 0 : i64}> : () -> ()
  "func.func"() <{function_type = (tensor<2xi32>) -> (), sym_name = "windows.init_state"}> ({
  ^bb0(%arg17: tensor<2xi32>):
    "func.return"() : () -> ()
  }) : () -> ()
  "func.func"() <{function_type = (tensor<?x1x4x5x6xf32>, tensor<?x1x7xf32>, tensor<?x1x4x4xf32>, index) -> (tensor<?x2x6x2x6xf32>, tensor<?x2x2xi1>, tensor<?x2x3x2xf32>), sym_name = "windows.run"}> ({
  ^bb0(%arg0: tensor<?x1x4x5x6xf32>, %arg1: tensor<?x1x7xf32>, %arg2: tensor<?x1x4x4xf32>, %arg3: index):
    %0:3 = "snn.scan"(%arg0, %arg1, %arg2, %arg3) <{operandSegmentSizes = array<i32: 3, 0, 1>, reduce = [#snn.reduce<none>, #snn.reduce<none>, #snn.reduce<none>], resultSegmentSizes = array<i32: 3, 0>, tile = 1 : i64}> ({
    ^bb0(%arg4: tensor<1x4x5x6xf32>, %arg5: tensor<1x7xf32>, %arg6: tensor<1x4x4xf32>):
      %1 = "snn.group"(%arg4) <{kind = 8 : i32, name = "x"}> ({
      ^bb0(%arg16: tensor<1x4x5x6xf32>):
        "snn.yield"(%arg16) : (tensor<1x4x5x6xf32>) -> ()
      }) : (tensor<1x4x5x6xf32>) -> tensor<1x4x5x6xf32>
      %2 = "snn.group"(%arg5) <{kind = 8 : i32, name = "y"}> ({
      ^bb0(%arg15: tensor<1x7xf32>):
        "snn.yield"(%arg15) : (tensor<1x7xf32>) -> ()
      }) : (tensor<1x7xf32>) -> tensor<1x7xf32>
      %3 = "snn.group"(%arg6) <{kind = 8 : i32, name = "z"}> ({
      ^bb0(%arg14: tensor<1x4x4xf32>):
        "snn.yield"(%arg14) : (tensor<1x4x4xf32>) -> ()
      }) : (tensor<1x4x4xf32>) -> tensor<1x4x4xf32>
      %4 = "snn.group"(%1) <{kind = 2 : i32, name = "volume"}> ({
      ^bb0(%arg13: tensor<1x4x5x6xf32>):
        %19 = "snn.conv"(%arg13) <{dilation = array<i64: 1, 1, 1>, groups = 1 : i64, layer = "volume", merge = 0 : i32, offset = 0 : i64, operandSegmentSizes = array<i32: 1, 0>, padding = array<i64: 1, 1, 0, 0, 0, 1>, stride = array<i64: 1, 2, 1>, weight = @volume.weight}> : (tensor<1x4x5x6xf32>) -> tensor<2x6x2x6xf32>
        "snn.yield"(%19) : (tensor<2x6x2x6xf32>) -> ()
      }) : (tensor<1x4x5x6xf32>) -> tensor<2x6x2x6xf32>
      %5 = "snn.group"(%2) <{kind = 2 : i32, name = "line"}> ({
      ^bb0(%arg12: tensor<1x7xf32>):
        %18 = "snn.conv"(%arg12) <{dilation = array<i64: 1>, groups = 1 : i64, layer = "line", merge = 0 : i32, offset = 0 : i64, operandSegmentSizes = array<i32: 1, 0>, padding = array<i64: 1, 1>, stride = array<i64: 2>, weight = @line.weight}> : (tensor<1x7xf32>) -> tensor<2x4xf32>
        "snn.yield"(%18) : (tensor<2x4xf32>) -> ()
      }) : (tensor<1x7xf32>) -> tensor<2x4xf32>
      %6 = "snn.group"(%3) <{kind = 2 : i32, name = "up"}> ({
      ^bb0(%arg11: tensor<1x4x4xf32>):
        %17 = "snn.conv"(%arg11) <{dilation = array<i64: 1, 1>, groups = 1 : i64, layer = "up", merge = 0 : i32, offset = 0 : i64, operandSegmentSizes = array<i32: 1, 0>, padding = array<i64: 1, 2, 1, 2>, spread = array<i64: 2, 2>, stride = array<i64: 1, 1>, weight = @up.weight}> : (tensor<1x4x4xf32>) -> tensor<2x8x8xf32>
        "snn.yield"(%17) : (tensor<2x8x8xf32>) -> ()
      }) : (tensor<1x4x4xf32>) -> tensor<2x8x8xf32>
      %7 = "snn.group"(%6) <{kind = 4 : i32, name = "avg"}> ({
      ^bb0(%arg10: tensor<2x8x8xf32>):
        %16 = "snn.adaptive_avg_pool"(%arg10) <{layer = "avg", merge = 0 : i32, target = array<i64: 3, 2>}> : (tensor<2x8x8xf32>) -> tensor<2x3x2xf32>
        "snn.yield"(%16) : (tensor<2x3x2xf32>) -> ()
      }) : (tensor<2x8x8xf32>) -> tensor<2x3x2xf32>
      %8 = "snn.group"(%5) <{kind = 4 : i32, name = "max"}> ({
      ^bb0(%arg9: tensor<2x4xf32>):
        %15 = "snn.adaptive_max_pool"(%arg9) <{layer = "max", merge = 0 : i32, target = array<i64: 2>}> : (tensor<2x4xf32>) -> tensor<2x2xf32>
        "snn.yield"(%15) : (tensor<2x2xf32>) -> ()
      }) : (tensor<2x4xf32>) -> tensor<2x2xf32>
      %9 = "snn.group"(%8) <{kind = 4 : i32, name = "spiking"}> ({
      ^bb0(%arg7: tensor<2x2xf32>):
        %10 = "snn.max_pool"(%arg7) <{kernel = array<i64: 2>, layer = "spiking", merge = 0 : i32, padding = array<i64: 1, 0>, stride = array<i64: 1>}> : (tensor<2x2xf32>) -> tensor<2x2xf32>
        %11 = "snn.map"(%10) <{layer = "spiking"}> ({
        ^bb0(%arg8: f32):
          %12 = "arith.constant"() <{value = 5.000000e-01 : f32}> : () -> f32
          %13 = "arith.subf"(%arg8, %12) <{fastmath = #arith.fastmath<none>}> : (f32, f32) -> f32
          %14 = "snn.spike"(%13) <{surrogate = #snn.surrogate<superspike, 1.000000e+01 : f32>}> : (f32) -> i1
          "snn.yield"(%14) : (i1) -> ()
        }) : (tensor<2x2xf32>) -> tensor<2x2xi1>
        "snn.yield"(%11) : (tensor<2x2xi1>) -> ()
      }) : (tensor<2x2xf32>) -> tensor<2x2xi1>
      "snn.yield"(%4, %9, %arg3) : (tensor<2x6x2x6xf32>, tensor<2x2xi1>, index) -> ()
    }) : (tensor<?x1x4x5x6xf32>, tensor<?x1x7xf32>, tensor<?x1x4x4xf32>, index) -> (tensor<?x2x6x2x6xf32>, tensor<?x2x2xi1>, tensor<?x2x3x2xf32>)
    "func.return"(%0#0, %0#1, %0#2) : (tensor<?x2x6x2x6xf32>, tensor<?x2x2xi1>, tensor<?x2x3x2xf32>) -> ()
  }) : () -> ()
}) {snn.phase = "fuse-groups"} : () -> ()
