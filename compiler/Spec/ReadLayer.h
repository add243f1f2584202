// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reading one layer: what all layers have, then the arguments of its class.

#ifndef SNNC_COMPILER_SPEC_READLAYER_H
#define SNNC_COMPILER_SPEC_READLAYER_H

#include "compiler/Spec/ObjectReader.h"
#include "compiler/Spec/ReadParameter.h"
#include "snnc/Model.h"
#include "llvm/ADT/StringRef.h"
#include <array>
#include <optional>

namespace snnc {

/// What a class's read function works with. It asks `object` for every
/// argument; wrong ones are reported on the way (see ObjectReader.h).
struct LayerReader {
  ObjectReader &object;
  ParameterReader &parameters;
  /// The common key `shape`, where given.
  std::optional<Shape> shape;
  /// The range of uniform parameters that the model gives no range for.
  InitFn uniform = InitFn::uniform();

  /// A parameter of known shape; missing is an error.
  Parameter parameter(llvm::StringRef key, const Shape &expected,
                      llvm::StringRef axes);
  /// A parameter with a switch as Equinox has them ("use_bias", on by default).
  /// One that is off forbids the parameter; one that is on needs it where
  /// `needed`.
  std::optional<Parameter> switched(llvm::StringRef key,
                                    llvm::StringRef switchKey, bool needed,
                                    const Shape &expected,
                                    llvm::StringRef axes);
  /// One integer for both axes, or a list of two.
  std::array<int64_t, 2> pair(llvm::StringRef key, Range range,
                              std::optional<int64_t> byDefault);
};

/// Reads one element of `layers`. `from` becomes its key `from`, or null.
Layer readLayer(const JsonValue &value, size_t index, const Report &report,
                ParameterReader &parameters, const JsonValue *&from);

// One function a class, listed by type name in ReadLayer.cpp.
LayerClass readLinear(LayerReader &reader);
LayerClass readLayerNorm(LayerReader &reader);
LayerClass readConv2d(LayerReader &reader);
LayerClass readAvgPool2d(LayerReader &reader);
LayerClass readMaxPool2d(LayerReader &reader);
LayerClass readIdentity(LayerReader &reader);
LayerClass readLambda(LayerReader &reader);
LayerClass readFlatten(LayerReader &reader);
LayerClass readLIF(LayerReader &reader);
LayerClass readLIFSoftReset(LayerReader &reader);
LayerClass readSimpleLIF(LayerReader &reader);
LayerClass readAdaptiveLIF(LayerReader &reader);
LayerClass readIAF(LayerReader &reader);
LayerClass readSimpleIAF(LayerReader &reader);
LayerClass readSimpleLI(LayerReader &reader);
LayerClass readSigmaDelta(LayerReader &reader);
LayerClass readSpikeCounter(LayerReader &reader);
LayerClass readSRM(LayerReader &reader);
LayerClass readNeuron(LayerReader &reader);

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_READLAYER_H
