// RUN: snn-opt --snn-expand-math --split-input-file --verify-diagnostics %s

func.func @unknown(%x: vector<16xf32>) -> vector<16xf32> {
  // expected-error @below {{'math.sin' of 'vector<16xf32>' is no function that snnc writes in arithmetic}}
  %0 = math.sin %x : vector<16xf32>
  return %0 : vector<16xf32>
}

// -----

func.func @wide(%x: f64) -> f64 {
  // expected-error @below {{'math.exp' of 'f64' is no function that snnc writes in arithmetic}}
  %0 = math.exp %x : f64
  return %0 : f64
}

// -----

func.func @exact(%x: f64) -> f64 {
  %0 = math.sqrt %x : f64
  %1 = math.absf %0 : f64
  %2 = math.fma %0, %1, %x : f64
  return %2 : f64
}
