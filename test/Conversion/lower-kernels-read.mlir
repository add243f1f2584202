// RUN: snn-opt --snn-lower-kernels --canonicalize --cse --split-input-file %s | FileCheck %s

// Spikes are read 32 floats at a time; whatever is not zero is one (NaN is). Behind the
// last of 70 inputs nothing is read, and the row's bits are zeros.
// CHECK-LABEL: func.func @spikes(
// CHECK-SAME: %[[XS:.*]]: memref<?x?x70xf32>, %[[X:.*]]: memref<?x8x1x16xi8>, %[[T:.*]]: index, %[[STEPS:.*]]: index)
func.func @spikes(%xs: memref<?x?x70xf32>, %x: memref<?x8x1x16xi8>, %t: index, %n: index) {
  // CHECK-DAG: %[[NONE:.*]] = arith.constant dense<0> : vector<4xi8>
  // CHECK-DAG: %[[SIX:.*]] = arith.constant dense<[true, true, true, true, true, true, false, {{(false, )*}}false]> : vector<32xi1>
  // CHECK: %[[SAMPLES:.*]] = memref.dim %[[X]], %c0
  // CHECK: scf.for %[[N:.*]] = %c0 to %[[SAMPLES]]
  // CHECK: scf.for %[[K:.*]] = %c0 to %[[STEPS]]
  // CHECK: %[[ROW:.*]] = arith.addi %[[T]], %[[K]]
  // CHECK: scf.for %[[WORD:.*]] = %c0 to %c2
  // CHECK: %[[PLACE:.*]] = arith.muli %[[WORD]], %c32
  // CHECK: %[[FLOATS:.*]] = vector.load %[[XS]][%[[N]], %[[ROW]], %[[PLACE]]] : {{.*}}, vector<32xf32>
  // CHECK: %[[BITS:.*]] = arith.cmpf une, %[[FLOATS]], %{{.*}} : vector<32xf32>
  // CHECK: %[[BYTES:.*]] = vector.bitcast %[[BITS]] : vector<32xi1> to vector<4xi8>
  // CHECK: vector.store %[[BYTES]], %[[BLOCK:.*]][%c0, %{{.*}}]
  // CHECK: vector.maskedload %[[XS]][%[[N]], %[[ROW]], %c64], %[[SIX]]
  // CHECK: arith.cmpf une
  // CHECK: vector.store %{{.*}}, %[[BLOCK:.*]][%c0, %c8] : {{.*}}, vector<4xi8>
  // CHECK: vector.store %[[NONE]], %[[BLOCK]][%c0, %c12] : {{.*}}, vector<4xi8>
  snn.read %xs first(%t) steps(%n) into %x type(tensor<70xi1>) : memref<?x?x70xf32>, memref<?x8x1x16xi8>
  return
}

// -----

// Steps before the burn-in are not given out, in unsigned numbers.
// CHECK-LABEL: func.func @write(
// CHECK-SAME: %[[Y:.*]]: memref<?x8x1x32xf32>, %[[YS:.*]]: memref<?x?x20xf32>, %[[T:.*]]: index, %[[STEPS:.*]]: index, %[[BURNIN:.*]]: index, %{{.*}}: index)
func.func @write(%y: memref<?x8x1x32xf32>, %ys: memref<?x?x20xf32>, %t: index, %k: index, %burnin: index, %n: index) {
  // CHECK: %[[END:.*]] = arith.addi %[[T]], %[[STEPS]]
  // CHECK: %[[LATER:.*]] = arith.maxui %[[T]], %[[BURNIN]]
  // CHECK: %[[BEGIN:.*]] = arith.minui %[[LATER]], %[[END]]
  // CHECK: scf.for %[[N:.*]] = %c0 to
  // CHECK: scf.for %[[STEP:.*]] = %[[BEGIN]] to %[[END]]
  // CHECK: %[[ROW:.*]] = arith.subi %[[STEP]], %[[BURNIN]]
  // CHECK: %[[K:.*]] = arith.subi %[[STEP]], %[[T]]
  // CHECK: vector.store %{{.*}}, %[[YS]][%[[N]], %[[ROW]], %c0] : {{.*}}, vector<16xf32>
  // CHECK: vector.maskedstore %[[YS]][%[[N]], %[[ROW]], %c16]
  snn.write %y to %ys first(%t) steps(%k) burnin(%burnin) of(%n) type(tensor<20xf32>)
      : memref<?x8x1x32xf32>, memref<?x?x20xf32>
  return
}

