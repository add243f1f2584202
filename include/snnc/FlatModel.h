// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A model whose compositions have dissolved: one list of layers, and for each
// of them what it reads and with how much delay.

#ifndef SNNC_FLATMODEL_H
#define SNNC_FLATMODEL_H

#include "snnc/Model.h"
#include <cstdint>
#include <string>
#include <vector>

namespace snnc {

/// What a layer reads: an external input, or a layer's output `delay` steps
/// ago.
struct FlatSource {
  bool isInput = false;
  int64_t index = 0;
  int64_t delay = 0;
  Place place;
};

/// A layer with what it reads, in order. Its class is no Composition, its name
/// has the path of the compositions around it, its `keyPath` is set.
struct FlatLayer : Layer {
  std::vector<FlatSource> sources;
};

/// An output with the layer that gives it.
struct FlatOutput : Output {
  int64_t layer = 0;
};

struct FlatModel {
  std::string name;
  Place place;
  std::vector<Input> inputs;
  /// What edges at the model's own level imply. Every source says its delay.
  Forward forward = Forward::Default;
  std::vector<FlatLayer> layers;
  std::vector<FlatOutput> outputs;
};

/// The steps between the source of \p edge and layer \p reader of one graph: as
/// the model says, or by the forward function (docs/Semantics.md, G2).
int64_t delayOf(const Connection &edge, int64_t reader, Forward forward);

/// Dissolves the compositions of \p model, which must be sound (what a reader
/// gave, or what `check` found nothing wrong in): its layers and those inside
/// of them, in the order in which they run. Each level's forward function says
/// the delays of its own edges (docs/Semantics.md, C1 to C4).
FlatModel dissolve(const Model &model);

} // namespace snnc

#endif // SNNC_FLATMODEL_H
