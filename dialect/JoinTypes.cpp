// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The type that a layer reads, from those of its sources.

#include "dialect/JoinTypes.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace mlir::snn;

using KnownSource = std::pair<Value, RankedTensorType>;

RankedTensorType mlir::snn::getKnownType(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type && type.hasStaticShape() ? type : RankedTensorType();
}

/// The sources of `layer` whose types are known.
static SmallVector<KnownSource> getKnownSources(LayerOpInterface layer) {
  SmallVector<KnownSource> known;
  for (Value source : layer.getLayerSources())
    if (RankedTensorType type = getKnownType(source))
      known.emplace_back(source, type);
  return known;
}

/// Both shapes, and whose they are.
static InFlightDiagnostic shapeClash(EmitError emitError, StringRef wanted,
                                     KnownSource a, KnownSource b) {
  return emitError() << wanted << ", found [" << a.second.getShape()
                     << "] from " << describeOrigin(a.first) << " and ["
                     << b.second.getShape() << "] from "
                     << describeOrigin(b.first);
}

/// The size along axis 0 that a convolution's weight asks of the joined input.
/// It stands in for sources that are not known yet: their other axes are those
/// of a known one.
static std::optional<int64_t> getWantedSize(LayerOpInterface layer) {
  auto conv = dyn_cast<ConvOp>(*layer);
  ParamOp weight =
      conv ? ParamOp::lookup(conv, conv.getWeightAttr()) : ParamOp();
  auto type =
      weight ? cast<RankedTensorType>(weight.getType()) : RankedTensorType();
  if (!type || type.getRank() < 2)
    return std::nullopt;
  return type.getDimSize(1) * int64_t(conv.getGroups());
}

static FailureOr<RankedTensorType>
concatTypes(ArrayRef<KnownSource> sources, std::optional<int64_t> wantedSize,
            bool allKnown, EmitError emitError) {
  KnownSource first = sources.front();
  bool allSpikes = true;
  int64_t size = 0;
  for (KnownSource source : sources) {
    RankedTensorType type = source.second;
    if (type.getRank() == 0 ||
        type.getShape().drop_front() != first.second.getShape().drop_front())
      return shapeClash(emitError,
                        "joins inputs along their first axis, which alone may "
                        "differ",
                        first, source);
    allSpikes &= type.getElementType().isInteger(1);
    size += type.getDimSize(0);
  }
  if (!allKnown && !wantedSize)
    return RankedTensorType();
  SmallVector<int64_t> shape(first.second.getShape());
  shape[0] = allKnown ? size : *wantedSize;
  Builder builder(first.second.getContext());
  return RankedTensorType::get(shape, allSpikes ? Type(builder.getI1Type())
                                                : builder.getF32Type());
}

static FailureOr<RankedTensorType> commonType(ArrayRef<KnownSource> sources,
                                              StringRef wanted,
                                              EmitError emitError) {
  KnownSource first = sources.front();
  for (KnownSource source : sources)
    if (source.second.getShape() != first.second.getShape())
      return shapeClash(emitError, wanted, first, source);
  return first.second.clone(Float32Type::get(first.second.getContext()));
}

InferredType mlir::snn::joinSourceTypes(LayerOpInterface layer,
                                        EmitError emitError) {
  size_t count = layer.getLayerSources().size();
  if (count == 0)
    return emitError() << "has no input";
  SmallVector<KnownSource> known = getKnownSources(layer);
  if (known.empty())
    return RankedTensorType();
  if (count == 1)
    return known.front().second;
  Merge merge = layer.getLayerMerge();
  if (merge == Merge::Sum)
    return commonType(known, "adds inputs of one shape", emitError);
  if (merge == Merge::Product)
    return commonType(known, "multiplies inputs of one shape", emitError);
  return concatTypes(known, getWantedSize(layer), known.size() == count,
                     emitError);
}
