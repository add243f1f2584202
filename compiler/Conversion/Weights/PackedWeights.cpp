// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Weights in the order in which kernels read them.

#include "compiler/Conversion/Weights/PackedWeights.h"

#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;

namespace snnc {

memref::GlobalOp WeightPacker::lookup(StringRef name) {
  return module.lookupSymbol<memref::GlobalOp>(name);
}

memref::GlobalOp WeightPacker::createGlobal(snn::ParamOp param, StringRef name,
                                            ArrayRef<int64_t> shape,
                                            const WeightSource &source) {
  OpBuilder builder = OpBuilder::atBlockBegin(module.getBody());
  auto type = RankedTensorType::get(shape, builder.getF32Type());
  // Weights may be most of the memory: they are written where they stay.
  size_t size = type.getNumElements() * sizeof(float);
  AsmResourceBlob blob =
      HeapAsmResourceBlob::allocate(size, snn::kArrayAlignment);
  auto data = reinterpret_cast<float *>(blob.getMutableData().data());
  std::fill_n(data, type.getNumElements(), 0.0f);
  std::vector<float> copy;
  source.pack(param.getData(copy), data);
  auto value = DenseResourceElementsAttr::get(type, name, std::move(blob));
  bytes += size;
  auto global = memref::GlobalOp::create(
      builder, param.getLoc(), name, builder.getStringAttr("private"),
      MemRefType::get(shape, builder.getF32Type()), value, true,
      builder.getI64IntegerAttr(snn::kArrayAlignment));
  if (param->hasAttr(runtimeAttr))
    global->setAttr(packingAttr, source.toAttr(param.getSymNameAttr()));
  return global;
}

PackedRows WeightPacker::packRows(FlatSymbolRefAttr symbol, StringRef suffix,
                                  int64_t outputs, int64_t rows, bool isWhole,
                                  int64_t base, int64_t stride) {
  PanelCut cut(outputs, options);
  int64_t width = options.maxPanel, panels = isWhole ? 0 : cut.full,
          rest = outputs - panels * width;
  auto param = module.lookupSymbol<snn::ParamOp>(symbol.getAttr());
  std::string stem = (symbol.getValue() + ".packed" + suffix).str();
  std::string fullName = stem + "x" + std::to_string(width),
              tailName = stem + ".tail";
  PackedRows packed = {lookup(fullName), lookup(tailName), rest};
  if (packed.full || packed.tail)
    return packed;
  if (panels)
    packed.full = createGlobal(
        param, fullName, {panels, rows, width},
        {base, {panels, rows, width}, {width * stride, 1, stride}});
  if (rest)
    packed.tail = createGlobal(
        param, tailName, {rows * rest + cut.excess()},
        {base + panels * width * stride, {rows, rest}, {1, stride}});
  return packed;
}

/// Names a part of the inputs: "" for all, else ".first.count".
static std::string partSuffix(int64_t offset, int64_t count, int64_t total) {
  if (count == total)
    return "";
  return "." + std::to_string(offset) + "." + std::to_string(count);
}

static ArrayRef<int64_t> shapeOf(ModuleOp module, FlatSymbolRefAttr symbol) {
  return cast<RankedTensorType>(
             module.lookupSymbol<snn::ParamOp>(symbol.getAttr()).getType())
      .getShape();
}

PackedRows WeightPacker::packLinear(snn::MatvecOp op, int64_t count) {
  ArrayRef<int64_t> shape = shapeOf(module, op.getWeightAttr());
  int64_t columns = shape[1], offset = op.getOffset();
  return packRows(op.getWeightAttr(), partSuffix(offset, count, columns),
                  shape[0], count, /*isWhole=*/false, offset, columns);
}

PackedRows WeightPacker::packConv(snn::ConvolveOp op, int64_t count) {
  ArrayRef<int64_t> shape = shapeOf(module, op.getWeightAttr());
  int64_t channels = shape[1], offset = op.getOffset(), kernel = 1;
  for (int64_t size : shape.drop_front(2))
    kernel *= size;
  bool isWhole = op.getGroups() > 1;
  std::string suffix = partSuffix(offset, count, channels);
  if (isWhole)
    suffix += ".whole";
  return packRows(op.getWeightAttr(), suffix, shape[0], kernel * count, isWhole,
                  offset * kernel, channels * kernel);
}

/// True for [C, 1...] at elements of [C, S...].
static bool isChannelwise(ArrayRef<int64_t> from, ArrayRef<int64_t> to) {
  return to.size() > 1 && from.size() == to.size() && from[0] == to[0] &&
         llvm::all_of(from.drop_front(),
                      [](int64_t size) { return size == 1; });
}

PackedParam WeightPacker::packParam(FlatSymbolRefAttr symbol,
                                    RankedTensorType type) {
  auto param = module.lookupSymbol<snn::ParamOp>(symbol.getAttr());
  ArrayRef<int64_t> from = cast<RankedTensorType>(param.getType()).getShape(),
                    to = type.getShape();
  if (isChannelwise(from, to)) {
    from = from.take_front();
    to = from;
  }
  std::string name = (symbol.getValue() + ".stored").str();
  for (int64_t size : to)
    name += "." + std::to_string(size);
  int64_t positions = ShapedType::getNumElements(to.drop_front()),
          channels = to.front();
  if (memref::GlobalOp known = lookup(name))
    return {known, positions};
  // The channel is the first axis of the parameter, and the last here.
  WeightSource source;
  source.sizes.assign(to.begin(), to.end());
  source.strides = WeightSource::broadcast(from, to);
  for (auto *axes : {&source.sizes, &source.strides})
    std::rotate(axes->begin(), axes->begin() + 1, axes->end());
  int64_t excess = PanelCut(channels, options).excess();
  return {createGlobal(param, name, {positions * channels + excess}, source),
          positions};
}

memref::GlobalOp WeightPacker::packSlots(snn::QueueReadOp op) {
  RankedTensorType queue = op.getQueue().getType();
  auto storage = snn::Storage::of(queue);
  int64_t slots = storage.slots, channels = storage.channels,
          excess = storage.getPitch() - channels;
  std::vector<int32_t> stored(storage.positions * channels + excess, 0);
  for (auto [element, steps] :
       llvm::enumerate(op.getEach()->getValues<int32_t>())) {
    int64_t channel = element / storage.positions,
            position = element % storage.positions;
    stored[position * channels + channel] = int32_t(slots - steps);
  }
  OpBuilder builder = OpBuilder::atBlockBegin(module.getBody());
  auto type =
      RankedTensorType::get({int64_t(stored.size())}, builder.getI32Type());
  std::string stem = (op.getLayer().value_or("delay") + ".slots").str(),
              name = stem;
  for (int count = 2; lookup(name); ++count)
    name = stem + "." + std::to_string(count);
  bytes += stored.size() * sizeof(int32_t);
  return memref::GlobalOp::create(
      builder, op.getLoc(), name, builder.getStringAttr("private"),
      MemRefType::get(type.getShape(), type.getElementType()),
      DenseIntElementsAttr::get(type, stored), true,
      builder.getI64IntegerAttr(snn::kArrayAlignment));
}

Value loadParam(Emitter &emitter, WeightPacker &packer,
                FlatSymbolRefAttr symbol, RankedTensorType type,
                const Panel &panel) {
  PackedParam param = packer.packParam(symbol, type);
  Value place = panel.channel;
  if (param.positions > 1)
    place = emitter.add(emitter.mul(panel.position, type.getDimSize(0)), place);
  return vector::LoadOp::create(emitter.builder, emitter.loc,
                                emitter.floats(panel.width),
                                getGlobal(emitter, param.values), place);
}

Value getGlobal(Emitter &emitter, memref::GlobalOp global) {
  return memref::GetGlobalOp::create(emitter.builder, emitter.loc,
                                     global.getType(), global.getSymName());
}

RowLoader::RowLoader(Emitter &emitter, PackedRows rows)
    : emitter(emitter), tailPitch(rows.tailPitch) {
  if (rows.full)
    full = getGlobal(emitter, rows.full);
  if (rows.tail)
    tail = getGlobal(emitter, rows.tail);
}

Value RowLoader::load(const Panel &panel, Value row) {
  return load(panel, row, 0, panel.width);
}

Value RowLoader::load(const Panel &panel, Value row, int64_t lane,
                      int64_t lanes) {
  if (panel.isTail)
    return loadTail(row, emitter.index(panel.tailLane + lane), lanes);
  Value place = emitter.index(lane);
  return vector::LoadOp::create(emitter.builder, emitter.loc,
                                emitter.floats(lanes), full,
                                ValueRange{panel.number, row, place});
}

void RowLoader::passPanel(const Panel &panel, SumsArguments &arguments) {
  if (panel.isTail) {
    arguments.weights = flatView(emitter, tail);
    arguments.firstWeight = emitter.index(panel.tailLane);
    arguments.weightPitch = emitter.index(tailPitch);
    return;
  }
  int64_t rows = cast<MemRefType>(full.getType()).getDimSize(1);
  arguments.weights = flatView(emitter, full);
  arguments.firstWeight = emitter.mul(panel.number, rows * panel.width);
  arguments.weightPitch = emitter.index(panel.width);
}

Value RowLoader::loadWhole(const Panel &panel, Value row) {
  return loadTail(row, panel.channel, panel.width);
}

Value RowLoader::loadWeight(Value row, Value output) {
  return memref::LoadOp::create(
      emitter.builder, emitter.loc, tail,
      emitter.add(emitter.mul(row, tailPitch), output));
}

Value RowLoader::loadTail(Value row, Value lane, int64_t lanes) {
  Value place = emitter.add(emitter.mul(row, tailPitch), lane);
  return vector::LoadOp::create(emitter.builder, emitter.loc,
                                emitter.floats(lanes), tail, place);
}

} // namespace snnc
