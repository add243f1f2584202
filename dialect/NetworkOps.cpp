// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Verifiers, folders and shape rules of the network level.

#include "dialect/SNNDialect.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace mlir::snn;

using EmitError = llvm::function_ref<InFlightDiagnostic()>;
using InferredType = FailureOr<RankedTensorType>;

//===----------------------------------------------------------------------===//
// Structure
//===----------------------------------------------------------------------===//

LogicalResult ParamOp::verify() {
  if (getValue().getShapedType() != getType())
    return mlir::emitError(getLoc(), "the value of parameter '")
           << getSymName() << "' is a " << getValue().getShapedType()
           << ", its type says " << getType();
  return success();
}

RegionKind NetworkOp::getRegionKind(unsigned) { return RegionKind::Graph; }

/// True if `op` passes its operands' value of the same step on to its result.
static bool isInstantaneous(Operation &op) { return !isa<DelayOp>(op); }

/// Visits `op` and what it reads at the same step, depth first; false if that
/// leads back to an operation under way.
static bool isAcyclic(Operation *op, llvm::DenseMap<Operation *, bool> &done) {
  auto [entry, isNew] = done.try_emplace(op, false);
  if (!isNew)
    return entry->second;
  if (isInstantaneous(*op))
    for (Value operand : op->getOperands())
      if (Operation *source = operand.getDefiningOp())
        if (!isAcyclic(source, done))
          return false;
  done[op] = true;
  return true;
}

LogicalResult NetworkOp::verifyRegions() {
  llvm::StringSet<> inputs, outputs;
  for (Operation &op : getBody().front()) {
    auto input = dyn_cast<InputOp>(op);
    if (input && !inputs.insert(input.getName()).second)
      return op.emitError("a second input named '") << input.getName() << "'";
    auto output = dyn_cast<OutputOp>(op);
    if (output && !outputs.insert(output.getName()).second)
      return op.emitError("a second output named '") << output.getName() << "'";
  }
  if (getForward() != Forward::Resolved)
    return success();
  llvm::DenseMap<Operation *, bool> done;
  for (Operation &op : getBody().front())
    if (!isAcyclic(&op, done))
      return mlir::emitError(op.getLoc(),
                             "this value depends on itself within one step; "
                             "a resolved network needs a delay in every cycle");
  return success();
}

LogicalResult DelayOp::verify() {
  if (int64_t(getSteps()) < 0)
    return emitOpError("needs a number of steps that is not negative, found ")
           << int64_t(getSteps());
  return success();
}

OpFoldResult DelayOp::fold(FoldAdaptor) {
  if (getSteps() == 0 && getValue() != getResult() &&
      getValue().getType() == getType())
    return getValue();
  return {};
}

//===----------------------------------------------------------------------===//
// Shape rules
//===----------------------------------------------------------------------===//

/// The parameter that `symbol` names, or null.
static ParamOp lookupParam(Operation *op, FlatSymbolRefAttr symbol) {
  return SymbolTable::lookupNearestSymbolFrom<ParamOp>(
      op->getParentOfType<ModuleOp>(), symbol);
}

/// Looks the parameter up and checks its shape against `expected`.
static LogicalResult checkParam(Operation *op, FlatSymbolRefAttr symbol,
                                ArrayRef<int64_t> expected,
                                EmitError emitError) {
  ParamOp param = lookupParam(op, symbol);
  if (!param)
    return emitError() << "no parameter named " << symbol;
  auto type = cast<RankedTensorType>(param.getType());
  if (type.getShape() == expected)
    return success();
  return emitError() << "parameter " << symbol << " has the type " << type
                     << ", expected "
                     << RankedTensorType::get(expected, type.getElementType());
}

static RankedTensorType floatTensor(MLIRContext *context,
                                    ArrayRef<int64_t> shape) {
  return RankedTensorType::get(shape, Float32Type::get(context));
}

