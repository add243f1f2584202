// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Driver/Records.h"

#include "compiler/Spec/Names.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace snnc;
using namespace mlir;

namespace {

/// Adds the outputs of one network.
class Recorder {
public:
  explicit Recorder(snn::NetworkOp network);

  llvm::Expected<RecordedOutput> record(StringRef name);

private:
  Value findLayer(StringRef name);
  bool mayBeState(StringRef name) const;
  llvm::Error unknown(StringRef name) const;
  RecordedOutput recordLayer(StringRef name, Value result);
  RecordedOutput recordState(StringRef name);

  snn::NetworkOp network;
  bool isResolved;
  llvm::StringSet<> owners, states; ///< Of states; those that are known.
  std::vector<StringRef> layers;
};

} // namespace

Recorder::Recorder(snn::NetworkOp network)
    : network(network),
      isResolved(network.getForward() == snn::Forward::Resolved) {
  for (Operation &op : network.getBody().front()) {
    if (auto input = dyn_cast<snn::InputOp>(op))
      owners.insert(input.getName());
    if (auto delay = dyn_cast<snn::DelayOp>(op); delay && delay.getName())
      states.insert(*delay.getName());
    auto layer = dyn_cast<snn::LayerOpInterface>(op);
    if (!layer)
      continue;
    StringRef name = layer.getLayerName();
    if (owners.insert(name).second)
      layers.push_back(name);
    if (auto equations = dyn_cast<snn::EquationsOp>(op))
      for (auto state : equations.getStates().getAsValueRange<StringAttr>())
        states.insert((name + "." + state).str());
  }
}

/// What a NIR file calls the node that an operation comes from.
static StringRef nodeOf(Operation &op) {
  auto node = dyn_cast<NameLoc>(op.getLoc());
  return node ? node.getName().getValue() : StringRef();
}

/// The result of a layer. The last operation of its name gives it: an SRM has
/// two. Of a node's, the first one is itself, others keep or pass on.
Value Recorder::findLayer(StringRef name) {
  Block &block = network.getBody().front();
  for (Operation &op : llvm::reverse(block))
    if (auto layer = dyn_cast<snn::LayerOpInterface>(op))
      if (layer.getLayerName() == name)
        return op.getResult(0);
  for (Operation &op : block)
    if (isa<snn::LayerOpInterface>(op) && nodeOf(op) == name)
      return op.getResult(0);
  return {};
}

/// Delays are states that are there once the connectivity is resolved.
bool Recorder::mayBeState(StringRef name) const {
  auto [owner, state] = name.rsplit('.');
  bool isDelay = state.starts_with("delay") || state == "past";
  return states.contains(name) || (isDelay && owners.contains(owner));
}

/// "; the layers are fc, lif and 3 more".
static std::string list(ArrayRef<StringRef> layers) {
  constexpr size_t most = 12;
  if (layers.empty())
    return "";
  size_t more = layers.size() > most ? layers.size() - most : 0;
  return "; the layers are " + llvm::join(layers.drop_back(more), ", ") +
         (more ? " and " + std::to_string(more) + " more" : "");
}

llvm::Error Recorder::unknown(StringRef name) const {
  SmallVector<StringRef> inside;
  llvm::copy_if(layers, std::back_inserter(inside), [&](StringRef layer) {
    return layer.starts_with((name + ".").str());
  });
  if (!inside.empty())
    return llvm::createStringError(
        "--record: '" + name + "' is made of the layers " +
        llvm::join(inside, ", ") + "; expected one of them");
  std::vector<StringRef> known = layers;
  llvm::append_range(known, states.keys());
  llvm::sort(known);
  std::string hint = didYouMean("; ", name, known);
  return llvm::createStringError("--record: no layer or state '" + name + "'" +
                                 (hint.empty() ? list(layers) : hint));
}

RecordedOutput Recorder::recordLayer(StringRef name, Value result) {
  llvm::StringSet<> taken;
  for (auto output : network.getBody().getOps<snn::OutputOp>()) {
    taken.insert(output.getName());
    if (output.getValue() == result && output.getReduce() == snn::Reduce::None)
      return {output.getName().str(), false};
  }
  std::string port = toCName(name, NameUse::Port);
  while (taken.contains(port))
    port += '_';
  auto builder = OpBuilder::atBlockEnd(&network.getBody().front());
  snn::OutputOp::create(builder, result.getLoc(), port, result);
  return {port, true};
}

/// snn-form-scan makes it an output, once neurons are their equations.
RecordedOutput Recorder::recordState(StringRef name) {
  SmallVector<Attribute> record;
  if (ArrayAttr before = network.getRecordAttr())
    llvm::append_range(record, before);
  Builder builder(network.getContext());
  Attribute state = builder.getStringAttr(name);
  bool isNew = !llvm::is_contained(record, state);
  if (isNew)
    record.push_back(state);
  network.setRecordAttr(builder.getArrayAttr(record));
  return {toCName(name, NameUse::Port), isNew};
}

llvm::Expected<RecordedOutput> Recorder::record(StringRef name) {
  Value layer = findLayer(name);
  bool isState = mayBeState(name);
  if (layer && isState)
    return llvm::createStringError(
        "--record: '" + name +
        "' is a layer and a state; expected a layer of "
        "another name in the model");
  if (layer && isResolved)
    return llvm::createStringError(
        "--record: a layer is recorded before the phase "
        "'resolve-connectivity'; this model went through it already");
  if (layer)
    return recordLayer(name, layer);
  // What a resolved network calls its states is for snn-form-scan to say.
  if (!isState && !isResolved)
    return unknown(name);
  return recordState(name);
}

llvm::Expected<std::vector<RecordedOutput>>
snnc::recordInside(snn::NetworkOp network, ArrayRef<std::string> names) {
  Recorder recorder(network);
  std::vector<RecordedOutput> outputs;
  for (const std::string &name : names) {
    auto output = recorder.record(name);
    if (!output)
      return output.takeError();
    outputs.push_back(std::move(*output));
  }
  return outputs;
}
