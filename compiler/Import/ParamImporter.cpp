// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Import/ParamImporter.h"
#include "dialect/SNNDialect.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"

using namespace snnc;
namespace snn = mlir::snn;

mlir::Location snnc::locationOf(const Place &place,
                                mlir::MLIRContext *context) {
  if (place.file.empty())
    return mlir::UnknownLoc::get(context);
  mlir::Location location =
      mlir::FileLineColLoc::get(context, place.file, place.line, place.column);
  if (place.node.empty())
    return location;
  return mlir::NameLoc::get(mlir::StringAttr::get(context, place.node),
                            location);
}

ParamImporter::ParamImporter(mlir::ModuleOp module, llvm::StringRef reserved,
                             Key key)
    : builder(mlir::OpBuilder::atBlockEnd(module.getBody())), key(key) {
  names.add(reserved.str());
}

mlir::FlatSymbolRefAttr ParamImporter::create(const Parameter &parameter,
                                              mlir::RankedTensorType type,
                                              mlir::ElementsAttr value,
                                              const llvm::Twine &fallback) {
  std::string name =
      names.add(parameter.name.empty() ? fallback.str() : parameter.name);
  auto param = snn::ParamOp::create(
      builder, locationOf(parameter.place, builder.getContext()), name, type,
      value);
  // A tensor that is there in two shapes has two symbols.
  if (!parameter.name.empty() && name != parameter.name)
    param->setAttr("snn.tensor", builder.getStringAttr(parameter.name));
  return mlir::FlatSymbolRefAttr::get(builder.getContext(), name);
}

/// A resource on the tensor's own data, which lives as long as the resource.
static mlir::AsmResourceBlob shareData(const Tensor &tensor, size_t count) {
  llvm::ArrayRef<char> bytes(reinterpret_cast<const char *>(tensor.data.get()),
                             count * sizeof(float));
  auto release = [owner = tensor.data](void *, size_t, size_t) mutable {
    owner.reset();
  };
  return mlir::AsmResourceBlob(bytes, alignof(float), std::move(release),
                               /*dataIsMutable=*/false);
}

mlir::FlatSymbolRefAttr
ParamImporter::importTensor(const Parameter &parameter, const Shape &shape,
                            const llvm::Twine &fallback) {
  const Tensor &tensor = *parameter.tensor();
  mlir::FlatSymbolRefAttr &symbol = symbols[{tensor.data.get(), shape}];
  if (symbol)
    return symbol;
  auto type = mlir::RankedTensorType::get(shape, builder.getF32Type());
  auto value = mlir::DenseF32ResourceElementsAttr::get(
      type, parameter.name.empty() ? fallback.str() : parameter.name,
      shareData(tensor, type.getNumElements()));
  symbol =
      create(parameter, type, mlir::cast<mlir::ElementsAttr>(value), fallback);
  return symbol;
}

mlir::FlatSymbolRefAttr ParamImporter::import(const Parameter &parameter,
                                              const Shape &shape,
                                              const llvm::Twine &fallback) {
  if (parameter.tensor())
    return importTensor(parameter, shape, fallback);
  auto type = mlir::RankedTensorType::get(shape, builder.getF32Type());
  auto value = mlir::DenseElementsAttr::get(
      type, llvm::ArrayRef(std::get<float>(parameter.value)));
  return create(parameter, type, value, fallback);
}

mlir::Attribute
ParamImporter::importScalarOrTensor(const Parameter &parameter,
                                    const llvm::Twine &fallback) {
  if (const Tensor *tensor = parameter.tensor())
    return importTensor(parameter, tensor->shape, fallback);
  return builder.getF32FloatAttr(std::get<float>(parameter.value));
}

mlir::Attribute ParamImporter::importInitial(const Parameter &init,
                                             llvm::ArrayRef<uint32_t> path,
                                             const llvm::Twine &fallback) {
  const InitFn *fn = init.init();
  if (!fn)
    return importScalarOrTensor(init, fallback);
  if (!fn->isDrawn())
    return builder.getF32FloatAttr(fn->value());
  return snn::DrawAttr::get(builder.getContext(),
                            fn->kind == InitFn::Kind::Uniform
                                ? snn::DrawKind::Uniform
                                : snn::DrawKind::Normal,
                            builder.getF32FloatAttr(fn->first),
                            builder.getF32FloatAttr(fn->second), path);
}

Parameter ParamImporter::drawn(const Parameter &parameter, const Shape &shape,
                               const std::vector<uint32_t> &path,
                               uint32_t number) const {
  const InitFn *init = parameter.init();
  if (!init)
    return parameter;
  if (!init->isDrawn())
    return {init->value(), parameter.place};
  return {draw(*init, split(split(key, path), number), shape), parameter.place};
}
