// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The type of each layer's result, from its joined input and its parameters.

#include "dialect/ShapeRules.h"
#include "dialect/SNNDialect.h"
#include "dialect/VerifyLayer.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::snn;

LogicalResult mlir::snn::checkParam(Operation *op, FlatSymbolRefAttr symbol,
                                    ArrayRef<int64_t> expected,
                                    EmitError emitError) {
  ParamOp param = ParamOp::lookup(op, symbol);
  if (!param)
    return emitError() << "needs a parameter " << symbol << ", found none";
  auto type = cast<RankedTensorType>(param.getType());
  if (type.getShape() == expected)
    return success();
  return emitError() << "has a parameter " << symbol << " of type " << type
                     << ", expected "
                     << RankedTensorType::get(expected, type.getElementType());
}

RankedTensorType mlir::snn::floatTensor(MLIRContext *context,
                                        ArrayRef<int64_t> shape) {
  return RankedTensorType::get(shape, Float32Type::get(context));
}

bool mlir::snn::hasImpliedDelays(Operation *op) {
  auto network = op->getParentOfType<NetworkOp>();
  return network && network.getForward() != Forward::Resolved;
}

std::string mlir::snn::describeOrigin(Value value) {
  while (auto delay = value.getDefiningOp<DelayOp>())
    value = delay.getValue();
  if (auto layer = value.getDefiningOp<LayerOpInterface>())
    return ("layer '" + layer.getLayerName() + "'").str();
  if (auto input = value.getDefiningOp<InputOp>())
    return ("input '" + input.getName() + "'").str();
  return "a constant";
}

/// The error for a joined input of another size than a layer takes. Says where
/// the values come from where there are several sources.
static InFlightDiagnostic wrongSize(LayerOpInterface layer, StringRef what,
                                    int64_t expected, int64_t found,
                                    EmitError emitError) {
  InFlightDiagnostic error = emitError();
  error << "takes " << expected << " " << what << ", found " << found;
  auto sources = layer.getLayerSources();
  if (sources.size() < 2 || layer.getLayerMerge() != Merge::Concat)
    return error;
  for (auto [index, source] : llvm::enumerate(sources)) {
    auto type = dyn_cast<RankedTensorType>(source.getType());
    error << (index == 0 ? " (" : ", ");
    if (type && type.getRank() > 0)
      error << type.getDimSize(0) << " ";
    error << "from " << describeOrigin(source);
  }
  error << ")";
  return error;
}

/// True if the op reads `size` of the `total` values or channels that its
/// weight has. As written, a layer reads them all; connectivity resolution
/// splits one with several sources into parts, where it is one sum.
template <typename LayerOp>
static bool readsChannels(LayerOp op, int64_t size, int64_t total,
                          bool hasGroups = false) {
  if (hasGroups || hasImpliedDelays(op))
    return op.getOffset() == 0 && !op.getInit() && size == total;
  return int64_t(op.getOffset()) >= 0 && size <= total &&
         int64_t(op.getOffset()) <= total - size;
}

/// `rows` outputs for every vector along the last axis of `shape`, or, where
/// that is not known, of a vector.
static RankedTensorType alongLastAxis(LinearOp op, RankedTensorType type,
                                      int64_t rows) {
  if (!type || !type.hasStaticShape() || type.getRank() == 0)
    return floatTensor(op.getContext(), {rows});
  SmallVector<int64_t> shape(type.getShape());
  shape.back() = rows;
  return floatTensor(op.getContext(), shape);
}

InferredType LinearOp::inferLayerType(RankedTensorType input,
                                      EmitError emitError) {
  ParamOp weight = ParamOp::lookup(*this, getWeightAttr());
  if (!weight)
    return emitError() << "needs a parameter " << getWeightAttr()
                       << ", found none";
  auto type = cast<RankedTensorType>(weight.getType());
  if (type.getRank() != 2)
    return emitError() << "has a weight of type " << type
                       << ", expected a matrix [out, in]";
  int64_t rows = type.getDimSize(0), columns = type.getDimSize(1);
  if (getBiasAttr() &&
      failed(checkParam(*this, getBiasAttr(), {rows}, emitError)))
    return failure();
  if (!input)
    return alongLastAxis(*this, dyn_cast<RankedTensorType>(getType()), rows);
  bool isVector = input.getRank() == 1;
  if (isVector && !readsChannels(*this, input.getDimSize(0), columns))
    return wrongSize(*this, "values", columns, input.getDimSize(0), emitError);
  if (input.getRank() == 0 ||
      (!isVector && (input.getShape().back() != columns || getOffset() != 0)))
    return emitError() << "takes " << columns
                       << " values along the last axis, found an input of "
                          "shape ["
                       << input.getShape()
                       << "] (a Flatten layer makes it a vector)";
  return alongLastAxis(*this, input, rows);
}

