// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef SNNC_TEST_UNIT_SPEC_FLATTEXT_H
#define SNNC_TEST_UNIT_SPEC_FLATTEXT_H

#include "snnc/FlatModel.h"
#include <string>

namespace snnc {

/// One line a layer: "name <- source@delay ...", `+` where they are summed.
inline std::string text(const FlatModel &flat) {
  std::string text;
  for (const FlatLayer &layer : flat.layers) {
    text += layer.name + (layer.merge == Merge::Sum ? " <+" : " <-");
    for (const FlatSource &source : layer.sources) {
      text += " " + (source.isInput ? flat.inputs[source.index].name
                                    : flat.layers[source.index].name);
      if (source.delay)
        text += "@" + std::to_string(source.delay);
    }
    text += "\n";
  }
  for (const FlatOutput &output : flat.outputs)
    text += output.name + " = " + flat.layers[output.layer].name + "\n";
  return text;
}

} // namespace snnc

#endif // SNNC_TEST_UNIT_SPEC_FLATTEXT_H
