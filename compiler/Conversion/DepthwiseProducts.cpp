// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Convolutions of each channel with a kernel of its own, without a look at the
// values: a lane reads what stands in its own place of the input.

#include "compiler/Conversion/ConvParts.h"
#include "compiler/Conversion/WindowLoops.h"

using namespace mlir;

namespace snnc {

void addDepthwiseProducts(Emitter &e, ConvPart &part, const Buffer &sums) {
  auto [input, window] = emitPadded(e, part);
  e.forEachPanel(sums.storage, [&, &input = input,
                                &window = window](const Panel &panel) {
    Value start = e.loadPanel(sums.memory, sums.storage, panel);
    Value sum = forEachTap(
        e, window, panel.position, start,
        [&](Value tap, Value position, ValueRange carried) -> Emitter::Values {
          Panel at = panel;
          at.position = position;
          Value x = e.loadPanel(input.memory, input.storage, at);
          return {e.fma(x, part.rows.loadWhole(panel, tap), carried[0])};
        })[0];
    e.storePanel(sum, sums.memory, sums.storage, panel);
  });
}

} // namespace snnc