// -----

// Of a sum, runs of 16 steps after the burn-in are added up: spikes are counted, and the count is
// a term. A sum gets what it lacks after a whole run and after the last step, and is then given
// out; a mean is divided.
// CHECK-LABEL: func.func @mean(
// CHECK-SAME: %[[Y:.*]]: memref<?x8x1x8xi8>, %[[YS:.*]]: memref<?x?x2xf32>, %[[SUMS:.*]]: memref<?x2x1x16xf32>, %[[T:.*]]: index, %[[STEPS:.*]]: index, %[[BURNIN:.*]]: index, %[[TOTAL:.*]]: index)
func.func @mean(%y: memref<?x8x1x8xi8>, %ys: memref<?x?x2xf32>, %s: memref<?x2x1x16xf32>, %t: index, %k: index, %burnin: index, %n: index) {
  // CHECK: %[[END:.*]] = arith.addi %[[T]], %[[STEPS]]
  // CHECK: %[[LATER:.*]] = arith.maxui %[[T]], %[[BURNIN]]
  // CHECK: %[[BEGIN:.*]] = arith.minui %[[LATER]], %[[END]]
  // CHECK: %[[COUNT:.*]] = arith.subi %[[TOTAL]], %[[BURNIN]]
  // CHECK: scf.for %[[N:.*]] = %c0 to
  // CHECK: %[[ANY:.*]] = arith.cmpi ult, %[[BEGIN]], %[[END]]
  // CHECK: scf.if %[[ANY]]
  // CHECK: %[[PAST:.*]] = arith.subi %[[BEGIN]], %[[BURNIN]]
  // CHECK: %[[DONE:.*]] = arith.remui %[[PAST]], %c16
  // CHECK: %[[START:.*]] = arith.subi %[[BEGIN]], %[[DONE]]
  // CHECK: scf.for %[[PART:.*]] = %[[START]] to %[[END]] step %c16
  // CHECK: %[[FROM:.*]] = arith.maxsi %[[PART]], %[[BEGIN]]
  // CHECK: %[[NEXT:.*]] = arith.addi %[[PART]], %c16
  // CHECK: %[[TO:.*]] = arith.minsi %[[NEXT]], %[[END]]
  // CHECK: %[[WHOLE:.*]] = arith.cmpi eq, %[[TO]], %[[NEXT]]
  // CHECK: %[[LAST:.*]] = arith.cmpi eq, %[[TO]], %[[TOTAL]]
  // CHECK: %[[DUE:.*]] = arith.ori %[[WHOLE]], %[[LAST]]
  // CHECK: %[[S:.*]] = vector.load %{{.*}} vector<16xf32>
  // CHECK: %[[C:.*]] = vector.load %{{.*}} vector<16xf32>
  // CHECK: %[[X:.*]] = scf.for %[[STEP:.*]] = %[[FROM]] to %[[TO]]
  // CHECK: arith.addf
  // CHECK: %[[SUM:.*]] = arith.addf %[[S]], %[[X]]
  // CHECK: %[[ADDED:.*]] = arith.subf %[[SUM]], %[[S]]
  // CHECK: %[[HAD:.*]] = arith.subf %[[SUM]], %[[ADDED]]
  // CHECK: %[[LOST:.*]] = arith.subf %[[S]], %[[HAD]]
  // CHECK: %[[LOST_OF_X:.*]] = arith.subf %[[X]], %[[ADDED]]
  // CHECK: %[[BOTH:.*]] = arith.addf %[[LOST]], %[[LOST_OF_X]]
  // CHECK: %[[REST:.*]] = arith.addf %[[C]], %[[BOTH]]
  // CHECK: %[[NEW:.*]]:2 = scf.if %[[DUE]]
  // CHECK: %[[KNOWN:.*]] = arith.cmpf ord, %[[REST]], %[[REST]]
  // CHECK: arith.select %[[KNOWN]], %[[REST]],
  // CHECK: vector.store %[[NEW]]#0
  // CHECK: vector.store %[[NEW]]#1
  // CHECK: %[[ALL:.*]] = arith.cmpi eq, %[[END]], %[[TOTAL]]
  // CHECK: scf.if %[[ALL]]
  // CHECK: %[[FLOAT:.*]] = arith.sitofp
  // CHECK: %[[DIVISOR:.*]] = vector.broadcast %[[FLOAT]]
  // CHECK: %[[MEAN:.*]] = arith.divf %{{.*}}, %[[DIVISOR]]
  // CHECK: vector.maskedstore %[[YS]][%[[N]], %c0, %c0], %{{.*}}, %[[MEAN]]
  snn.write %y to %ys first(%t) steps(%k) burnin(%burnin) of(%n) reduce<mean> sums(%s : memref<?x2x1x16xf32>) type(tensor<2xi1>)
      : memref<?x8x1x8xi8>, memref<?x?x2xf32>
  return
}

