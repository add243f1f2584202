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

/// `tensor<2xf32> = dense<1.0>`: the type is said once, in front.
static ParseResult parseTypedElements(OpAsmParser &parser, TypeAttr &type,
                                      ElementsAttr &value) {
  Type parsed;
  if (parser.parseType(parsed) || parser.parseEqual() ||
      parser.parseAttribute(value, parsed))
    return failure();
  type = TypeAttr::get(parsed);
  return success();
}

static void printTypedElements(OpAsmPrinter &printer, Operation *,
                               TypeAttr type, ElementsAttr value) {
  printer << type.getValue() << " = ";
  printer.printAttributeWithoutType(value);
}

#define GET_OP_CLASSES
#include "dialect/SNNOps.cpp.inc"
