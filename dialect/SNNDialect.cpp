// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialect/SNNDialect.h"
#include "dialect/VerifyLayer.h"

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

bool mlir::snn::isQueue(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && isa_and_nonnull<QueueAttr>(tensor.getEncoding());
}

LogicalResult QueueAttr::verifyEncoding(
    ArrayRef<int64_t> shape, Type,
    llvm::function_ref<InFlightDiagnostic()> emitError) const {
  if (!shape.empty() && shape.front() > 0)
    return success();
  return emitError() << "a queue has its slots as first axis, at least one; "
                        "found the shape ["
                     << shape << "]";
}

LogicalResult
DrawAttr::verify(llvm::function_ref<InFlightDiagnostic()> emitError,
                 DrawKind kind, FloatAttr first, FloatAttr second,
                 ArrayRef<uint32_t>) {
  if (!first.getType().isF32() || !second.getType().isF32())
    return emitError() << "expected two f32 numbers, found " << first << " and "
                       << second;
  const llvm::APFloat &least =
      kind == DrawKind::Uniform
          ? first.getValue()
          : llvm::APFloat::getZero(second.getValue().getSemantics());
  if (first.getValue().isFinite() && second.getValue().isFinite() &&
      second.getValue() >= least)
    return success();
  return emitError() << "expected finite numbers, "
                     << (kind == DrawKind::Uniform
                             ? "the lower one first"
                             : "the standard deviation at least 0")
                     << ", found " << first << " and " << second;
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

/// `states(v = 0.25 : f32, i, s)`: a state that starts from zero only has a
/// name. Nothing where there are no states.
static ParseResult parseStates(OpAsmParser &parser, ArrayAttr &states,
                               ArrayAttr &inits) {
  Builder builder(parser.getContext());
  SmallVector<Attribute> names, values;
  auto parseState = [&]() -> ParseResult {
    std::string name;
    Attribute init = builder.getF32FloatAttr(0.0f);
    if (parser.parseKeywordOrString(&name) ||
        (succeeded(parser.parseOptionalEqual()) && parser.parseAttribute(init)))
      return failure();
    names.push_back(builder.getStringAttr(name));
    values.push_back(init);
    return success();
  };
  if (succeeded(parser.parseOptionalKeyword("states")) &&
      parser.parseCommaSeparatedList(OpAsmParser::Delimiter::Paren, parseState))
    return failure();
  states = builder.getArrayAttr(names);
  inits = builder.getArrayAttr(values);
  return success();
}

static void printStates(OpAsmPrinter &printer, Operation *, ArrayAttr states,
                        ArrayAttr inits) {
  if (states.empty())
    return;
  printer << "states(";
  llvm::interleaveComma(llvm::zip(states, inits), printer, [&](auto state) {
    auto [name, init] = state;
    printer.printKeywordOrString(cast<StringAttr>(name).getValue());
    auto number = dyn_cast<FloatAttr>(init);
    if (!number || !number.getValue().isPosZero())
      printer << " = " << init;
  });
  printer << ")";
}

#define GET_OP_CLASSES
#include "dialect/SNNOps.cpp.inc"