InferredType LinearOp::inferLayerType(RankedTensorType input,
                                      EmitError emitError) {
  ParamOp weight = lookupParam(*this, getWeightAttr());
  if (!weight)
    return emitError() << "no parameter named " << getWeightAttr();
  auto type = cast<RankedTensorType>(weight.getType());
  if (type.getRank() != 2)
    return emitError() << "the weight is a " << type
                       << ", expected a matrix [out, in]";
  int64_t rows = type.getDimSize(0), columns = type.getDimSize(1);
  if (getBiasAttr() &&
      failed(checkParam(*this, getBiasAttr(), {rows}, emitError)))
    return failure();
  RankedTensorType result = floatTensor(getContext(), {rows});
  if (!input)
    return result;
  if (input.getRank() != 1)
    return emitError() << "takes a vector, found an input of shape ["
                       << input.getShape()
                       << "] (a Flatten layer makes it one)";
  // A part of the columns is what connectivity resolution makes of a layer with
  // several sources; as written, a layer reads them all.
  bool isPart = getOffset() != 0 || getInit() || input.getDimSize(0) < columns;
  bool fits = int64_t(getOffset()) + input.getDimSize(0) <= columns;
  bool resolved =
      (*this)->getParentOfType<NetworkOp>() &&
      (*this)->getParentOfType<NetworkOp>().getForward() != Forward::Resolved;
  if (!fits || (isPart && resolved))
    return emitError() << "takes " << columns << " values, found "
                       << input.getDimSize(0);
  return result;
}

/// Positions of a window of `kernel` along an axis of `size`, or -1 if none.
static int64_t windowCount(int64_t size, int64_t kernel, int64_t stride,
                           int64_t before, int64_t after) {
  int64_t room = size + before + after - kernel;
  return room < 0 ? -1 : room / stride + 1;
}

InferredType ConvOp::inferLayerType(RankedTensorType input,
                                    EmitError emitError) {
  ParamOp weight = lookupParam(*this, getWeightAttr());
  if (!weight)
    return emitError() << "no parameter named " << getWeightAttr();
  auto type = cast<RankedTensorType>(weight.getType());
  int64_t axes = getStride().size();
  if (type.getRank() != axes + 2)
    return emitError() << "the weight is a " << type << ", expected "
                       << axes + 2 << " axes: [out, in / groups, kernel...]";
  int64_t outChannels = type.getDimSize(0),
          inChannels = type.getDimSize(1) * getGroups();
  if (outChannels % int64_t(getGroups()) != 0)
    return emitError() << "has " << outChannels
                       << " output channels, not a multiple of its "
                       << getGroups() << " groups";
  if (getBiasAttr() &&
      failed(checkParam(*this, getBiasAttr(), {outChannels}, emitError)))
    return failure();
  if (!input)
    return RankedTensorType();
  if (input.getRank() != axes + 1)
    return emitError() << "takes an input of shape [channels"
                       << (axes == 2 ? ", height, width" : ", space...")
                       << "], found [" << input.getShape() << "]";
  bool isPart =
      getOffset() != 0 || getInit() || input.getDimSize(0) < inChannels;
  auto network = (*this)->getParentOfType<NetworkOp>();
  bool asWritten = network && network.getForward() != Forward::Resolved;
  if (int64_t(getOffset()) + input.getDimSize(0) > inChannels ||
      (isPart && asWritten))
    return emitError() << "takes " << inChannels << " channels, found "
                       << input.getDimSize(0);
  SmallVector<int64_t> shape = {outChannels};
  for (int64_t axis = 0; axis < axes; ++axis) {
    int64_t kernel = (type.getDimSize(axis + 2) - 1) * getDilation()[axis] + 1;
    int64_t count =
        windowCount(input.getDimSize(axis + 1), kernel, getStride()[axis],
                    getPadding()[2 * axis], getPadding()[2 * axis + 1]);
    if (count < 0)
      return emitError()
             << "has a kernel of " << kernel << " along axis " << axis + 1
             << " (with its dilation), larger than the padded input of shape ["
             << input.getShape() << "]";
    shape.push_back(count);
  }
  return floatTensor(getContext(), shape);
}

