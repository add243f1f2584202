// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// SNNAX's compositions, layers that are made of layers; and Equinox's MLP
// (0.13), linear layers with activations between.

#include "compiler/Spec/Keywords.h"
#include "compiler/Spec/LayerTypes.h"
#include "snnc/StatefulModel.h"

using namespace snnc;
using llvm::StringRef;
using Type = Composition::Type;

//===----------------------------------------------------------------------===//
// MLP
//===----------------------------------------------------------------------===//

namespace {
/// The arguments of Equinox's constructor.
struct Settings {
  int64_t in = 0, out = 0, width = 0, depth = 0;
  Lambda::Fn activation = Lambda::Fn::Relu;
  Lambda::Fn last = Lambda::Fn::Identity;
  bool useBias = true, useFinalBias = true;

  Settings() = default;
  explicit Settings(const Composition &mlp) {
    size_t count = mlp.layers.size();
    const auto &first = std::get<Linear>(mlp.layers[0].layer);
    const auto &final = std::get<Linear>(mlp.layers[count - 2].layer);
    in = first.inFeatures, out = final.outFeatures, width = first.outFeatures;
    depth = static_cast<int64_t>(count) / 2 - 1;
    activation = std::get<Lambda>(mlp.layers[1].layer).fn;
    last = std::get<Lambda>(mlp.layers[count - 1].layer).fn;
    useBias = first.bias.has_value(), useFinalBias = final.bias.has_value();
  }

  bool isLast(int64_t index) const { return index == depth; }
  bool hasBias(int64_t index) const {
    return isLast(index) ? useFinalBias : useBias;
  }
  /// Whether `linear` and what is behind it are number `index` of these.
  bool fit(int64_t index, const Linear &linear, const Lambda &behind) const {
    return linear.inFeatures == (index == 0 ? in : width) &&
           linear.outFeatures == (isLast(index) ? out : width) &&
           linear.bias.has_value() == hasBias(index) &&
           behind.fn == (isLast(index) ? last : activation);
  }

  Composition compose(int64_t deep) const {
    return MLP(in, out, width, deep, Lambda(activation), Lambda(last), useBias,
               useFinalBias)
        .compose();
  }
};
} // namespace

/// Whether the layers are still those that an MLP is made of.
static bool isMLP(const Composition &composition) {
  const std::vector<Layer> &layers = composition.layers;
  if (composition.type != Type::MLP || layers.empty() || layers.size() % 2 != 0)
    return false;
  for (size_t index = 0; index < layers.size(); ++index)
    if (index % 2 ? !std::holds_alternative<Lambda>(layers[index].layer)
                  : !std::holds_alternative<Linear>(layers[index].layer))
      return false;
  Settings mlp(composition);
  for (size_t index = 0; index < layers.size(); index += 2)
    if (!mlp.fit(static_cast<int64_t>(index / 2),
                 std::get<Linear>(layers[index].layer),
                 std::get<Lambda>(layers[index + 1].layer)))
      return false;
  return true;
}

static void describeSettings(LayerFields &fields, Settings &mlp) {
  fields.features(required("in_size", "size of the input"), mlp.in);
  fields.features(required("out_size", "size of the output"), mlp.out);
  fields.integer(required("width_size", "size of what is between"), mlp.width,
                 positive);
  fields.integer(required("depth", "number of linear layers, less one"),
                 mlp.depth, notNegative32);
  describeFunction(fields, optional("activation", "behind each but the last"),
                   mlp.activation);
  describeFunction(fields, optional("final_activation", "behind the last"),
                   mlp.last);
  fields.boolean(optional("use_bias", "of all but the last"), mlp.useBias);
  fields.boolean(optional("use_final_bias", "of the last"), mlp.useFinalBias);
}

/// Weight and bias of one linear layer, whose sizes are known.
static void describePart(LayerFields &fields, Linear &linear,
                         const Switch &useBias) {
  int64_t in = linear.inFeatures, out = linear.outFeatures;
  InitFn uniform = equinoxInit(in);
  fields.parameter(required("weight", "[out, in]"), linear.weight, {out, in},
                   "out, in", uniform);
  if (!useBias.isOn)
    linear.bias.reset();
  fields.switched(required("bias", "[out]"), useBias, linear.bias, {out}, "out",
                  uniform);
}

static void describeMLP(LayerFields &fields, Composition &composition) {
  Settings mlp = isMLP(composition) ? Settings(composition) : Settings();
  describeSettings(fields, mlp);
  // As deep as the list of layers confirms.
  fields.check([&](LayerCheck &) { composition = mlp.compose(0); });
  fields.parts(
      required("layers", "weight and bias of each"), mlp.depth + 1, "depth + 1",
      "a layer of an MLP", [&](LayerFields &part, int64_t index) {
        if (index == 0)
          part.check(
              [&](LayerCheck &) { composition = mlp.compose(mlp.depth); });
        Linear linear;
        if (!composition.layers.empty())
          linear = std::get<Linear>(composition.layers[2 * index].layer);
        describePart(part, linear,
                     {mlp.isLast(index) ? "use_final_bias" : "use_bias",
                      mlp.hasBias(index), /*isInObject=*/false});
        if (!composition.layers.empty())
          composition.layers[2 * index].layer = std::move(linear);
      });
}

//===----------------------------------------------------------------------===//
// Compositions
//===----------------------------------------------------------------------===//

static void describeForward(LayerFields &fields, Composition &composition) {
  fields.word(optional("forward", "which edges carry a delay of one step")
                  .leftOutIf(composition.forward == Forward::Default),
              composition.forward, {forwardNames});
}

template <bool hasForward>
static void describeComposition(LayerFields &fields, Composition &composition) {
  if constexpr (hasForward)
    describeForward(fields, composition);
  fields.layers(composition);
}

/// Of one type; an MLP whose layers are no longer those of one is a chain.
template <Type type> static bool isComposition(const LayerClass &layer) {
  const auto *composition = std::get_if<Composition>(&layer);
  if (!composition)
    return false;
  if (type == Type::MLP)
    return isMLP(*composition);
  return composition->type == type ||
         (type == Type::Sequential && composition->type == Type::MLP);
}

template <Type type, auto describeClass>
static constexpr LayerType compositionType(StringRef name, StringRef origin,
                                           StringRef doc) {
  LayerType row = layerType<Composition, describeClass>(name, origin, doc);
  row.is = isComposition<type>;
  row.make = []() -> LayerClass {
    Composition composition;
    composition.type = type;
    return composition;
  };
  return row;
}

llvm::ArrayRef<LayerType> snnc::compositionTypes() {
  static constexpr StringRef snnax = "snnax";
  static constexpr LayerType types[] = {
      compositionType<Type::MLP, describeMLP>(
          "MLP", "equinox.nn", "Linear layers with activations between."),
      compositionType<Type::Sequential, describeComposition<true>>(
          "Sequential", snnax, "A chain."),
      compositionType<Type::Parallel, describeComposition<false>>(
          "Parallel", snnax,
          "One source for each layer; the output is the sum of theirs."),
      compositionType<Type::CompoundLayer, describeComposition<false>>(
          "CompoundLayer", snnax,
          "A chain whose layers always run at the same step."),
      compositionType<Type::ResNetBlock, describeComposition<false>>(
          "ResNetBlock", snnax,
          "A chain whose output is the last layer's plus its input."),
      compositionType<Type::SequentialLocalFeedback, describeComposition<true>>(
          "SequentialLocalFeedback", snnax, "A chain with edges back."),
      compositionType<Type::StatefulModel, describeComposition<true>>(
          "StatefulModel", snnax, "A model inside the model."),
  };
  return types;
}
