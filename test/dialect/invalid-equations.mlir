// RUN: snn-opt --split-input-file --verify-diagnostics %s

// What neither the lowering nor the reference interpreter knows is no equation.
snn.network @function forward(resolved) {
  %x = snn.input "x" : tensor<4xf32>
  %y = snn.equations "y" (%x) : (tensor<4xf32>) -> tensor<4xf32> {
  ^bb0(%in: f32):
    // expected-error @below {{equations have no operation 'math.sin'}}
    %0 = math.sin %in : f32
    snn.yield %0 : f32
  }
}

// -----

snn.network @region forward(default) {
  %x = snn.input "x" : tensor<4xf32>
  %y = snn.equations "y" (%x) : (tensor<4xf32>) -> tensor<4xf32> {
  ^bb0(%in: f32):
    %c = arith.constant 0.0 : f32
    %p = arith.cmpf ogt, %in, %c : f32
    // expected-error @below {{equations have no operation 'scf.if'}}
    %0 = scf.if %p -> f32 {
      scf.yield %in : f32
    } else {
      scf.yield %c : f32
    }
    snn.yield %0 : f32
  }
}

// -----

func.func private @rand() -> f32
func.func @call(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = snn.map "y" ins(%x : tensor<4xf32>) -> (tensor<4xf32>) {
  ^bb0(%in: f32):
    // expected-error @below {{equations have no operation 'func.call'}}
    %1 = func.call @rand() : () -> f32
    snn.yield %1 : f32
  }
  return %0 : tensor<4xf32>
}

// -----

func.func @integer(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = snn.map "y" ins(%x : tensor<4xf32>) -> (tensor<4xf32>) {
  ^bb0(%in: f32):
    // expected-error @below {{equations have no operation 'arith.fptosi'}}
    %1 = arith.fptosi %in : f32 to i32
    snn.yield %in : f32
  }
  return %0 : tensor<4xf32>
}

// -----

func.func @wide(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = snn.map "y" ins(%x : tensor<4xf32>) -> (tensor<4xf32>) {
  ^bb0(%in: f32):
    // expected-error @below {{equations compute with f32 and i1, found 'f64'}}
    %1 = arith.constant 1.0 : f64
    snn.yield %in : f32
  }
  return %0 : tensor<4xf32>
}

// -----

func.func @fast(%x: tensor<4xf32>, %v: tensor<4xf32>) -> tensor<4xf32> {
  %0 = snn.neuron "y" ins(%x : tensor<4xf32>) states(%v : tensor<4xf32>) -> (tensor<4xf32>) {
  ^bb0(%in: f32, %u: f32):
    // expected-error @below {{equations are computed operation by operation, each rounded to the nearest; found #arith.fastmath<contract>}}
    %1 = arith.addf %in, %u fastmath<contract> : f32
    snn.yield %1 : f32
  }
  return %0 : tensor<4xf32>
}

// -----

func.func @end(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{needs a region that ends with snn.yield}}
  %0 = "snn.map"(%x) <{layer = "y"}> ({
  ^bb0(%in: f32):
    "llvm.return"(%in) : (f32) -> ()
  }) : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// What canonicalization makes of equations is known.
func.func @bits(%x: tensor<4xi1>, %y: tensor<4xf32>) -> tensor<4xi1> {
  %0 = snn.map "y" ins(%x, %y : tensor<4xi1>, tensor<4xf32>) -> (tensor<4xi1>) {
  ^bb0(%in: i1, %u: f32):
    %c = arith.constant 0.5 : f32
    %false = arith.constant false
    %1 = arith.cmpi ne, %in, %false : i1
    %2 = arith.cmpf ult, %u, %c : f32
    %3 = arith.xori %1, %2 : i1
    snn.yield %3 : i1
  }
  return %0 : tensor<4xi1>
}