InferredType LayerNormOp::inferLayerType(RankedTensorType input,
                                         EmitError emitError) {
  if (!input)
    return getShape() ? floatTensor(getContext(), *getShape())
                      : RankedTensorType();
  if (getShape() && input.getShape() != *getShape())
    return emitError() << "normalises over [" << *getShape()
                       << "], found an input of shape [" << input.getShape()
                       << "]";
  for (FlatSymbolRefAttr param : {getWeightAttr(), getBiasAttr()})
    if (param && failed(checkParam(*this, param, input.getShape(), emitError)))
      return failure();
  return floatTensor(getContext(), input.getShape());
}

namespace {
/// The windows of a pooling layer on an input: how many along each axis, and
/// whether one of them lies in the padding alone.
struct PoolWindows {
  SmallVector<int64_t> counts;
  bool anyEmpty = false;
};
} // namespace

template <typename PoolOp>
static FailureOr<PoolWindows> poolWindows(PoolOp op, RankedTensorType input,
                                          EmitError emitError) {
  int64_t axes = op.getKernel().size();
  if (input.getRank() != axes + 1)
    return emitError() << "takes an input of shape [channels"
                       << (axes == 2 ? ", height, width" : ", space...")
                       << "], found [" << input.getShape() << "]";
  PoolWindows windows;
  for (int64_t axis = 0; axis < axes; ++axis) {
    int64_t size = input.getDimSize(axis + 1), kernel = op.getKernel()[axis];
    int64_t stride = op.getStride()[axis];
    int64_t before = op.getPadding()[2 * axis],
            after = op.getPadding()[2 * axis + 1];
    // Equinox's use_ceil: one more stride of padding where windows do not fit
    // evenly.
    if (op.getCeil() && (size + before + after - kernel) % stride != 0)
      after += stride;
    int64_t count = windowCount(size, kernel, stride, before, after);
    if (count < 0)
      return emitError() << "has a window of " << kernel << " along axis "
                         << axis + 1
                         << ", larger than the padded input of shape ["
                         << input.getShape() << "]";
    int64_t lastBegin = (count - 1) * stride - before;
    windows.anyEmpty |= kernel <= before || lastBegin >= size;
    windows.counts.push_back(count);
  }
  return windows;
}

InferredType AvgPoolOp::inferLayerType(RankedTensorType input,
                                       EmitError emitError) {
  if (!input)
    return RankedTensorType();
  FailureOr<PoolWindows> windows = poolWindows(*this, input, emitError);
  if (failed(windows))
    return failure();
  SmallVector<int64_t> shape = {input.getDimSize(0)};
  llvm::append_range(shape, windows->counts);
  return floatTensor(getContext(), shape);
}

InferredType MaxPoolOp::inferLayerType(RankedTensorType input,
                                       EmitError emitError) {
  if (!input)
    return RankedTensorType();
  FailureOr<PoolWindows> windows = poolWindows(*this, input, emitError);
  if (failed(windows))
    return failure();
  SmallVector<int64_t> shape = {input.getDimSize(0)};
  llvm::append_range(shape, windows->counts);
  // A window without input is minus infinity, which no spike can say.
  if (windows->anyEmpty)
    return floatTensor(getContext(), shape);
  return RankedTensorType::get(shape, input.getElementType());
}

InferredType FlattenOp::inferLayerType(RankedTensorType input, EmitError) {
  if (!input)
    return RankedTensorType();
  return RankedTensorType::get({input.getNumElements()},
                               input.getElementType());
}

InferredType IdentityOp::inferLayerType(RankedTensorType input, EmitError) {
  return input;
}

/// True if a parameter of `shape` can be read at every element of `target`: it
/// has one element, or broadcasts to the shape as NumPy does it.
static bool broadcastsTo(ArrayRef<int64_t> shape, ArrayRef<int64_t> target) {
  if (shape.size() > target.size())
    return false;
  return llvm::all_of(llvm::zip(shape, target.take_back(shape.size())),
                      [](auto pair) {
                        auto [from, to] = pair;
                        return from == 1 || from == to;
                      });
}

