// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a convention makes of the nodes of a NIR file (docs/NIR.md).

#ifndef SNNC_COMPILER_NIR_CONVENTIONS_CONVENTIONS_H
#define SNNC_COMPILER_NIR_CONVENTIONS_CONVENTIONS_H

#include "compiler/Nir/File/NirFile.h"
#include "snnc/Convention.h"
#include "llvm/ADT/StringRef.h"
#include <optional>

namespace snnc {

/// The time step that \p convention gives a node, in seconds: what it says, or
/// its preset's own, which may depend on the node. Nothing where the user must
/// say it.
std::optional<double> stepOf(const Convention &convention, const NirNode &node);

/// How a node of the given type ("LIF", "CubaLI", ...) steps, as far as its
/// fields do not matter; and how this one does.
StepRule ruleOf(const Convention &convention, llvm::StringRef type, double dt);
StepRule ruleOf(const Convention &convention, const NirNode &node, double dt);

/// Whether the framework resets its neurons of that type in ways of which a
/// file does not say which, and the convention does not either.
bool leavesResetOpen(const Convention &convention, llvm::StringRef type);

/// Whether neurons start from v_leak or v_reset instead of 0, and which.
enum class Start { Zero, Leak, Reset };
Start startOf(const Convention &convention);

/// What the convention says, or its preset.
bool isLate(const Convention &convention);
bool hasNirtorchBias(const Convention &convention);

/// What the padding of a SumPool2d means.
enum class PoolPadding {
  Amount,  ///< on both sides of an axis
  Ignored, ///< nothing
  Same     ///< if it is not 0, as many windows as strides fit into the input
};
PoolPadding sumPoolPadding(const Convention &convention);

} // namespace snnc

#endif // SNNC_COMPILER_NIR_CONVENTIONS_CONVENTIONS_H
