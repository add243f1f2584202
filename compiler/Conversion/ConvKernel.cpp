// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Convolutions: at every output position, adds the rows of the inputs in the
// kernel's window that are not zero.

#include "compiler/Conversion/Producers.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace snnc {

Emitter::Values Window::forEach(
    Emitter &e, Value outputPosition, ValueRange carried,
    llvm::function_ref<Emitter::Values(Value, Value, ValueRange)> body) const {
  // The output's coordinates, last axis fastest.
  size_t axes = kernel.size();
  SmallVector<Value> begin(axes);
  Value rest = outputPosition;
  for (size_t axis = axes; axis-- > 0;) {
    Value size = e.index(output[axis]);
    Value coordinate = arith::RemUIOp::create(e.builder, e.loc, rest, size);
    rest = arith::DivUIOp::create(e.builder, e.loc, rest, size);
    begin[axis] =
        arith::SubIOp::create(e.builder, e.loc, e.mul(coordinate, stride[axis]),
                              e.index(before[axis]));
  }
  // One loop an axis; an axis outside the input skips all that is inside.
  std::function<Emitter::Values(size_t, Value, Value, ValueRange)> visit =
      [&](size_t axis, Value tap, Value position,
          ValueRange values) -> Emitter::Values {
    if (axis == axes)
      return body(tap, position, values);
    return e.loop(
        e.index(0), e.index(kernel[axis]), e.index(1), values,
        [&](Value k, ValueRange inner) {
          Value place = e.add(begin[axis], e.mul(k, dilation[axis]));
          // As unsigned numbers, negative places lie outside as well.
          Value isInside =
              arith::CmpIOp::create(e.builder, e.loc, arith::CmpIPredicate::ult,
                                    place, e.index(input[axis]));
          return e.branch(isInside, inner, [&] {
            return visit(axis + 1, e.add(e.mul(tap, kernel[axis]), k),
                         e.add(e.mul(position, input[axis]), place), inner);
          });
        });
  };
  return visit(0, e.index(0), e.index(0), carried);
}

namespace {

/// The window of a convolution on its (only) source.
Window windowOf(snn::ConvOp op) {
  auto source = cast<RankedTensorType>(op.getSources()[0].getType()),
       result = cast<RankedTensorType>(op.getType());
  auto weight = cast<RankedTensorType>(
      op->getParentOfType<ModuleOp>()
          .lookupSymbol<snn::ParamOp>(op.getWeightAttr().getAttr())
          .getType());
  Window window;
  window.input.assign(source.getShape().drop_front().begin(),
                      source.getShape().end());
  window.output.assign(result.getShape().drop_front().begin(),
                       result.getShape().end());
  window.kernel.assign(weight.getShape().drop_front(2).begin(),
                       weight.getShape().end());
  window.stride.assign(op.getStride().begin(), op.getStride().end());
  window.dilation.assign(op.getDilation().begin(), op.getDilation().end());
  for (size_t axis = 0; axis < window.kernel.size(); ++axis)
    window.before.push_back(op.getPadding()[2 * axis]);
  return window;
}

class ConvProducer : public Producer {
public:
  ConvProducer(Emitter &emitter, WeightPacker &packer,
               ArrayRef<snn::ConvOp> ops, BufferLookup lookup)
      : e(emitter), packer(packer) {
    snn::ConvOp first = ops.front();
    if (Value value = first.getInit())
      init = lookup(value);
    for (snn::ConvOp op : ops) {
      Buffer source = lookup(op.getSources()[0]);
      parts.push_back(
          {op, source,
           RowLoader(e, packer.packConv(op, source.storage.channels)),
           windowOf(op)});
    }
  }

  Value emitPanel(const Panel &panel) override {
    snn::ConvOp first = parts.front().op;
    int64_t outputs = cast<RankedTensorType>(first.getType()).getDimSize(0);
    Value sum =
        emitSumStart(e, packer, first.getBiasAttr(), outputs, init, panel);
    for (Part &part : parts)
      sum = part.window.forEach(
          e, panel.position, sum,
          [&](Value tap, Value position,
              ValueRange carried) -> Emitter::Values {
            Value row = e.mul(tap, part.source.storage.channels);
            return {part.source.storage.isSpikes
                        ? addSpikes(part, panel, position, row, carried[0])
                        : addFloats(part, panel, position, row, carried[0])};
          })[0];
    return sum;
  }

private:
  struct Part {
    snn::ConvOp op;
    Buffer source;
    RowLoader rows;
    Window window;
  };

  Value addSpikes(Part &part, const Panel &panel, Value position,
                  Value firstRow, Value sum) {
    Value words = e.index(part.source.storage.getPitch() / 64);
    return e.loop(e.index(0), words, e.index(1), sum,
                  [&](Value word, ValueRange outer) {
                    Value mask = e.loadWord(part.source.memory, position, word);
                    Value base = e.add(firstRow, e.mul(word, 64));
                    return e.forEachBit(
                        mask, outer,
                        [&](Value bit, ValueRange carried) -> Emitter::Values {
                          Value row = part.rows.load(panel, e.add(base, bit));
                          return {arith::AddFOp::create(e.builder, e.loc,
                                                        carried[0], row)};
                        });
                  })[0];
  }

