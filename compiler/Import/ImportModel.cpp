// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Import/ImportModel.h"
#include "compiler/Import/ImportLayer.h"
#include "compiler/Import/ParamImporter.h"
#include "dialect/SNNDialect.h"
#include "llvm/ADT/STLExtras.h"
#include <map>
#include <utility>

using namespace snnc;
namespace snn = mlir::snn;

namespace {

/// Fills the body of one network.
class NetworkImporter {
public:
  NetworkImporter(const Model &model, snn::NetworkOp network,
                  ParamImporter &params)
      : model(model), params(params),
        builder(mlir::OpBuilder::atBlockEnd(&network.getBody().front())) {}

  void import() {
    for (const Input &input : model.inputs)
      importInput(input);
    for (const Layer &layer : model.layers)
      layers.push_back(importLayer(layer, builder, params));
    for (size_t layer = 0; layer < layers.size(); ++layer)
      connect(layer);
    for (auto [output, layer] :
         llvm::zip(model.outputs, model.graph.finalLayerIds))
      snn::OutputOp::create(builder, location(output.place), output.name,
                            result(layer),
                            static_cast<snn::Reduce>(output.reduce));
  }

private:
  void importInput(const Input &input) {
    mlir::Type element =
        input.spikes ? mlir::Type(builder.getI1Type()) : builder.getF32Type();
    inputs.push_back(snn::InputOp::create(
        builder, location(input.place),
        mlir::RankedTensorType::get(input.shape, element), input.name));
  }

  /// Connections come first, then external inputs (semantics, section 1).
  void connect(size_t layer) {
    llvm::SmallVector<mlir::Value> sources;
    for (const Connection &connection : model.graph.inputConnectivity[layer])
      sources.push_back(sourceOf(connection, layer));
    for (int64_t input : model.graph.inputLayerIds[layer])
      sources.push_back(inputs[input]);
    layers[layer].getLayerSourcesMutable().assign(sources);
  }

  mlir::Value sourceOf(const Connection &connection, int64_t reader) {
    if (!connection.delay ||
        *connection.delay == impliedDelay(connection, reader))
      return result(connection.source);
    mlir::Value &delayed = delays[{connection.source, *connection.delay}];
    if (!delayed) {
      mlir::Value value = result(connection.source);
      mlir::OpBuilder::InsertionGuard guard(builder);
      builder.setInsertionPointAfter(layers[connection.source]);
      delayed = snn::DelayOp::create(builder, location(connection.place),
                                     value.getType(), value, /*init=*/nullptr,
                                     *connection.delay, /*name=*/nullptr);
    }
    return delayed;
  }

  /// The steps of delay that an edge has without being told.
  int64_t impliedDelay(const Connection &connection, int64_t reader) {
    return model.forward == Forward::Delayed || connection.source >= reader;
  }

  mlir::Value result(int64_t layer) { return layers[layer]->getResult(0); }
  mlir::Location location(const Place &place) {
    return locationOf(place, builder.getContext());
  }

  const Model &model;
  ParamImporter &params;
  mlir::OpBuilder builder;
  std::vector<mlir::Value> inputs;
  std::vector<snn::LayerOpInterface> layers;
  /// By source layer and steps.
  std::map<std::pair<int64_t, int64_t>, mlir::Value> delays;
};

} // namespace

mlir::OwningOpRef<mlir::ModuleOp>
snnc::importModel(const Model &model, mlir::MLIRContext &context) {
  mlir::Location loc = locationOf(model.place, &context);
  mlir::OwningOpRef<mlir::ModuleOp> module = mlir::ModuleOp::create(loc);
  auto builder = mlir::OpBuilder::atBlockEnd(module->getBody());
  auto network = snn::NetworkOp::create(
      builder, loc, model.name, static_cast<snn::Forward>(model.forward),
      /*record=*/nullptr);
  network.getBody().emplaceBlock();
  ParamImporter params(*module, model.name);
  NetworkImporter(model, network, params).import();
  network->moveBefore(module->getBody(), module->getBody()->end());
  return module;
}
