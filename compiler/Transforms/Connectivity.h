// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Questions about the layer graph of a network. Changes nothing.

#ifndef SNNC_TRANSFORMS_CONNECTIVITY_H
#define SNNC_TRANSFORMS_CONNECTIVITY_H

#include "dialect/SNNDialect.h"

namespace snnc {

/// The layers of a network in their order, as they were at construction.
class Connectivity {
public:
  explicit Connectivity(mlir::snn::NetworkOp network);

  llvm::MutableArrayRef<mlir::snn::LayerOpInterface> getLayers() {
    return layers;
  }

  /// Place of `value`'s layer in the order; nothing if it is no layer's result.
  std::optional<size_t> getPosition(mlir::Value value) const;

private:
  llvm::SmallVector<mlir::snn::LayerOpInterface> layers;
  llvm::DenseMap<mlir::Operation *, size_t> positions;
};

/// What `value` delays, and by how many steps in all. Follows chains of delays
/// up to one that says its initial value.
struct DelayedValue {
  mlir::Value origin;
  uint64_t steps = 0;
};
DelayedValue getDelayedValue(mlir::Value value);

/// True if `value` at some step depends on `layer` at the same or an earlier
/// one. A source of `layer` that does lies on a cycle with it (G5).
bool dependsOn(mlir::Value value, mlir::Operation *layer);

} // namespace snnc

#endif // SNNC_TRANSFORMS_CONNECTIVITY_H
