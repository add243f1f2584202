// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Import/ImportModel.h"
#include "compiler/Import/DialectEnums.h"
#include "compiler/Import/ImportLayer.h"
#include "compiler/Import/ParamImporter.h"
#include "compiler/Spec/ConventionText.h"
#include "dialect/SNNDialect.h"
#include "snnc/FlatModel.h"
#include "llvm/ADT/STLExtras.h"
#include <map>
#include <utility>

using namespace snnc;
namespace snn = mlir::snn;

namespace {

/// Fills the body of one network.
class NetworkImporter {
public:
  NetworkImporter(const FlatModel &model, snn::NetworkOp network,
                  ParamImporter &params)
      : model(model), params(params),
        builder(mlir::OpBuilder::atBlockEnd(&network.getBody().front())) {}

  void import() {
    for (const Input &input : model.inputs)
      importInput(input);
    for (const FlatLayer &layer : model.layers)
      layers.push_back(importLayer(layer, builder, params));
    for (size_t layer = 0; layer < layers.size(); ++layer)
      connect(layer);
    for (const FlatOutput &output : model.outputs)
      snn::OutputOp::create(builder, location(output.place), output.name,
                            result(output.layer), toDialect(output.reduce),
                            toDialect(output.element));
  }

private:
  void importInput(const Input &input) {
    mlir::Type element =
        input.spikes ? mlir::Type(builder.getI1Type()) : builder.getF32Type();
    inputs.push_back(
        snn::InputOp::create(builder, location(input.place),
                             mlir::RankedTensorType::get(input.shape, element),
                             input.name, toDialect(input.element)));
  }

  void connect(size_t layer) {
    llvm::SmallVector<mlir::Value> sources;
    for (const FlatSource &source : model.layers[layer].sources)
      sources.push_back(valueOf(source, layer));
    layers[layer].getLayerSourcesMutable().assign(sources);
  }

  mlir::Value valueOf(const FlatSource &source, int64_t reader) {
    if (source.isInput)
      return inputs[source.index];
    if (source.delay == impliedDelay(source, reader))
      return result(source.index);
    mlir::Value &delayed = delays[{source.index, source.delay}];
    if (!delayed) {
      mlir::Value value = result(source.index);
      mlir::OpBuilder::InsertionGuard guard(builder);
      builder.setInsertionPointAfter(layers[source.index]);
      delayed = snn::DelayOp::create(builder, location(source.place),
                                     value.getType(), value, /*init=*/nullptr,
                                     source.delay, /*name=*/nullptr);
    }
    return delayed;
  }

  /// The steps of delay that an edge has without being told.
  int64_t impliedDelay(const FlatSource &source, int64_t reader) {
    return model.forward == Forward::Delayed || source.index >= reader;
  }

  mlir::Value result(int64_t layer) { return layers[layer]->getResult(0); }
  mlir::Location location(const Place &place) {
    return locationOf(place, builder.getContext());
  }

  const FlatModel &model;
  ParamImporter &params;
  mlir::OpBuilder builder;
  std::vector<mlir::Value> inputs;
  std::vector<snn::LayerOpInterface> layers;
  /// By source layer and steps.
  std::map<std::pair<int64_t, int64_t>, mlir::Value> delays;
};

} // namespace

static mlir::DictionaryAttr conventionOf(const Model &model,
                                         mlir::Builder &builder) {
  if (!model.convention)
    return nullptr;
  llvm::SmallVector<mlir::NamedAttribute> parts;
  for (const auto &[key, value] : describe(*model.convention)) {
    mlir::Attribute part = builder.getStringAttr(value);
    if (key == "dt")
      part = builder.getF64FloatAttr(*model.convention->dt);
    else if (value == "true" || value == "false")
      part = builder.getBoolAttr(value == "true");
    parts.push_back(builder.getNamedAttr(key, part));
  }
  return builder.getDictionaryAttr(parts);
}

static mlir::DictionaryAttr metadataOf(const Model &model,
                                       mlir::Builder &builder) {
  llvm::SmallVector<mlir::NamedAttribute> parts;
  for (const auto &[key, text] : model.metadata)
    parts.push_back(builder.getNamedAttr(key, builder.getStringAttr(text)));
  return builder.getDictionaryAttr(parts);
}

mlir::OwningOpRef<mlir::ModuleOp>
snnc::importModel(const Model &nested, mlir::MLIRContext &context, Key key) {
  FlatModel model = dissolve(nested);
  mlir::Location loc = locationOf(model.place, &context);
  mlir::OwningOpRef<mlir::ModuleOp> module = mlir::ModuleOp::create(loc);
  auto builder = mlir::OpBuilder::atBlockEnd(module->getBody());
  auto network =
      snn::NetworkOp::create(builder, loc, model.name, toDialect(model.forward),
                             /*record=*/nullptr, conventionOf(nested, builder));
  network.getBody().emplaceBlock();
  if (!nested.metadata.empty())
    network->setAttr("snn.metadata", metadataOf(nested, builder));
  ParamImporter params(*module, model.name, key);
  NetworkImporter(model, network, params).import();
  network->moveBefore(module->getBody(), module->getBody()->end());
  return module;
}