/// Checks a parameter of a neuron: a number, or a tensor that fits the shape.
static LogicalResult checkNeuronParam(Operation *op, Attribute param,
                                      RankedTensorType input, StringRef what,
                                      EmitError emitError) {
  auto symbol = dyn_cast_or_null<FlatSymbolRefAttr>(param);
  if (!symbol)
    return success();
  ParamOp found = lookupParam(op, symbol);
  if (!found)
    return emitError() << "no parameter named " << symbol;
  auto type = cast<RankedTensorType>(found.getType());
  if (broadcastsTo(type.getShape(), input.getShape()))
    return success();
  return emitError() << what << " has the shape [" << type.getShape()
                     << "], the layer's is [" << input.getShape() << "]";
}

InferredType ScaleOp::inferLayerType(RankedTensorType input,
                                     EmitError emitError) {
  if (!input)
    return RankedTensorType();
  if (failed(
          checkNeuronParam(*this, getFactor(), input, "'factor'", emitError)))
    return failure();
  return floatTensor(getContext(), input.getShape());
}

InferredType LambdaOp::inferLayerType(RankedTensorType input,
                                      EmitError emitError) {
  if (!input)
    return RankedTensorType();
  bool ofVector = llvm::is_contained({Function::Softmax, Function::LogSoftmax},
                                     getFunction());
  if (ofVector && input.getRank() != 1)
    return emitError() << stringifyFunction(getFunction())
                       << " takes a vector, found an input of shape ["
                       << input.getShape() << "]";
  return floatTensor(getContext(), input.getShape());
}

InferredType ConcatOp::inferLayerType(RankedTensorType input, EmitError) {
  return input;
}
InferredType SumOp::inferLayerType(RankedTensorType input, EmitError) {
  return input;
}

template <typename NeuronLayerOp>
static InferredType inferNeuron(NeuronLayerOp op, RankedTensorType input,
                                Attribute threshold, Attribute reset,
                                Type element, EmitError emitError) {
  if (!input)
    return RankedTensorType();
  for (Attribute decay : op.getDecay())
    if (failed(
            checkNeuronParam(op, decay, input, "a decay constant", emitError)))
      return failure();
  if (failed(
          checkNeuronParam(op, threshold, input, "'threshold'", emitError)) ||
      failed(checkNeuronParam(op, reset, input, "'reset_val'", emitError)) ||
      failed(checkNeuronParam(op, op.getInitAttr(), input, "'init_fn'",
                              emitError)))
    return failure();
  return RankedTensorType::get(input.getShape(), element);
}

template <typename SpikingOp>
static InferredType inferSpiking(SpikingOp op, RankedTensorType input,
                                 EmitError emitError) {
  return inferNeuron(op, input, op.getThreshold(), op.getResetAttr(),
                     IntegerType::get(op.getContext(), 1), emitError);
}

InferredType SimpleLIFOp::inferLayerType(RankedTensorType input,
                                         EmitError emitError) {
  return inferSpiking(*this, input, emitError);
}
InferredType LIFOp::inferLayerType(RankedTensorType input,
                                   EmitError emitError) {
  return inferSpiking(*this, input, emitError);
}
InferredType LIFSoftResetOp::inferLayerType(RankedTensorType input,
                                            EmitError emitError) {
  return inferSpiking(*this, input, emitError);
}
InferredType SimpleLIOp::inferLayerType(RankedTensorType input,
                                        EmitError emitError) {
  return inferNeuron(*this, input, {}, {}, Float32Type::get(getContext()),
                     emitError);
}

bool SimpleLIFOp::hasState() { return true; }
bool LIFOp::hasState() { return true; }
bool LIFSoftResetOp::hasState() { return true; }
bool SimpleLIOp::hasState() { return true; }

//===----------------------------------------------------------------------===//
// Verifiers
//===----------------------------------------------------------------------===//

