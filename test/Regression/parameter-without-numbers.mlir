// A parameter has as many numbers as its type says, and no more than there is memory for.
// RUN: snn-opt --split-input-file --verify-diagnostics %s

// expected-error @below {{the data of parameter 'w' are 8 bytes, expected 16}}
snn.param @w : tensor<4xf32> = dense_resource<short>

{-#
  dialect_resources: {
    builtin: {
      short: "0x040000000000803F0000803F"
    }
  }
#-}

// -----

// expected-error @below {{the data of parameter 'w' are 20 bytes, expected 16}}
snn.param @w : tensor<4xf32> = dense_resource<long>

{-#
  dialect_resources: {
    builtin: {
      long: "0x040000000000803F0000803F0000803F0000803F0000803F"
    }
  }
#-}

// -----

// expected-error @below {{parameter 'w' of type 'tensor<1000000x1000000xf32>' does not fit into memory}}
snn.param @w : tensor<1000000x1000000xf32> = dense<1.0>
