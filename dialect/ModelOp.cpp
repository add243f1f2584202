// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The interface of a compiled model, and the functions that it belongs to.

#include "dialect/Elements.h"
#include "dialect/Reduce.h"
#include "dialect/StepKinds.h"
#include "dialect/Storage.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace mlir::snn;

static constexpr llvm::StringLiteral kInitSuffix = ".init_state";
static constexpr llvm::StringLiteral kRunSuffix = ".run";

static func::FuncOp lookupFunction(ModelOp model, StringRef suffix) {
  return model->getParentOfType<ModuleOp>().lookupSymbol<func::FuncOp>(
      (model.getSymName() + suffix).str());
}

func::FuncOp ModelOp::getInitFunction() {
  return lookupFunction(*this, kInitSuffix);
}
func::FuncOp ModelOp::getRunFunction() {
  return lookupFunction(*this, kRunSuffix);
}

static int64_t sumBytes(Attribute output) {
  auto port = cast<PortAttr>(output);
  if (!isSum(port.getReduce()))
    return 0;
  return llvm::alignTo(2 * storageOfSum(port.getType()).getBytes(),
                       kArrayAlignment);
}

int64_t ModelOp::getSumBytes() {
  int64_t bytes = 0;
  for (Attribute output : getOutputs())
    bytes += sumBytes(output);
  return bytes;
}

std::optional<int64_t> ModelOp::getSumOffset(unsigned output) {
  ArrayRef<Attribute> outputs = getOutputs().getValue();
  if (!sumBytes(outputs[output]))
    return std::nullopt;
  int64_t offset =
      int64_t(getCarried() + getScratch() - getWorkspace()) - getSumBytes();
  for (Attribute before : outputs.take_front(output))
    offset += sumBytes(before);
  return offset;
}

ModelOp ModelOp::of(func::FuncOp function) {
  StringRef name = function.getSymName();
  if (!name.consume_back(kInitSuffix))
    name.consume_back(kRunSuffix);
  return function->getParentOfType<ModuleOp>().lookupSymbol<ModelOp>(name);
}

//===----------------------------------------------------------------------===//
// The interface
//===----------------------------------------------------------------------===//

static LogicalResult verifyType(ModelOp model, StringRef what, StringRef name,
                                RankedTensorType type) {
  if (!type.hasStaticShape())
    return model.emitError(what)
           << " '" << name << "' needs known sizes, found " << type;
  if (!type.getElementType().isF32() && !type.getElementType().isInteger(1))
    return model.emitError(what)
           << " '" << name << "' is of f32 or i1, found " << type;
  return success();
}

MemRefType PortAttr::getSequenceType() {
  int64_t open = ShapedType::kDynamic,
          units = countUnits(getElement(), getType().getNumElements());
  return MemRefType::get({open, open, units},
                         typeOfUnit(getContext(), getElement()));
}

/// Bytes are multiples of what arrays are aligned to.
static LogicalResult verifyBytes(ModelOp model) {
  int64_t carried = model.getCarried(), scratch = model.getScratch(),
          workspace = model.getWorkspace();
  for (int64_t bytes : {carried, scratch, workspace})
    if (bytes < 0 || bytes > kMostBytes || bytes % kArrayAlignment)
      return model.emitError("needs numbers of bytes from 0 to ")
             << kMostBytes << ", multiples of " << kArrayAlignment << "; found "
             << bytes;
  if (workspace > scratch)
    return model.emitError("has ") << workspace << " bytes of workspace in "
                                   << scratch << " bytes of scratch";
  for (auto slot : model.getStates().getAsRange<SlotAttr>()) {
    int64_t offset = slot.getOffset(), head = slot.getHead();
    if (offset != -1 &&
        (offset < 0 || offset >= carried || offset % kArrayAlignment))
      return model.emitError("state '") << slot.getName() << "' begins at byte "
                                        << offset << " of " << carried;
    if (head != -1 && (head < 0 || head + kHeadBytes > carried ||
                       head % kHeadBytes || !isQueue(slot.getType())))
      return model.emitError("state '")
             << slot.getName() << "' has a head at byte " << head << " of "
             << carried;
  }
  return success();
}

