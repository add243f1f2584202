"builtin.module"() ({
  "snn.param"() <{sym_name = "b.weight", type = tensor<2x2xf32>, value = dense_resource<b.weight> : tensor<2x2xf32>}> : () -> ()
  "snn.param"() <{sym_name = "b.bias", type = tensor<2x2xf32>, value = dense<1.000000e+00> : tensor<2x2xf32>}> : () -> ()
  "snn.model"() <{carried = 0 : i64, inputs = [#snn.port<"x", tensor<2x2xf32>>], outputs = [#snn.port<"b", tensor<2x2xf32>>], scratch = 4224 : i64, states = [], sym_name = "layer_norm", workspace = 128 : i64}> : () -> ()
  "func.func"() <{function_type = (memref<?xi8>, memref<2xi32>, index) -> (), sym_name = "layer_norm.init_state"}> ({
  ^bb0(%arg8: memref<?xi8>, %arg9: memref<2xi32>, %arg10: index):
    %14 = "arith.constant"() <{value = 0 : i8}> : () -> i8
    %15 = "arith.constant"() <{value = 0 : index}> : () -> index
    %16 = "arith.constant"() <{value = 1 : index}> : () -> index
    "scf.for"(%15, %arg10, %16) ({
    ^bb0(%arg11: index):
      %17 = "arith.constant"() <{value = 4224 : index}> : () -> index
      %18 = "arith.muli"(%arg11, %17) <{overflowFlags = #arith.overflow<none>}> : (index, index) -> index
      "scf.for"(%15, %15, %16) ({
      ^bb0(%arg12: index):
        %19 = "arith.addi"(%18, %arg12) <{overflowFlags = #arith.overflow<none>}> : (index, index) -> index
        "memref.store"(%14, %arg8, %19) : (i8, memref<?xi8>, index) -> ()
        "scf.yield"() : () -> ()
      }) : (index, index, index) -> ()
      "scf.yield"() : () -> ()
    }) : (index, index, index) -> ()
    "func.return"() : () -> ()
  }) : () -> ()
  "func.func"() <{function_type = (memref<?xi8>, memref<?x?x4xf32>, memref<?x?x4xf32>, index, index, index) -> (), sym_name = "layer_norm.run"}> ({
  ^bb0(%arg0: memref<?xi8>, %arg1: memref<?x?x4xf32>, %arg2: memref<?x?x4xf32>, %arg3: index, %arg4: index, %arg5: index):
    %0 = "arith.constant"() <{value = 0 : index}> : () -> index
    %1 = "arith.constant"() <{value = -2 : index}> : () -> index
    "scf.for"(%0, %arg3, %1) ({
    ^bb0(%arg6: index):
      %2 = "arith.subi"(%arg3, %arg6) <{overflowFlags = #arith.overflow<none>}> : (index, index) -> index
      %3 = "arith.minsi"(%2, %1) : (index, index) -> index
      %4 = "memref.view"(%arg0, %0) : (memref<?xi8>, index) -> memref<16x2x16xf32>
      %5 = "memref.reinterpret_cast"(%4, %arg5) <{operandSegmentSizes = array<i32: 1, 0, 1, 0>, static_offsets = array<i64: 0>, static_sizes = array<i64: -9223372036854775808, 16, 2, 16>, static_strides = array<i64: 1056, 32, 16, 1>}> : (memref<16x2x16xf32>, index) -> memref<?x16x2x16xf32, strided<[1056, 32, 16, 1]>>
      "snn.read"(%arg1, %arg6, %3, %5) <{type = tensor<2x2xf32>}> : (memref<?x?x4xf32>, index, index, memref<?x16x2x16xf32, strided<[1056, 32, 16, 1]>>) -> ()
      %6 = "arith.constant"() <{value = 2048 : index}> : () -> index
      %7 = "memref.view"(%arg0, %6) : (memref<?xi8>, index) -> memref<16x2x16xf32>
      %8 = "memref.reinterpret_cast"(%7, %arg5) <{operandSegmentSizes = array<i32: 1, 0, 1, 0>, static_offsets = array<i64: 0>, static_sizes = array<i64: -9223372036854775808, 16, 2, 16>, static_strides = array<i64: 1056, 32, 16, 1>}> : (memref<16x2x16xf32>, index) -> memref<?x16x2x16xf32, strided<[1056, 32, 16, 1]>>
      %9 = "arith.constant"() <{value = 4096 : index}> : () -> index
      %10 = "memref.view"(%arg0, %9) : (memref<?xi8>, index) -> memref<128xi8>
      %11 = "memref.reinterpret_cast"(%10, %arg5) <{operandSegmentSizes = array<i32: 1, 0, 1, 0>, static_offsets = array<i64: 0>, static_sizes = array<i64: -9223372036854775808, 128>, static_strides = array<i64: 4224, 1>}> : (memref<128xi8>, index) -> memref<?x128xi8, strided<[4224, 1]>>
      "snn.kernel"(%0, %3, %5, %8, %11) <{kind = 0 : i32, name = "a+b", operandSegmentSizes = array<i32: 1, 1, 1, 1, 0, 0, 1, 0>}> ({
      ^bb0(%arg7: tensor<2x2xf32>):
        %12 = "snn.layer_norm"(%arg7) <{eps = 9.99999974E-6 : f32, layer = "a", merge = 0 : i32, shape = array<i64: 2, 2>}> : (tensor<2x2xf32>) -> tensor<2x2xf32>
        %13 = "snn.layer_norm"(%12) <{bias = @b.bias, eps = 2.500000e-01 : f32, layer = "b", merge = 0 : i32, shape = array<i64: 2, 2>, weight = @b.weight}> : (tensor<2x2xf32>) -> tensor<2x2xf32>
        "snn.yield"(%13) : (tensor<2x2xf32>) -> ()
      }) : (index, index, memref<?x16x2x16xf32, strided<[1056, 32, 16, 1]>>, memref<?x16x2x16xf32, strided<[1056, 32, 16, 1]>>, memref<?x128xi8, strided<[4224, 1]>>) -> ()
      "snn.write"(%8, %arg2, %arg6, %3, %arg4, %arg3) <{reduce = #snn.reduce<none>, type = tensor<2x2xf32>}> : (memref<?x16x2x16xf32, strided<[1056, 32, 16, 1]>>, memref<?x?x4xf32>, index, index, index, index) -> ()
      "scf.yield"() : () -> ()
    }) : (index, index, index) -> ()
    "func.return"() : () -> ()
  }) : () -> ()
}) {snn.phase = "scan-to-loops"} : () -> ()

{-#
  dialect_resources: {
    builtin: {
      b.weight: "0x040000000000803F000000400000404000008040"
    }
  }
#-}