LogicalResult LinearOp::verify() {
  if (getInit() && getBiasAttr())
    return emitOpError("starts from 'init' or from 'bias', not from both");
  return success();
}

/// Checks that per-axis arrays agree in length and hold values from `least` on.
static LogicalResult checkAxes(Operation *op, StringRef what,
                               ArrayRef<int64_t> values, size_t length,
                               int64_t least) {
  if (values.size() != length)
    return op->emitOpError() << "needs " << length << " values of '" << what
                             << "', found " << values.size();
  for (int64_t value : values)
    if (value < least)
      return op->emitOpError() << "needs values of '" << what << "' from "
                               << least << " on, found " << value;
  return success();
}

LogicalResult ConvOp::verify() {
  size_t axes = getStride().size();
  if (getInit() && getBiasAttr())
    return emitOpError("starts from 'init' or from 'bias', not from both");
  if (int64_t(getGroups()) < 1)
    return emitOpError("needs at least one group, found ")
           << int64_t(getGroups());
  if (failed(checkAxes(*this, "stride", getStride(), axes, 1)) ||
      failed(checkAxes(*this, "padding", getPadding(), 2 * axes, 0)))
    return failure();
  return checkAxes(*this, "dilation", getDilation(), axes, 1);
}

template <typename PoolOp> static LogicalResult verifyPool(PoolOp op) {
  size_t axes = op.getKernel().size();
  if (failed(checkAxes(op, "kernel", op.getKernel(), axes, 1)) ||
      failed(checkAxes(op, "stride", op.getStride(), axes, 1)))
    return failure();
  return checkAxes(op, "padding", op.getPadding(), 2 * axes, 0);
}

LogicalResult AvgPoolOp::verify() { return verifyPool(*this); }
LogicalResult MaxPoolOp::verify() { return verifyPool(*this); }

/// A neuron with `count` time constants takes that many decays.
static LogicalResult verifyDecays(Operation *op, ArrayAttr decay,
                                  size_t count) {
  if (decay.size() != count)
    return op->emitOpError()
           << "takes " << count << " decay constant" << (count == 1 ? "" : "s")
           << ", found " << decay.size();
  return success();
}

LogicalResult SimpleLIFOp::verify() {
  return verifyDecays(*this, getDecay(), 1);
}
LogicalResult LIFOp::verify() { return verifyDecays(*this, getDecay(), 2); }
LogicalResult LIFSoftResetOp::verify() {
  return verifyDecays(*this, getDecay(), 2);
}
LogicalResult SimpleLIOp::verify() {
  return verifyDecays(*this, getDecay(), 1);
}

//===----------------------------------------------------------------------===//
// Folders: only where a layer passes its one source on unchanged
//===----------------------------------------------------------------------===//

/// The only source of `op` if it has the type of the result and is not the
/// result itself, which a graph region allows. While edges are not resolved the
/// position of a layer decides delays, so nothing folds then.
template <typename LayerOp> static OpFoldResult foldToSource(LayerOp op) {
  auto network = op->template getParentOfType<NetworkOp>();
  if (network && network.getForward() != Forward::Resolved)
    return {};
  if (op.getSources().size() != 1 || op.getSources()[0] == op.getResult() ||
      op.getSources()[0].getType() != op.getType())
    return {};
  return op.getSources()[0];
}

OpFoldResult IdentityOp::fold(FoldAdaptor) { return foldToSource(*this); }
OpFoldResult ConcatOp::fold(FoldAdaptor) { return foldToSource(*this); }
OpFoldResult SumOp::fold(FoldAdaptor) { return foldToSource(*this); }
OpFoldResult FlattenOp::fold(FoldAdaptor) { return foldToSource(*this); }
OpFoldResult ScaleOp::fold(FoldAdaptor) {
  auto factor = dyn_cast<FloatAttr>(getFactor());
  return factor && factor.getValue().isExactlyValue(1.0) ? foldToSource(*this)
                                                         : OpFoldResult();
}
