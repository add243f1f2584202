// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialect/SNNDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::snn;

#include "dialect/SNNDialect.cpp.inc"
#include "dialect/SNNEnums.cpp.inc"
#define GET_ATTRDEF_CLASSES
#include "dialect/SNNAttrs.cpp.inc"
#include "dialect/SNNInterfaces.cpp.inc"

void SNNDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialect/SNNAttrs.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialect/SNNOps.cpp.inc"
      >();
}

#define GET_OP_CLASSES
#include "dialect/SNNOps.cpp.inc"
