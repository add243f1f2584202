// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialect/Elements.h"

#include "dialect/Reduce.h"

using namespace mlir;
using namespace mlir::snn;

StringRef mlir::snn::faultOfElement(PortAttr port, bool isOutput) {
  if (port.getElement() == Element::F32)
    return "";
  bool isSpikes = port.getType().getElementType().isInteger(1);
  if (isOutput && isSum(port.getReduce()))
    return "is reduced to numbers over the steps, which are f32 alone";
  if (isOutput && !isSpikes)
    return "is of numbers and not of spikes, and those are f32 alone";
  if (port.getElement() == Element::Bits && !isSpikes)
    return "is of numbers, which bits cannot hold: only an input with "
           "\"spikes\": true may be of bits, any of u8";
  return "";
}
