// RUN: not snn-opt --snn-lower-kernels=max-panel=20 %s 2>&1 | FileCheck %s
// RUN: not snn-opt --snn-lower-kernels=max-panel=48 %s 2>&1 | FileCheck %s --check-prefix=ODD
// RUN: not snn-opt --snn-lower-kernels=max-panel=0 %s 2>&1 | FileCheck %s --check-prefix=ZERO
// RUN: not snn-opt --snn-lower-kernels=max-panel=80 %s 2>&1 | FileCheck %s --check-prefix=WIDE
// RUN: not snn-opt --snn-lower-kernels=register-lanes=2 %s 2>&1 | FileCheck %s --check-prefix=REGISTER

// REGISTER: error: register-lanes is 1, 4, 8 or 16, found 2
// CHECK: error: max-panel is 16, 32 or 64, found 20
// ODD: error: max-panel is 16, 32 or 64, found 48
// ZERO: error: max-panel is 16, 32 or 64, found 0
// WIDE: error: max-panel is 16, 32 or 64, found 80
module {}
