// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes merges, the order of their sums and the delays of edges explicit.

#include "compiler/Transforms/Connectivity.h"
#include "compiler/Transforms/JoinSources.h"
#include "compiler/Transforms/Passes.h"
#include "dialect/JoinTypes.h"
#include "dialect/StepKinds.h"
#include "dialect/VerifyLayer.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace snnc {
#define GEN_PASS_DEF_RESOLVECONNECTIVITY
#include "compiler/Transforms/Passes.h.inc"
} // namespace snnc

using namespace mlir;
using namespace snnc;

namespace {

/// Resolves one network. First every edge gets its delay, with the layers as
/// they are; then every layer gets one source.
class Resolver {
public:
  explicit Resolver(snn::NetworkOp network)
      : network(network), connectivity(network),
        initBuilder(network.getContext()) {}

  LogicalResult run();

  unsigned numDelays = 0, numJoined = 0;

private:
  LogicalResult checkTypes();
  void computeInitials();
  Value getInitial(Value origin);
  Value getZeros(Type type);
  LogicalResult resolveEdge(OpOperand &edge, std::optional<size_t> reader);
  Value getDelay(DelayedValue delayed, StringAttr name);
  LogicalResult resolveEdges();
  void finishWrittenDelays(ArrayRef<snn::DelayOp> written);
  void joinAll();

