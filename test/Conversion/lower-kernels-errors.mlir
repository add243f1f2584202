// RUN: not snn-opt --snn-lower-kernels=max-panel=20 %s 2>&1 | FileCheck %s
// RUN: not snn-opt --snn-lower-kernels=max-panel=0 %s 2>&1 | FileCheck %s --check-prefix=ZERO

// CHECK: error: max-panel is a positive multiple of 16, found 20
// ZERO: error: max-panel is a positive multiple of 16, found 0
module {}