// -----

// An image of spikes is turned bit by bit: lanes are its places, and each channel gives
// its bit to their words. No place is written twice, whatever spikes.
// CHECK-LABEL: func.func @read_image(
// CHECK-SAME: %[[XS:.*]]: memref<?x?x18xf32>
func.func @read_image(%xs: memref<?x?x18xf32>, %x: memref<?x8x9x8xi8>, %t: index, %n: index) {
  // CHECK-NOT: arith.divui
  // CHECK: %[[WORDS:.*]] = scf.for %[[C:.*]] = %c0 to %c2 step %c1 iter_args(%[[BEFORE:.*]] = %[[NONE:.*]]) -> (vector<16xi32>)
  // CHECK: %[[BIT:.*]] = arith.shli %c1_i32, %{{.*}} : i32
  // CHECK: %[[BITS:.*]] = vector.broadcast %[[BIT]] : i32 to vector<16xi32>
  // CHECK: %[[CHANNEL:.*]] = arith.muli %[[C]], %c9
  // CHECK: %[[FLOATS:.*]] = vector.maskedload %[[XS]][%{{.*}}, %{{.*}}, %[[CHANNEL]]]
  // CHECK: %[[IS:.*]] = arith.cmpf une, %[[FLOATS]], %{{.*}} : vector<16xf32>
  // CHECK: %[[SET:.*]] = arith.select %[[IS]], %[[BITS]], %[[NONE]]
  // CHECK: arith.ori %[[BEFORE]], %[[SET]]
  // CHECK: %[[BOTH:.*]] = vector.shuffle %[[WORDS]], %[[NONE]] [0, 16, 1, 17,
  // CHECK: %[[BYTES:.*]] = vector.bitcast %[[BOTH]] : vector<18xi32> to vector<72xi8>
  // CHECK: vector.store %[[BYTES]]
  snn.read %xs first(%t) steps(%n) into %x type(tensor<2x3x3xi1>) : memref<?x?x18xf32>, memref<?x8x9x8xi8>
  return
}

// -----

// And the other way round: of each word the channel's bit.
// CHECK-LABEL: func.func @write_image(
// CHECK-SAME: %{{.*}}: memref<?x8x9x8xi8>, %[[YS:.*]]: memref<?x?x18xf32>
func.func @write_image(%y: memref<?x8x9x8xi8>, %ys: memref<?x?x18xf32>, %t: index, %k: index, %burnin: index, %n: index) {
  // CHECK: %[[BYTES:.*]] = vector.load %{{.*}}[%c0] : {{.*}}, vector<72xi8>
  // CHECK: %[[BOTH:.*]] = vector.bitcast %[[BYTES]] : vector<72xi8> to vector<18xi32>
  // CHECK: %[[LOW:.*]] = vector.shuffle %[[BOTH]], %[[BOTH]] [0, 2, 4, 6, 8, 10, 12, 14, 16]
  // CHECK: scf.for %[[C:.*]] = %c0 to %c2
  // CHECK: %[[OWN:.*]] = arith.andi %[[LOW]], %{{.*}} : vector<9xi32>
  // CHECK: %[[IS:.*]] = arith.cmpi ne, %[[OWN]], %{{.*}}
  // CHECK: %[[FLOATS:.*]] = arith.select %[[IS]], %{{.*}}, %{{.*}} : vector<9xi1>, vector<9xf32>
  // CHECK: %[[CHANNEL:.*]] = arith.muli %[[C]], %c9
  // CHECK: vector.store %[[FLOATS]], %[[YS]][%{{.*}}, %{{.*}}, %[[CHANNEL]]] : {{.*}}, vector<9xf32>
  snn.write %y to %ys first(%t) steps(%k) burnin(%burnin) of(%n) type(tensor<2x3x3xi1>)
      : memref<?x8x9x8xi8>, memref<?x?x18xf32>
  return
}
