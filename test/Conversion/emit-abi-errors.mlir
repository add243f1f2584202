// RUN: snn-opt %s --snn-emit-abi --split-input-file --verify-diagnostics

// expected-error@+2 {{expected a function @net.run beside it}}
// expected-error@+1 {{expected a function @net.init_state beside it}}
snn.model @net inputs [] outputs [] states []

// -----

snn.model @net inputs [#snn.port<"x", tensor<4xf32>>] outputs [] states []
func.func @net.init_state(%states: memref<?xi8>, %key: memref<2xi32>, %samples: index) {
  return
}
// expected-error@+1 {{expected a body and the type '(memref<?xi8>, memref<?x?x4xf32>, index, index, index) -> ()', found '(memref<?xi8>, index, index, index) -> ()'}}
func.func @net.run(%states: memref<?xi8>, %steps: index, %burnin: index, %samples: index) {
  return
}

// -----

snn.model @net inputs [] outputs [] states []
// expected-error@+1 {{expected a body and the type '(memref<?xi8>, memref<2xi32>, index) -> ()', found '(memref<?xi8>, memref<2xi32>) -> ()'}}
func.func @net.init_state(%states: memref<?xi8>, %key: memref<2xi32>) {
  return
}
func.func @net.run(%states: memref<?xi8>, %steps: index, %burnin: index, %samples: index) {
  return
}
