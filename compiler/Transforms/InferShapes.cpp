// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Infers the type of every layer, to a fixed point over cycles.

#include "compiler/Transforms/Connectivity.h"
#include "compiler/Transforms/Passes.h"
#include "dialect/JoinTypes.h"
#include "dialect/Storage.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Support/MathExtras.h"
#include <utility>

namespace snnc {
#define GEN_PASS_DEF_INFERSHAPES
#include "compiler/Transforms/Passes.h.inc"
} // namespace snnc

using namespace mlir;
using namespace snnc;

namespace {

constexpr uint64_t maxBytes = snn::kMostBytes;

/// Infers the types of one network. A type only ever changes from unknown to
/// known and from i1 to f32, so a fixed point exists, and spikes stay spikes
/// around a cycle.
class ShapeInference {
public:
  explicit ShapeInference(snn::NetworkOp network)
      : network(network), connectivity(network) {}

  /// Sets the types of all results, or reports every error found.
  LogicalResult run();

private:
  void begin();
  bool sweep();
  bool visit(snn::LayerOpInterface layer);
  LogicalResult check(snn::LayerOpInterface layer, RankedTensorType type);
  LogicalResult checkSize(Operation *op, const Twine &what,
                          RankedTensorType type, uint64_t copies);
  void checkTotal();
  void writePadding();
  void reportOpenCycles();
  void reportOpenCycle(snn::LayerOpInterface layer);
  snn::LayerOpInterface getUnknownSource(snn::LayerOpInterface layer);

