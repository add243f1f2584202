// RUN: not snn-opt --snn-schedule-time=max-tile=0 %s 2>&1 | FileCheck %s

// CHECK: error: max-tile is at least 1, found 0
module {}
