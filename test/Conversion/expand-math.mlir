// RUN: snn-opt --snn-expand-math --split-input-file %s | FileCheck %s
// RUN: snn-opt --snn-expand-math=fma=false --split-input-file %s | FileCheck %s --check-prefix=NOFMA

// Scalars and vectors become arithmetic; the exponent goes through the bits.
// CHECK-LABEL: func.func @exp
// CHECK-NOT: math.exp
// CHECK: math.fma
// CHECK: arith.bitcast %{{.*}} : f32 to i32
// CHECK-NOT: math.exp
// CHECK: return
// NOFMA-LABEL: func.func @exp
// NOFMA-NOT: math.fma
func.func @exp(%x: f32) -> f32 {
  %0 = math.exp %x : f32
  return %0 : f32
}

// -----

// CHECK-LABEL: func.func @vectors
// CHECK-NOT: math.{{expm1|log|log1p|tanh}}
// CHECK: arith.divf %{{.*}} : vector<32xf32>
// CHECK-NOT: math.{{expm1|log|log1p|tanh}}
// CHECK: return
func.func @vectors(%x: vector<32xf32>) -> vector<32xf32> {
  %0 = math.expm1 %x : vector<32xf32>
  %1 = math.log %0 : vector<32xf32>
  %2 = math.log1p %1 : vector<32xf32>
  %3 = math.tanh %2 : vector<32xf32>
  return %3 : vector<32xf32>
}

// -----

// No instruction of SSE2's rounds down: through integers, where they hold x.
// CHECK-LABEL: func.func @floor
// CHECK: %[[ABS:.*]] = math.absf %[[X:.*]] : vector<8xf32>
// CHECK: %[[IS_SMALL:.*]] = arith.cmpf olt, %[[ABS]], %{{.*}}
// CHECK: %[[SMALL:.*]] = arith.select %[[IS_SMALL]], %[[X]], %{{.*}}
// CHECK: arith.fptosi %[[SMALL]] : vector<8xf32> to vector<8xi32>
// CHECK: %[[WHOLE:.*]] = arith.select
// CHECK: %[[CHANGED:.*]] = arith.cmpf one, %[[WHOLE]], %[[SMALL]]
// CHECK: %[[Y:.*]] = arith.select %[[CHANGED]], %[[WHOLE]], %[[X]]
// CHECK: return %[[Y]]
func.func @floor(%x: vector<8xf32>) -> vector<8xf32> {
  %0 = math.floor %x : vector<8xf32>
  return %0 : vector<8xf32>
}

// -----

// What is correctly rounded by itself stays, of other types too, and what works on bits.
// CHECK-LABEL: func.func @stays
func.func @stays(%x: f32, %y: f64) -> (f32, f64) {
  // CHECK: math.sqrt %{{.*}} : f32
  %0 = math.sqrt %x : f32
  // CHECK: math.absf %{{.*}} : f64
  %1 = math.absf %y : f64
  return %0, %1 : f32, f64
}

// -----

// CHECK-LABEL: func.func @bits
func.func @bits(%x: i32) -> i32 {
  // CHECK: math.cttz %{{.*}} : i32
  %0 = math.cttz %x : i32
  return %0 : i32
}
