// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reading one layer: what all layers have, then the arguments of its class.

#ifndef SNNC_COMPILER_SPEC_READLAYER_H
#define SNNC_COMPILER_SPEC_READLAYER_H

#include "compiler/Spec/LayerScope.h"
#include "compiler/Spec/ObjectReader.h"
#include "compiler/Spec/ReadParameter.h"
#include "snnc/Model.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>
#include <vector>

namespace snnc {

/// What a class's read function works with. It asks `object` for every
/// argument; wrong ones are reported on the way (see ObjectReader.h).
struct LayerReader {
  ObjectReader &object;
  ParameterReader &parameters;
  /// The common key `shape`, where given.
  std::optional<Shape> shape;
  /// The layer's path: `block.conv`.
  std::string path;
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
  /// One integer for all axes, or a list with one for each.
  std::vector<int64_t> perAxis(llvm::StringRef key, size_t axes, Range range,
                               std::optional<int64_t> byDefault);
};

/// Reads a layer whose name is `name` unless it says another, and whose path
/// begins with `prefix`. `from` becomes its key `from`, or null.
Layer readLayer(const JsonValue &value, const Report &report,
                ParameterReader &parameters, const std::string &prefix,
                const std::string &name, const JsonValue *&from);

/// Reads the key `layers`, a list of at least one.
void readLayers(ObjectReader &object, ParameterReader &parameters,
                LayerScope &scope);

/// A number of features; Equinox's "scalar" is a vector of one here.
int64_t readFeatures(LayerReader &reader, llvm::StringRef key);

/// An activation function by its name in jax.nn or jax.numpy.
Lambda::Fn readFunction(ObjectReader &object, llvm::StringRef key,
                        std::optional<Lambda::Fn> byDefault);

/// The name that `readFunction` knows a function by.
llvm::StringRef functionName(Lambda::Fn fn);

/// A padding on both sides of each axis: an integer, or a list with an element
/// for each axis, an integer or a pair.
Padding readAmounts(const Report &report, const JsonValue &value, size_t axes);
/// What these forms are in messages: "an integer, a list of 2, or 2 pairs".
std::string amountForms(size_t axes);

/// The key `refractory`: whole numbers of steps, 0 unless given.
Parameter readRefractory(LayerReader &reader);

/// A parameter that is "scalar or per neuron", where it is given; the second is
/// not rounded to f32.
std::optional<Parameter> readPerNeuron(LayerReader &reader,
                                       llvm::StringRef key);
std::optional<Parameter> readExactPerNeuron(LayerReader &reader,
                                            llvm::StringRef key);
/// The key `spike_fn`.
Surrogate readSurrogate(LayerReader &reader);

// One function a class, listed by type name in ReadLayer.cpp.
LayerClass readLinear(LayerReader &reader);
LayerClass readMLP(LayerReader &reader);
LayerClass readLayerNorm(LayerReader &reader);
LayerClass readRMSNorm(LayerReader &reader);
LayerClass readGroupNorm(LayerReader &reader);
LayerClass readBatchNorm(LayerReader &reader);
LayerClass readConv1d(LayerReader &reader);
LayerClass readConv2d(LayerReader &reader);
LayerClass readConv3d(LayerReader &reader);
LayerClass readConvTranspose2d(LayerReader &reader);
LayerClass readAvgPool1d(LayerReader &reader);
LayerClass readAvgPool2d(LayerReader &reader);
LayerClass readMaxPool1d(LayerReader &reader);
LayerClass readMaxPool2d(LayerReader &reader);
LayerClass readAdaptiveAvgPool1d(LayerReader &reader);
LayerClass readAdaptiveAvgPool2d(LayerReader &reader);
LayerClass readAdaptiveMaxPool1d(LayerReader &reader);
LayerClass readAdaptiveMaxPool2d(LayerReader &reader);
LayerClass readSpikingMaxPool1d(LayerReader &reader);
LayerClass readSpikingMaxPool2d(LayerReader &reader);
LayerClass readDropout(LayerReader &reader);
LayerClass readIdentity(LayerReader &reader);
LayerClass readLambda(LayerReader &reader);
LayerClass readFlatten(LayerReader &reader);
LayerClass readReshape(LayerReader &reader);
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
LayerClass readNirLIF(LayerReader &reader);
LayerClass readNirLI(LayerReader &reader);
LayerClass readCubaLIF(LayerReader &reader);
LayerClass readCubaLI(LayerReader &reader);
LayerClass readIF(LayerReader &reader);
LayerClass readI(LayerReader &reader);
LayerClass readThreshold(LayerReader &reader);
LayerClass readScale(LayerReader &reader);
LayerClass readDelay(LayerReader &reader);
LayerClass readSumPool2d(LayerReader &reader);
LayerClass readNeuron(LayerReader &reader);
LayerClass readSequential(LayerReader &reader);
LayerClass readParallel(LayerReader &reader);
LayerClass readCompoundLayer(LayerReader &reader);
LayerClass readResNetBlock(LayerReader &reader);
LayerClass readSequentialLocalFeedback(LayerReader &reader);
LayerClass readStatefulModel(LayerReader &reader);

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_READLAYER_H