InFlightDiagnostic mlir::snn::wrongRank(int64_t axes, RankedTensorType input,
                                        EmitError emitError) {
  StringRef space[] = {"", ", length", ", height, width",
                       ", depth, height, width"};
  InFlightDiagnostic error = emitError();
  error << "takes an input of shape [channels"
        << (size_t(axes) < std::size(space) ? space[axes] : ", space...")
        << "], found [" << input.getShape() << "]";
  return error;
}

int64_t mlir::snn::windowCount(int64_t size, int64_t kernel, int64_t stride,
                               int64_t before, int64_t after) {
  int64_t room = size + before + after - kernel;
  return room < 0 ? -1 : room / stride + 1;
}

/// How much room `size` elements take, `dilation` apart; 2^62 stands for more
/// than any input has.
static int64_t dilatedSize(int64_t size, int64_t dilation) {
  const int64_t tooMuch = int64_t(1) << 62;
  int64_t gaps;
  if (size < 1 || llvm::MulOverflow(size - 1, dilation, gaps))
    return tooMuch;
  return std::min(gaps, tooMuch - 1) + 1;
}

/// How long an axis of `size` is with its elements `spread` apart.
template <typename Conv>
static int64_t spreadSize(Conv conv, size_t axis, int64_t size) {
  return conv.getSpread() ? dilatedSize(size, (*conv.getSpread())[axis]) : size;
}

SmallVector<int64_t> ConvOp::getPaddingOn(RankedTensorType input) {
  SmallVector<int64_t> padding(getPadding());
  ParamOp weight = ParamOp::lookup(*this, getWeightAttr());
  if (!getSame() || !weight)
    return padding;
  ArrayRef<int64_t> shape =
      cast<RankedTensorType>(weight.getType()).getShape().drop_front(2);
  for (auto [axis, given] : llvm::enumerate(input.getShape().drop_front())) {
    int64_t size = spreadSize(*this, axis, given);
    int64_t stride = getStride()[axis];
    int64_t kernel = dilatedSize(shape[axis], getDilation()[axis]);
    int64_t covered = (llvm::divideCeil(size, stride) - 1) * stride + kernel;
    int64_t total = std::max<int64_t>(covered - size, 0);
    bool isLower = *getSame() == Same::Lower;
    padding[2 * axis] = (total + (isLower ? 1 : 0)) / 2;
    padding[2 * axis + 1] = total - padding[2 * axis];
  }
  return padding;
}

namespace {
/// What a convolution's weight says: [out, in / groups, kernel...].
struct ConvWeight {
  int64_t outputs, inputs; ///< channels, of all groups
  ArrayRef<int64_t> kernel;
};
} // namespace

template <typename Conv>
static FailureOr<ConvWeight> readWeight(Conv op, EmitError emitError) {
  ParamOp weight = ParamOp::lookup(op, op.getWeightAttr());
  if (!weight)
    return emitError() << "needs a parameter " << op.getWeightAttr()
                       << ", found none";
  auto type = cast<RankedTensorType>(weight.getType());
  int64_t axes = op.getStride().size(), groups = op.getGroups();
  if (type.getRank() != axes + 2)
    return emitError() << "has a weight of type " << type << ", expected "
                       << axes + 2 << " axes: [out, in / groups, kernel...]";
  ConvWeight read = {type.getDimSize(0), type.getDimSize(1) * groups,
                     type.getShape().drop_front(2)};
  if (read.outputs % groups != 0)
    return emitError() << "has " << read.outputs
                       << " output channels, not a multiple of its " << groups
                       << " groups";
  if (op.getBiasAttr() &&
      failed(checkParam(op, op.getBiasAttr(), {read.outputs}, emitError)))
    return failure();
  return read;
}

/// The result of a convolution on an input whose channels are right.
template <typename Conv>
static InferredType
countWindows(Conv op, const ConvWeight &weight, RankedTensorType input,
             ArrayRef<int64_t> padding, EmitError emitError) {
  SmallVector<int64_t> shape = {weight.outputs};
  for (size_t axis = 0; axis < weight.kernel.size(); ++axis) {
    int64_t kernel = dilatedSize(weight.kernel[axis], op.getDilation()[axis]);
    int64_t size = spreadSize(op, axis, input.getDimSize(axis + 1));
    int64_t count = windowCount(size, kernel, op.getStride()[axis],
                                padding[2 * axis], padding[2 * axis + 1]);
    if (count < 0)
      return emitError()
             << "has a kernel of " << kernel << " along axis " << axis + 1
             << " (with its dilation), larger than the padded input of shape ["
             << input.getShape() << "]";
    shape.push_back(count);
  }
  return floatTensor(op.getContext(), shape);
}

