// RUN: snn-opt %s --snn-emit-abi --split-input-file --verify-diagnostics

// expected-error@+2 {{expected a function @net.run beside it}}
// expected-error@+1 {{expected a function @net.init_state beside it}}
snn.model @net inputs [] outputs [] states []

// -----

snn.model @net inputs [#snn.port<"x", tensor<4xf32>>] outputs [] states []
func.func @net.init_state(%state: memref<64xi8>, %key: memref<2xi32>) {
  return
}
// expected-error@+1 {{expected 4 arguments, the state first, and no results, found '(memref<64xi8>, index, index) -> ()'}}
func.func @net.run(%state: memref<64xi8>, %steps: index, %burnin: index) {
  return
}
