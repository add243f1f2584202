// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef SNN_DIALECT_TD
#define SNN_DIALECT_TD

include "mlir/IR/OpBase.td"

def SNN_Dialect : Dialect {
  let name = "snn";
  let cppNamespace = "::mlir::snn";
  let summary = "Spiking neural networks, from a graph of layers to kernels";
  let description = [{
    A spiking network is seen at three levels:

    1. `snn.network` holds one operation a layer in a graph region. An edge is
       the use of an SSA value, a cycle is a use before the definition, and time
       is implicit: every value is a signal that has one tensor a step.
    2. `snn.scan` holds one step as an ordinary SSA block. States and delayed
       edges are its loop-carried values.
    3. `snn.kernel` computes one group of layers on buffers, inside a loop over
       time, and is lowered to `vector`, `memref`, `arith` and `scf`.

    Spikes are tensors of `i1`, all other signals tensors of `f32`. Trained
    parameters are `snn.param` symbols with resource data.
  }];
  let useDefaultAttributePrinterParser = 1;
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::math::MathDialect"];
}

#endif // SNN_DIALECT_TD
