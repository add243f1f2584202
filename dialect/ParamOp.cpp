// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Trained parameters: numbers that lie beside the network.

#include "dialect/SNNDialect.h"
#include "dialect/Storage.h"

#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;
using namespace mlir::snn;

/// A resource is a name until its file's last section gives it data.
static LogicalResult verifyData(ParamOp param,
                                DenseResourceElementsAttr resource) {
  AsmResourceBlob *blob = resource.getRawHandle().getBlob();
  if (!blob)
    return mlir::emitError(param.getLoc(), "the data of parameter '")
           << param.getSymName()
           << "' are missing: dumps leave large ones out without "
              "--print-weights";
  size_t expected = param.getType().getNumElements() * sizeof(float);
  ArrayRef<char> data = blob->getData();
  if (data.size() != expected)
    return mlir::emitError(param.getLoc(), "the data of parameter '")
           << param.getSymName() << "' are " << data.size()
           << " bytes, expected " << expected;
  if (!llvm::isAddrAligned(llvm::Align::Of<float>(), data.data()))
    return mlir::emitError(param.getLoc(), "the data of parameter '")
           << param.getSymName() << "' are not aligned to four bytes";
  return success();
}

LogicalResult ParamOp::verify() {
  if (getValue().getShapedType() != getType())
    return mlir::emitError(getLoc(), "the value of parameter '")
           << getSymName() << "' is a " << getValue().getShapedType()
           << ", its type says " << getType();
  if (!isStorable(getType()))
    return mlir::emitError(getLoc(), "parameter '")
           << getSymName() << "' of type " << getType()
           << " does not fit into memory";
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(getValue()))
    return verifyData(*this, resource);
  if (isa<DenseElementsAttr>(getValue()))
    return success();
  return mlir::emitError(getLoc(), "the value of parameter '")
         << getSymName() << "' is neither dense nor a dense_resource";
}

ParamOp ParamOp::lookup(Operation *user, FlatSymbolRefAttr symbol) {
  return SymbolTable::lookupNearestSymbolFrom<ParamOp>(
      user->getParentOfType<ModuleOp>(), symbol);
}

ArrayRef<float> ParamOp::getData(std::vector<float> &copy) {
  if (auto resource = dyn_cast<DenseF32ResourceElementsAttr>(getValue()))
    if (std::optional<ArrayRef<float>> data = resource.tryGetAsArrayRef())
      return *data;
  copy = getData();
  return copy;
}

std::vector<float> ParamOp::getData() {
  if (auto resource = dyn_cast<DenseF32ResourceElementsAttr>(getValue()))
    if (std::optional<ArrayRef<float>> data = resource.tryGetAsArrayRef())
      return data->vec();
  auto values = getValue().tryGetValues<float>();
  if (!values)
    return {};
  return std::vector<float>(values->begin(), values->end());
}
