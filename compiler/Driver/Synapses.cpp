// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Driver/Synapses.h"

#include "compiler/Reference/Windows.h"
#include "llvm/ADT/STLExtras.h"

using namespace snnc;
using namespace mlir;

namespace {

/// The weight [out, in, taps] of a layer; a linear layer has one tap.
struct Weight {
  Weight(Operation *user, FlatSymbolRefAttr symbol) {
    auto param = snn::ParamOp::lookup(user, symbol);
    shape = llvm::to_vector(cast<RankedTensorType>(param.getType()).getShape());
    data = param.getData();
    numTaps = data.size() / (shape[0] * shape[1]);
  }

  /// The nonzero weights of rows [begin, end) at `column` and `tap`.
  uint64_t countNonzero(size_t begin, size_t end, size_t column,
                        size_t tap) const {
    uint64_t count = 0;
    for (size_t row = begin; row < end; ++row)
      count += data[(row * shape[1] + column) * numTaps + tap] != 0.0f;
    return count;
  }

  SmallVector<int64_t> shape;
  std::vector<float> data;
  size_t numTaps;
};

} // namespace

static RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

static void countLinear(snn::LinearOp op, Synapses &synapses) {
  Weight weight(op, op.getWeightAttr());
  for (auto [element, fanOut] : llvm::enumerate(synapses.fanOut))
    fanOut = weight.countNonzero(0, weight.shape[0],
                                 op.getOffset() + element % weight.shape[1], 0);
  synapses.dense = weight.shape[0] * synapses.fanOut.size();
}

/// Adds, at every element under a tap, what `perTap`[channel, tap] says.
static void addWindows(snn::ConvOp op, const Weight &weight,
                       ArrayRef<uint64_t> perTap, Synapses &synapses) {
  RankedTensorType input = typeOf(op.getSources().front());
  ArrayRef<int64_t> kernel = ArrayRef(weight.shape).drop_front(2);
  SmallVector<int64_t> padding = op.getPaddingOn(input);
  SmallVector<int64_t> ones(kernel.size(), 1);
  Windows windows(kernel, op.getStride(), padding, op.getDilation(),
                  op.getSpread().value_or(ones), op.getMode());
  std::vector<int64_t> space = input.getShape().drop_front().vec();
  std::vector<int64_t> positions =
      typeOf(op.getResult()).getShape().drop_front().vec();
  size_t channels = input.getDimSize(0);
  size_t area = synapses.fanOut.size() / channels;
  size_t numPositions = ShapedType::getNumElements(positions);
  uint64_t rowsPerGroup = weight.shape[0] / op.getGroups();
  for (size_t position = 0; position < numPositions; ++position)
    for (size_t tap = 0; tap < weight.numTaps; ++tap) {
      auto place = windows.locate(position, positions, tap, space);
      if (!place)
        continue;
      synapses.dense += rowsPerGroup * channels;
      for (size_t channel = 0; channel < channels; ++channel)
        synapses.fanOut[channel * area + *place] +=
            perTap[channel * weight.numTaps + tap];
    }
}

static void countConv(snn::ConvOp op, Synapses &synapses) {
  Weight weight(op, op.getWeightAttr());
  size_t channels = typeOf(op.getSources().front()).getDimSize(0);
  size_t columns = weight.shape[1];
  size_t rowsPerGroup = weight.shape[0] / op.getGroups();
  std::vector<uint64_t> perTap;
  for (size_t channel = 0; channel < channels; ++channel) {
    size_t column = op.getOffset() + channel;
    size_t firstRow = column / columns * rowsPerGroup;
    for (size_t tap = 0; tap < weight.numTaps; ++tap)
      perTap.push_back(weight.countNonzero(firstRow, firstRow + rowsPerGroup,
                                           column % columns, tap));
  }
  addWindows(op, weight, perTap, synapses);
}

std::optional<Synapses> snnc::findSynapses(Operation *op) {
  if (!isa<snn::LinearOp, snn::ConvOp>(op))
    return std::nullopt;
  auto layer = cast<snn::LayerOpInterface>(op);
  RankedTensorType source = typeOf(layer.getLayerSources().front());
  Synapses synapses;
  synapses.isSpikes = source.getElementType().isInteger(1);
  synapses.fanOut.resize(source.getNumElements());
  if (auto linear = dyn_cast<snn::LinearOp>(op))
    countLinear(linear, synapses);
  else
    countConv(cast<snn::ConvOp>(op), synapses);
  return synapses;
}
