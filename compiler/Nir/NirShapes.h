// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Shapes of a NIR network: its nodes are believed before what it stores.

#ifndef SNNC_COMPILER_NIR_NIRSHAPES_H
#define SNNC_COMPILER_NIR_NIRSHAPES_H

#include "compiler/Nir/NirNetwork.h"
#include "snnc/Diagnostics.h"
#include <optional>
#include <string>
#include <vector>

namespace snnc {

/// The shape of an Input, without the axis of a batch or of time that its file
/// may have in front. Reports one that its readers contradict, or that nothing
/// says.
std::optional<Shape> inputShape(const NirNetwork &network, size_t input,
                                const std::string &path,
                                Diagnostics &diagnostics);

/// How many axes each node gives out, as far as that can be told without
/// windows; `order` is that of `sortNodes`, `inputs` has the shapes of Inputs.
std::vector<std::optional<size_t>>
inferRanks(const NirNetwork &network, const std::vector<size_t> &order,
           const std::vector<std::optional<Shape>> &inputs);

} // namespace snnc

#endif // SNNC_COMPILER_NIR_NIRSHAPES_H