  snn::NetworkOp network;
  Connectivity connectivity;
  /// Puts initial values in front of the layers.
  OpBuilder initBuilder;
  llvm::DenseMap<Type, Value> zeros;
  /// out(-1) of every layer.
  llvm::DenseMap<Value, Value> initials;
  llvm::DenseMap<Operation *, SmallVector<unsigned>> sumOrders;
  llvm::DenseMap<std::pair<Value, uint64_t>, snn::DelayOp> delays;
};

LogicalResult Resolver::checkTypes() {
  for (Operation &op : network.getBody().front())
    for (Value result : op.getResults())
      if (!snn::getKnownType(result))
        return emitError(op.getLoc(), "has a result of type ")
               << result.getType()
               << ", expected known sizes; run snn-infer-shapes first";
  for (snn::LayerOpInterface layer : connectivity.getLayers())
    if (failed(snn::verifyTypes(layer)))
      return failure();
  return success();
}

Value Resolver::getZeros(Type type) {
  Value &value = zeros[type];
  if (!value)
    value = arith::ConstantOp::create(initBuilder, network.getLoc(),
                                      initBuilder.getZeroAttr(type));
  return value;
}

/// What a value is before the first step: an external input is zero.
Value Resolver::getInitial(Value origin) {
  if (Value initial = initials.lookup(origin))
    return initial;
  if (auto delay = origin.getDefiningOp<snn::DelayOp>())
    return delay.getInit();
  return getZeros(origin.getType());
}

/// Computes out(-1) of all layers (G3), in their order, so that those of later
/// sources are not there yet and count as zeros. What nobody needs is erased at
/// the end.
void Resolver::computeInitials() {
  for (snn::LayerOpInterface layer : connectivity.getLayers()) {
    Value result = layer->getResult(0);
    if (layer.hasState()) {
      initials[result] = getZeros(result.getType());
      continue;
    }
    SmallVector<Value> sources;
    for (Value source : layer.getLayerSources())
      sources.push_back(getInitial(getDelayedValue(source).origin));
    initials[result] =
        joinSources(layer, sources, sumOrders[layer], initBuilder);
  }
}

/// The register for a delay; edges that delay a value alike share it.
Value Resolver::getDelay(DelayedValue delayed, StringAttr name) {
  snn::DelayOp &delay = delays[{delayed.origin, delayed.steps}];
  if (!delay) {
    Value initial = getInitial(delayed.origin);
    OpBuilder builder(network.getContext());
    builder.setInsertionPointAfterValue(delayed.origin);
    delay = snn::DelayOp::create(builder, delayed.origin.getLoc(),
                                 delayed.origin.getType(), delayed.origin,
                                 initial, delayed.steps, name);
    ++numDelays;
  }
  if (name && !delay.getName())
    delay.setNameAttr(name);
  return delay;
}

/// Gives an edge the delay that is written or, without one, implied (G2): by
/// one step if the layer at `reader` does not come after the source. An output
/// (no `reader`) reads the same step.
LogicalResult Resolver::resolveEdge(OpOperand &edge,
                                    std::optional<size_t> reader) {
  auto written = edge.get().getDefiningOp<snn::DelayOp>();
  DelayedValue delayed = getDelayedValue(edge.get());
  std::optional<size_t> source = connectivity.getPosition(delayed.origin);
  bool isBackEdge = reader && source && *source >= *reader;
  if (written && written.getInit())
    return success();
  if (written && delayed.steps == 0 && isBackEdge)
    return emitError(edge.getOwner()->getLoc(), "layer '")
           << connectivity.getLayers()[*reader].getLayerName()
           << "' reads layer '"
           << connectivity.getLayers()[*source].getLayerName()
           << "', which does not come before it, with a delay of 0; expected "
              "at least 1";
  bool isDelayedEdge =
      reader && source && network.getForward() == snn::Forward::Delayed;
  if (!written && (isBackEdge || isDelayedEdge))
    delayed.steps = 1;
  edge.set(
      delayed.steps == 0
          ? delayed.origin
          : getDelay(delayed, written ? written.getNameAttr() : StringAttr()));
  return success();
}

LogicalResult Resolver::resolveEdges() {
  for (auto [position, layer] : llvm::enumerate(connectivity.getLayers()))
    for (OpOperand &edge : layer.getLayerSourcesMutable())
      if (failed(resolveEdge(edge, position)))
        return failure();
  for (auto output : network.getBody().getOps<snn::OutputOp>())
    if (failed(resolveEdge(output.getValueMutable(), std::nullopt)))
      return failure();
  return success();
}

/// Erases the delays that the model wrote, now replaced by shared ones. Another
/// delay, one with an initial value of its own, may still read one.
void Resolver::finishWrittenDelays(ArrayRef<snn::DelayOp> written) {
  SmallVector<snn::DelayOp> left(written);
  size_t before;
  do {
    before = left.size();
    llvm::erase_if(left, [](snn::DelayOp delay) {
      bool isDead = delay->use_empty();
      if (isDead)
        delay->erase();
      return isDead;
    });
  } while (left.size() < before);
  for (snn::DelayOp delay : left)
    delay.getInitMutable().assign(getInitial(getDelayedValue(delay).origin));
}

/// Gives every layer one source.
void Resolver::joinAll() {
  for (snn::LayerOpInterface layer : connectivity.getLayers()) {
    if (layer.joinsSources())
      continue;
    if (layer.getLayerSources().size() == 1) {
      layer->setAttr("merge", snn::MergeAttr::get(layer->getContext(),
                                                  snn::Merge::Concat));
      continue;
    }
    ++numJoined;
    OpBuilder builder(layer);
    SmallVector<Value> sources(layer.getLayerSources());
    Value joined = joinSources(layer, sources, sumOrders[layer], builder);
    layer->getResult(0).replaceAllUsesWith(joined);
    layer->erase();
  }
}

LogicalResult Resolver::run() {
  if (failed(checkTypes()))
    return failure();
  Block &block = network.getBody().front();
  llvm::SmallPtrSet<Operation *, 32> original;
  for (Operation &op : block)
    original.insert(&op);
  SmallVector<snn::DelayOp> written;
  for (auto delay : block.getOps<snn::DelayOp>())
    if (!delay.getInit())
      written.push_back(delay);
  for (snn::LayerOpInterface layer : connectivity.getLayers())
    sumOrders[layer] = getSumOrder(layer);
  initBuilder.setInsertionPointToStart(&block);
  computeInitials();
  if (failed(resolveEdges()))
    return failure();
  finishWrittenDelays(written);
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block)))
    if (!original.contains(&op) && isOpTriviallyDead(&op))
      op.erase();
  joinAll();
  network.setForward(snn::Forward::Resolved);
  return success();
}

struct ResolveConnectivity
    : snnc::impl::ResolveConnectivityBase<ResolveConnectivity> {
  void runOnOperation() override {
    if (getOperation().getForward() == snn::Forward::Resolved)
      return;
    Resolver resolver(getOperation());
    if (failed(resolver.run()))
      return signalPassFailure();
    numDelays += resolver.numDelays;
    numJoined += resolver.numJoined;
  }
};

} // namespace