LogicalResult ModelOp::verify() {
  for (auto ports : {getInputs(), getOutputs()})
    for (auto port : ports.getAsRange<PortAttr>()) {
      if (failed(verifyType(*this, "port", port.getName(), port.getType())))
        return failure();
      StringRef fault = faultOfElement(port, ports == getOutputs());
      if (!fault.empty())
        return emitError("port '") << port.getName() << "' " << fault;
    }
  for (auto slot : getStates().getAsRange<SlotAttr>())
    if (failed(verifyType(*this, "state", slot.getName(), slot.getType())))
      return failure();
  return verifyBytes(*this);
}

//===----------------------------------------------------------------------===//
// The functions, as long as they compute with tensors
//===----------------------------------------------------------------------===//

static SmallVector<Type> typesOfStates(ModelOp model) {
  return llvm::map_to_vector(
      model.getStates().getAsRange<SlotAttr>(),
      [](SlotAttr slot) -> Type { return slot.getType(); });
}

static LogicalResult verifyInit(ModelOp model, func::FuncOp function) {
  if (function.isExternal() || function.getResultTypes().empty())
    return success();
  Block &block = function.getBody().front();
  if (function.getResultTypes() != ArrayRef<Type>(typesOfStates(model)) ||
      !function.getBody().hasOneBlock())
    return function.emitOpError("computes the first value of every state of "
                                "its model, in their order");
  for (Operation &op : block.without_terminator())
    if (!isStepOp(&op))
      return op.emitOpError("is no operation of a step");
  return success();
}

/// The scan is all that the function holds.
static LogicalResult verifyWhole(func::FuncOp function, ScanOp scan) {
  Block &block = function.getBody().front();
  if (function.getBody().hasOneBlock() && &block.front() == scan &&
      scan->getNextNode() == block.getTerminator() &&
      llvm::equal(scan->getOperands(), block.getArguments()) &&
      llvm::equal(block.getTerminator()->getOperands(), scan->getResults()))
    return success();
  return function.emitOpError(
      "holds one snn.scan of its arguments, gives its results, and nothing "
      "else");
}

static LogicalResult verifyPorts(ModelOp model, ScanOp scan) {
  auto differs = [&](StringRef what) {
    return scan.emitOpError("has other ")
           << what << " than the model '" << model.getSymName() << "'";
  };
  SmallVector<Type> inputs, outputs;
  SmallVector<Attribute> reduce;
  for (auto port : model.getInputs().getAsRange<PortAttr>())
    inputs.push_back(port.getType());
  for (auto port : model.getOutputs().getAsRange<PortAttr>()) {
    outputs.push_back(port.getType());
    reduce.push_back(ReduceAttr::get(model.getContext(), port.getReduce()));
  }
  Block &body = scan.getBody().front();
  size_t numInputs = scan.getInputs().size(),
         numOutputs = scan.getOutputs().size();
  if (TypeRange(body.getArgumentTypes()).take_front(numInputs) !=
      TypeRange(inputs))
    return differs("inputs");
  TypeRange yielded(body.getTerminator()->getOperandTypes());
  if (yielded.take_front(numOutputs) != TypeRange(outputs) ||
      scan.getReduce().getValue() != ArrayRef(reduce))
    return differs("outputs");
  if (scan.getInit().getTypes() != TypeRange(typesOfStates(model)))
    return differs("states");
  return success();
}

LogicalResult ModelOp::verifySymbolUses(SymbolTableCollection &) {
  if (func::FuncOp init = getInitFunction();
      init && failed(verifyInit(*this, init)))
    return failure();
  func::FuncOp run = getRunFunction();
  if (!run)
    return success();
  auto scans = llvm::to_vector(run.getOps<ScanOp>());
  if (scans.empty()) // snn-scan-to-loops has been there, or says so
    return success();
  if (failed(verifyWhole(run, scans.front())))
    return failure();
  return verifyPorts(*this, scans.front());
}