  snn::NetworkOp network;
  Connectivity connectivity;
  llvm::DenseMap<Operation *, RankedTensorType> declared;
  /// What has an error and gets no second one.
  llvm::SmallPtrSet<Operation *, 4> wrong;
  /// Whether a linear layer that reads something unknown is taken to read a
  /// vector: once nothing else says more (G7).
  bool takesVectors = false;
  uint64_t totalBytes = 0;
};

std::string nameOf(snn::LayerOpInterface layer) {
  return ("layer '" + layer.getLayerName() + "'").str();
}

/// Takes the shapes that the model declares as known, and everything as spikes
/// until it is known to be something else.
void ShapeInference::begin() {
  Type bit = IntegerType::get(network.getContext(), 1);
  for (snn::LayerOpInterface layer : connectivity.getLayers()) {
    RankedTensorType type = snn::getKnownType(layer->getResult(0));
    if (!type || failed(checkSize(layer, nameOf(layer), type, 1)))
      continue;
    declared[layer] = type;
    layer->getResult(0).setType(type.clone(bit));
  }
  for (auto delay : network.getBody().getOps<snn::DelayOp>())
    delay.getResult().setType(UnrankedTensorType::get(bit));
  for (auto input : network.getBody().getOps<snn::InputOp>()) {
    std::string name = ("input '" + input.getName() + "'").str();
    if (RankedTensorType type = snn::getKnownType(input)) {
      (void)checkSize(input, name, type, 1);
      continue;
    }
    emitError(input.getLoc(), name)
        << " needs a shape of known sizes, found " << input.getType();
    wrong.insert(input);
  }
}

/// Checks that `copies` of a tensor of `type` can lie in memory.
LogicalResult ShapeInference::checkSize(Operation *op, const Twine &what,
                                        RankedTensorType type,
                                        uint64_t copies) {
  bool overflow = copies > maxBytes;
  uint64_t bytes = copies * sizeof(float);
  for (int64_t size : type.getShape()) {
    if (size < 1) {
      wrong.insert(op);
      return emitError(op->getLoc(), what)
             << " has the shape [" << type.getShape()
             << "], expected sizes of at least 1";
    }
    bool overflowsHere = false;
    bytes = llvm::SaturatingMultiply(bytes, uint64_t(size), &overflowsHere);
    overflow |= overflowsHere;
  }
  if (!overflow && bytes <= maxBytes)
    return success();
  wrong.insert(op);
  InFlightDiagnostic error = emitError(op->getLoc(), what);
  error << " of shape [" << type.getShape() << "]";
  if (copies > 1)
    error << ", " << copies << " times,";
  error << " takes ";
  if (overflow)
    error << "more bytes than 64 bits can count";
  else
    error << bytes << " bytes";
  return error << ", expected at most " << maxBytes << " (1 TiB)";
}

/// Checks an inferred type against what the model declares and what fits.
LogicalResult ShapeInference::check(snn::LayerOpInterface layer,
                                    RankedTensorType type) {
  RankedTensorType expected = declared.lookup(layer);
  if (expected && expected.getShape() != type.getShape())
    return emitError(layer.getLoc(), nameOf(layer))
           << " has the declared shape [" << expected.getShape()
           << "], its input gives [" << type.getShape() << "]";
  return checkSize(layer, nameOf(layer), type, 1);
}

/// Infers one layer's type from what is known; true if that says more than
/// before.
bool ShapeInference::visit(snn::LayerOpInterface layer) {
  if (wrong.contains(layer))
    return false;
  auto layerError = [&]() -> InFlightDiagnostic {
    return emitError(layer.getLoc(), nameOf(layer)) << " ";
  };
  FailureOr<RankedTensorType> input = snn::joinSourceTypes(layer, layerError);
  FailureOr<RankedTensorType> type = failure();
  if (succeeded(input) && !*input && isa<snn::LinearOp>(*layer) &&
      !takesVectors && !declared.contains(layer))
    return false;
  if (succeeded(input))
    type = layer.inferLayerType(*input, layerError);
  if (failed(type) || (*type && failed(check(layer, *type)))) {
    wrong.insert(layer);
    return false;
  }
  if (!*type || layer->getResult(0).getType() == *type)
    return false;
  layer->getResult(0).setType(*type);
  return true;
}

/// Visits everything once; true if something changed.
bool ShapeInference::sweep() {
  bool changed = false;
  for (Operation &op : network.getBody().front()) {
    if (auto layer = dyn_cast<snn::LayerOpInterface>(op))
      changed |= visit(layer);
    auto delay = dyn_cast<snn::DelayOp>(op);
    if (!delay || !snn::getKnownType(delay.getValue()) ||
        delay.getValue().getType() == delay.getType())
      continue;
    delay.getResult().setType(delay.getValue().getType());
    changed = true;
  }
  return changed;
}

/// Checks the registers of delays, and the sum of all that a step holds.
void ShapeInference::checkTotal() {
  for (Operation &op : network.getBody().front()) {
    auto delay = dyn_cast<snn::DelayOp>(op);
    bool holdsValue = delay || isa<snn::LayerOpInterface, snn::InputOp>(op);
    RankedTensorType type =
        holdsValue ? snn::getKnownType(op.getResult(0)) : RankedTensorType();
    uint64_t copies = delay ? delay.getSteps() : 1;
    if (auto line = dyn_cast<snn::DelayLineOp>(op))
      copies += line.getLongest();
    if (!type || failed(checkSize(&op, "a delay", type, copies)))
      continue;
    totalBytes += copies * sizeof(float) * type.getNumElements();
    if (totalBytes <= maxBytes)
      continue;
    emitError(op.getLoc(), "the layers up to this one and their delays take ")
        << totalBytes << " bytes, expected at most " << maxBytes << " (1 TiB)";
    wrong.insert(&op);
    return;
  }
}

/// Says in numbers what padding a `same` convolution has, now that the sizes
/// are known.
void ShapeInference::writePadding() {
  for (auto conv : network.getBody().getOps<snn::ConvOp>()) {
    if (!conv.getSame())
      continue;
    auto noError = [&] { return emitError(conv.getLoc()); };
    conv.setPadding(conv.getPaddingOn(*snn::joinSourceTypes(conv, noError)));
    conv.removeSameAttr();
  }
}

/// A layer whose type keeps `layer`'s from being known, or null.
snn::LayerOpInterface
ShapeInference::getUnknownSource(snn::LayerOpInterface layer) {
  for (Value source : layer.getLayerSources())
    if (!snn::getKnownType(source))
      if (auto found = getDelayedValue(source)
                           .origin.getDefiningOp<snn::LayerOpInterface>())
        return found;
  return {};
}

/// Follows unknown sources from `layer` until they come round, and names them.
void ShapeInference::reportOpenCycle(snn::LayerOpInterface layer) {
  SmallVector<snn::LayerOpInterface> path;
  while (layer && !llvm::is_contained(path, layer)) {
    if (!wrong.insert(layer).second)
      return; // its own error, or its cycle's, is already reported
    path.push_back(layer);
    layer = getUnknownSource(layer);
  }
  if (!layer)
    return;
  path.erase(path.begin(), llvm::find(path, layer));
  InFlightDiagnostic error = emitError(
      layer.getLoc(), "nothing fixes the shape of the cycle through layers ");
  for (auto [index, member] : llvm::enumerate(path))
    error << (index == 0 ? "'" : ", '") << member.getLayerName() << "'";
  error << "; give one of them a 'shape'";
}

void ShapeInference::reportOpenCycles() {
  for (snn::LayerOpInterface layer : connectivity.getLayers())
    if (!snn::getKnownType(layer->getResult(0)))
      reportOpenCycle(layer);
}

LogicalResult ShapeInference::run() {
  begin();
  while (sweep() || !std::exchange(takesVectors, true)) {
  }
  reportOpenCycles();
  if (wrong.empty())
    checkTotal();
  if (wrong.empty())
    writePadding();
  return success(wrong.empty());
}

struct InferShapes : snnc::impl::InferShapesBase<InferShapes> {
  void runOnOperation() override {
    if (failed(ShapeInference(getOperation()).run()))
      return signalPassFailure();
    for (auto layer :
         getOperation().getBody().getOps<snn::LayerOpInterface>()) {
      bool isSpikes = layer->getResult(0).getType() ==
                      cast<RankedTensorType>(layer->getResult(0).getType())
                          .clone(IntegerType::get(&getContext(), 1));
      ++(isSpikes ? numSpiking : numFloat);
    }
  }
};

} // namespace
