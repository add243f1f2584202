// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Driver/Densities.h"

#include "compiler/Driver/ProfileTaps.h"
#include "dialect/SNNDialect.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace snnc;
using namespace mlir;
namespace json = llvm::json;

static llvm::Error wrong(StringRef path, const llvm::Twine &what) {
  return llvm::createStringError("profile '" + path + "': " + what);
}

static bool isFraction(std::optional<double> number) {
  return number && *number >= 0 && *number <= 1;
}

static llvm::Expected<LayerDensities> readLayer(const json::Object &object) {
  LayerDensities layer;
  const json::Array *shape = object.getArray("shape");
  if (!shape || !llvm::all_of(*shape, [](const json::Value &size) {
        return size.getAsInteger().has_value();
      }))
    return llvm::createStringError("expected 'shape', an array of integers");
  for (const json::Value &size : *shape)
    layer.shape.push_back(*size.getAsInteger());
  auto density = object.getNumber("density");
  if (!isFraction(density))
    return llvm::createStringError("expected 'density', a number from 0 to 1");
  layer.result = *density;
  for (StringRef key : {"accumulates", "multiply_accumulates"}) {
    auto count = object.getNumber(key);
    if (!count || !(*count >= 0))
      return llvm::createStringError("expected '" + key +
                                     "', a number that is not negative");
    layer.operations += *count;
  }
  const json::Array *inputs = object.getArray("input_densities");
  if (!inputs || !llvm::all_of(*inputs, [](const json::Value &value) {
        return isFraction(value.getAsNumber());
      }))
    return llvm::createStringError("expected 'input_densities', an array of "
                                   "numbers from 0 to 1");
  for (const json::Value &value : *inputs)
    layer.inputs.push_back(*value.getAsNumber());
  return layer;
}

llvm::Expected<Densities> Densities::read(StringRef path) {
  auto file = llvm::MemoryBuffer::getFile(path);
  if (!file)
    return wrong(path, "cannot be read: " + file.getError().message());
  auto value = json::parse((*file)->getBuffer());
  if (!value)
    return wrong(path, "is no JSON: " + llvm::toString(value.takeError()));
  const json::Object *root = value->getAsObject();
  const json::Array *layers = root ? root->getArray("layers") : nullptr;
  if (!layers)
    return wrong(path, "expected an object with an array 'layers'");
  Densities densities;
  densities.path = path.str();
  for (const auto &[index, entry] : llvm::enumerate(*layers)) {
    const json::Object *object = entry.getAsObject();
    auto name = object ? object->getString("name") : std::nullopt;
    if (!name)
      return wrong(path, "layers[" + llvm::Twine(index) +
                             "]: expected an object with a 'name'");
    auto layer = readLayer(*object);
    if (!layer)
      return wrong(path, "layer '" + *name +
                             "': " + llvm::toString(layer.takeError()));
    densities.layers[*name] = std::move(*layer);
  }
  return densities;
}

Densities Densities::of(const Profile &profile) {
  Densities densities;
  for (const InputProfile &input : profile.inputs)
    densities.inputs[input.name] = profile.density(input);
  for (const LayerProfile &layer : profile.layers) {
    LayerDensities &known = densities.layers[layer.name];
    known.shape = layer.shape;
    known.result = profile.density(layer);
    known.operations = profile.operations(layer);
    for (const LayerProfile::Input &input : layer.inputs)
      known.inputs.push_back(profile.density(input));
  }
  return densities;
}

llvm::Error Densities::apply(ModuleOp module) const {
  // A layer is one operation for each of its inputs, in the order of its sum.
  llvm::MapVector<StringRef, SmallVector<Operation *>> parts;
  for (auto network : module.getOps<snn::NetworkOp>()) {
    auto stepOps = findStepOps(network);
    for (Operation &op : network.getBody().front())
      if (isa<snn::WeightedSumOpInterface>(op) && stepOps.contains(&op))
        parts[cast<snn::LayerOpInterface>(op).getLayerName()].push_back(&op);
  }
  for (const auto &[name, ops] : parts) {
    auto found = layers.find(name);
    if (found == layers.end())
      return wrong(path, "is of another model: it has no layer '" + name + "'");
    if (found->second.inputs.size() != ops.size())
      return wrong(path, "is of another model: layer '" + name + "' has " +
                             llvm::Twine(ops.size()) + " inputs, not " +
                             llvm::Twine(found->second.inputs.size()));
    auto result = cast<RankedTensorType>(ops.front()->getResult(0).getType());
    if (result.getShape() != ArrayRef(found->second.shape))
      return wrong(path, "is of another model: layer '" + name +
                             "' has another shape there");
    for (const auto &[op, density] : llvm::zip(ops, found->second.inputs))
      op->setAttr("density",
                  Builder(op->getContext()).getF64FloatAttr(density));
  }
  return llvm::Error::success();
}
