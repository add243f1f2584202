// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Conversion/SequenceRows.h"

using namespace mlir;

namespace snnc {

void forEachBlock(Emitter &e, int64_t size,
                  llvm::function_ref<void(Value begin, int64_t valid)> body,
                  int64_t lanes) {
  int64_t whole = size / lanes, rest = size % lanes;
  if (whole > 0)
    e.loop(whole, [&](Value block) { body(e.mul(block, lanes), lanes); });
  if (rest > 0)
    body(e.index(whole * lanes), rest);
}

void forEachSquare(
    Emitter &e, const snn::Storage &storage,
    llvm::function_ref<void(Value place, Value channel, int64_t valid)> square,
    llvm::function_ref<void(Value place, Value channel)> element) {
  int64_t lanes = e.options.registerLanes,
          whole = lanes == 1 ? 0 : storage.positions / lanes,
          rest = storage.positions - whole * lanes;
  if (whole > 0)
    forEachBlock(e, storage.channels, [&](Value channel, int64_t valid) {
      e.loop(whole, [&](Value number) {
        square(e.mul(number, lanes), channel, valid);
      });
    });
  if (rest > 0)
    e.loop(storage.channels, [&](Value channel) {
      e.loop(rest, [&](Value number) {
        element(e.add(number, e.index(whole * lanes)), channel);
      });
    });
}

} // namespace snnc
