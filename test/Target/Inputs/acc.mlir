// v += weight * x at every step; the output is v.
module attributes {snn.phase = "expand-math"} {
  snn.model @acc inputs [#snn.port<"x", tensor<4xf32>>] outputs [#snn.port<"v", tensor<4xf32>>]
    states [#snn.slot<"li.v", tensor<4xf32> offset = 0>] carried(64) scratch(64)
  memref.global "private" constant @weight : memref<4xf32> = dense<[1.0, 2.0, 3.0, 4.0]>
  func.func @acc.init_state(%states: memref<?xi8>, %key: memref<2xi32>, %samples: index) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c128 = arith.constant 128 : index
    %zero = arith.constant dense<0.0> : vector<4xf32>
    scf.for %sample = %c0 to %samples step %c1 {
      %begin = arith.muli %sample, %c128 : index
      %v = memref.view %states[%begin][] : memref<?xi8> to memref<1x16xf32>
      vector.store %zero, %v[%c0, %c0] : memref<1x16xf32>, vector<4xf32>
    }
    return
  }
  func.func @acc.run(%states: memref<?xi8>, %xs: memref<?x?x4xf32>, %ys: memref<?x?x4xf32>, %steps: index, %burnin: index, %samples: index) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c128 = arith.constant 128 : index
    %weights = memref.get_global @weight : memref<4xf32>
    %w = vector.load %weights[%c0] : memref<4xf32>, vector<4xf32>
    scf.for %sample = %c0 to %samples step %c1 {
      %begin = arith.muli %sample, %c128 : index
      %v = memref.view %states[%begin][] : memref<?xi8> to memref<1x16xf32>
      scf.for %t = %c0 to %steps step %c1 {
        %x = vector.load %xs[%sample, %t, %c0] : memref<?x?x4xf32>, vector<4xf32>
        %old = vector.load %v[%c0, %c0] : memref<1x16xf32>, vector<4xf32>
        %new = math.fma %w, %x, %old : vector<4xf32>
        vector.store %new, %v[%c0, %c0] : memref<1x16xf32>, vector<4xf32>
        %out = arith.cmpi uge, %t, %burnin : index
        scf.if %out {
          %row = arith.subi %t, %burnin : index
          vector.store %new, %ys[%sample, %row, %c0] : memref<?x?x4xf32>, vector<4xf32>
        }
      }
    }
    return
  }
}