InferredType ConvOp::inferLayerType(RankedTensorType input,
                                    EmitError emitError) {
  FailureOr<ConvWeight> weight = readWeight(*this, emitError);
  if (failed(weight))
    return failure();
  if (!input)
    return RankedTensorType();
  int64_t axes = getStride().size();
  if (input.getRank() != axes + 1)
    return wrongRank(axes, input, emitError);
  if (!readsChannels(*this, input.getDimSize(0), weight->inputs,
                     getGroups() > 1))
    return wrongSize(*this, "channels", weight->inputs, input.getDimSize(0),
                     emitError);
  return countWindows(*this, *weight, input, getPaddingOn(input), emitError);
}

InferredType mlir::snn::inferConvolution(ConvolveOp op, RankedTensorType input,
                                         EmitError emitError) {
  FailureOr<ConvWeight> weight = readWeight(op, emitError);
  if (failed(weight))
    return failure();
  int64_t axes = op.getStride().size();
  if (input.getRank() != axes + 1)
    return wrongRank(axes, input, emitError);
  if (!readsChannels(op, input.getDimSize(0), weight->inputs,
                     op.getGroups() > 1))
    return emitError() << "takes " << weight->inputs << " channels, found "
                       << input.getDimSize(0);
  return countWindows(op, *weight, input, op.getPadding(), emitError);
}

InferredType FlattenOp::inferLayerType(RankedTensorType input,
                                       EmitError emitError) {
  if (!input)
    return RankedTensorType();
  int64_t rank = input.getRank();
  auto fromFront = [rank](int64_t axis) {
    return axis < 0 ? axis + rank : axis;
  };
  int64_t start = fromFront(getStart()), end = fromFront(getEnd());
  if (start < 0 || end >= rank || start > end)
    return emitError() << "makes one of the axes " << int64_t(getStart())
                       << " to " << int64_t(getEnd())
                       << " of an input of shape [" << input.getShape() << "]";
  ArrayRef<int64_t> shape = input.getShape();
  SmallVector<int64_t> result(shape.take_front(start));
  result.push_back(llvm::product_of(shape.slice(start, end - start + 1)));
  llvm::append_range(result, shape.drop_front(end + 1));
  return RankedTensorType::get(result, input.getElementType());
}

InferredType IdentityOp::inferLayerType(RankedTensorType input, EmitError) {
  return input;
}

// What joins values does so by itself, whatever its `merge` says.
Merge ConcatOp::getLayerMerge() { return Merge::Concat; }
Merge SumOp::getLayerMerge() { return Merge::Sum; }
Merge ProductOp::getLayerMerge() { return Merge::Product; }
bool ConcatOp::joinsSources() { return true; }
bool SumOp::joinsSources() { return true; }
bool ProductOp::joinsSources() { return true; }

InferredType ConcatOp::inferLayerType(RankedTensorType input, EmitError) {
  return input;
}

InferredType SumOp::inferLayerType(RankedTensorType input, EmitError) {
  return input;
}

InferredType ProductOp::inferLayerType(RankedTensorType input, EmitError) {
  return input;
}

InferredType ReshapeOp::inferLayerType(RankedTensorType input,
                                       EmitError emitError) {
  if (!input)
    return RankedTensorType();
  int64_t found = input.getNumElements();
  int64_t columns = getColumns().value_or(1);
  if (llvm::product_of(getShape()) != found || columns < 1 ||
      found % columns != 0)
    return emitError() << "gives the shape [" << getShape()
                       << "], found an input of shape [" << input.getShape()
                       << "], which has " << found << " elements";
  return RankedTensorType::get(getShape(), input.getElementType());
}

InferredType PadOp::inferLayerType(RankedTensorType input,
                                   EmitError emitError) {
  if (!input)
    return RankedTensorType();
  int64_t axes = getPadding().size() / 2;
  if (input.getRank() != axes + 1)
    return wrongRank(axes, input, emitError);
  SmallVector<int64_t> shape(input.getShape());
  for (int64_t axis = 0; axis < axes; ++axis)
    shape[axis + 1] += getPadding()[2 * axis] + getPadding()[2 * axis + 1];
  return RankedTensorType::get(shape, input.getElementType());
}
