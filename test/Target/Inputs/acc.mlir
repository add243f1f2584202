// v += weight * x at every step; the output is v.
module attributes {snn.phase = "expand-math"} {
  snn.model @acc inputs [#snn.port<"x", tensor<4xf32>>] outputs [#snn.port<"v", tensor<4xf32>>]
    states [#snn.slot<"li.v", tensor<4xf32> offset = 0>] carried(64) scratch(64)
  memref.global "private" constant @weight : memref<4xf32> = dense<[1.0, 2.0, 3.0, 4.0]>
  func.func @acc.init_state(%state: memref<128xi8>, %key: memref<2xi32>) {
    %c0 = arith.constant 0 : index
    %zero = arith.constant dense<0.0> : vector<4xf32>
    %v = memref.view %state[%c0][] : memref<128xi8> to memref<1x16xf32>
    vector.store %zero, %v[%c0, %c0] : memref<1x16xf32>, vector<4xf32>
    return
  }
  func.func @acc.run(%state: memref<128xi8>, %xs: memref<?x4xf32>, %ys: memref<?x4xf32>, %steps: index, %burnin: index) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %v = memref.view %state[%c0][] : memref<128xi8> to memref<1x16xf32>
    %weights = memref.get_global @weight : memref<4xf32>
    %w = vector.load %weights[%c0] : memref<4xf32>, vector<4xf32>
    scf.for %t = %c0 to %steps step %c1 {
      %x = vector.load %xs[%t, %c0] : memref<?x4xf32>, vector<4xf32>
      %old = vector.load %v[%c0, %c0] : memref<1x16xf32>, vector<4xf32>
      %new = math.fma %w, %x, %old : vector<4xf32>
      vector.store %new, %v[%c0, %c0] : memref<1x16xf32>, vector<4xf32>
      %out = arith.cmpi uge, %t, %burnin : index
      scf.if %out {
        %row = arith.subi %t, %burnin : index
        vector.store %new, %ys[%row, %c0] : memref<?x4xf32>, vector<4xf32>
      }
    }
    return
  }
}