  Value addFloats(Part &part, const Panel &panel, Value position,
                  Value firstRow, Value sum) {
    Value channels = e.index(part.source.storage.channels);
    return e.loop(
        e.index(0), channels, e.index(1), sum,
        [&](Value channel, ValueRange carried) {
          Value x = memref::LoadOp::create(e.builder, e.loc, part.source.memory,
                                           ValueRange{position, channel});
          return e.branch(e.isNonZero(x), carried, [&]() -> Emitter::Values {
            Value row = part.rows.load(panel, e.add(firstRow, channel));
            return {e.fma(e.splat(x, panel.width), row, carried[0])};
          });
        })[0];
  }

  Emitter &e;
  WeightPacker &packer;
  std::optional<Buffer> init;
  std::vector<Part> parts;
};

/// A convolution in groups: every lane reads the channels of its own group.
class GroupedConvProducer : public Producer {
public:
  GroupedConvProducer(Emitter &emitter, WeightPacker &packer,
                      Workspace &workspace, snn::ConvOp op, BufferLookup lookup)
      : e(emitter), packer(packer), workspace(workspace), op(op),
        source(lookup(op.getSources()[0])),
        groupInputs(source.storage.channels / op.getGroups()),
        groupOutputs(cast<RankedTensorType>(op.getType()).getDimSize(0) /
                     op.getGroups()),
        rows(e, packer.packConv(op, groupInputs)), window(windowOf(op)) {}

  /// Spikes become floats first: lanes then read any channel.
  void prepare() override {
    if (!source.storage.isSpikes)
      return;
    snn::Storage storage = source.storage;
    storage.isSpikes = false;
    Buffer floats = workspace.take(storage);
    e.forEachPanel(storage, [&](const Panel &panel) {
      Value spikes = e.loadPanel(source.memory, source.storage, panel);
      e.storePanel(e.toFloats(spikes), floats.memory, storage, panel);
    });
    source = floats;
  }

  Value emitPanel(const Panel &panel) override {
    Value sum =
        emitSumStart(e, packer, op.getBiasAttr(), groupOutputs * op.getGroups(),
                     std::nullopt, panel);
    Value lanes =
        groupInputs == 1 && groupOutputs == 1 ? Value() : firstChannels(panel);
    return window.forEach(
        e, panel.position, sum,
        [&](Value tap, Value position, ValueRange outer) {
          return e.loop(
              e.index(0), e.index(groupInputs), e.index(1), outer,
              [&](Value channel, ValueRange carried) -> Emitter::Values {
                Value x = lanes ? gather(panel, position, channel, lanes)
                                : e.loadPanel(source.memory, source.storage,
                                              {position,
                                               {},
                                               panel.channel,
                                               panel.width,
                                               panel.width,
                                               false});
                Value row =
                    rows.load(panel, e.add(e.mul(tap, groupInputs), channel));
                // A zero is skipped here as in every sum: it must not meet an
                // infinity.
                Value added = e.fma(x, row, carried[0]);
                return {arith::SelectOp::create(
                    e.builder, e.loc, e.isNonZero(x), added, carried[0])};
              });
        })[0];
  }

private:
  /// For each lane, the first input channel of its group.
  Value firstChannels(const Panel &panel) {
    auto type = VectorType::get(panel.width, e.builder.getIndexType());
    SmallVector<Attribute> numbers;
    for (int64_t lane = 0; lane < panel.width; ++lane)
      numbers.push_back(e.builder.getIndexAttr(lane));
    auto constant = [&](int64_t value) {
      return e.splat(e.index(value), panel.width);
    };
    Value lane = arith::ConstantOp::create(
        e.builder, e.loc, DenseElementsAttr::get(type, numbers));
    Value output = arith::AddIOp::create(e.builder, e.loc, lane,
                                         e.splat(panel.channel, panel.width));
    Value group = arith::DivUIOp::create(e.builder, e.loc, output,
                                         constant(groupOutputs));
    Value last =
        constant(op.getGroups() - 1); // padding lanes read a real channel too
    group = arith::MinUIOp::create(e.builder, e.loc, group, last);
    return arith::MulIOp::create(e.builder, e.loc, group,
                                 constant(groupInputs));
  }

  Value gather(const Panel &panel, Value position, Value channel, Value lanes) {
    Value all = arith::ConstantOp::create(
        e.builder, e.loc, DenseElementsAttr::get(e.bits(panel.width), true));
    return vector::GatherOp::create(
        e.builder, e.loc, e.floats(panel.width), source.memory,
        ValueRange{position, channel}, lanes, all, e.splat(0.0f, panel.width));
  }

  Emitter &e;
  WeightPacker &packer;
  Workspace &workspace;
  snn::ConvOp op;
  Buffer source;
  int64_t groupInputs, groupOutputs;
  RowLoader rows;
  Window window;
};

} // namespace

std::unique_ptr<Producer> createConvProducer(Emitter &emitter,
                                             WeightPacker &packer,
                                             ArrayRef<snn::ConvOp> ops,
                                             BufferLookup lookup) {
  return std::make_unique<ConvProducer>(emitter, packer, ops, lookup);
}

std::unique_ptr<Producer> createGroupedConvProducer(Emitter &emitter,
                                                    WeightPacker &packer,
                                                    Workspace &workspace,
                                                    snn::ConvOp op,
                                                    BufferLookup lookup) {
  return std::make_unique<GroupedConvProducer>(emitter, packer, workspace, op,
                                               lookup);
}

} // namespace snnc
