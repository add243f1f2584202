// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a framework's importer refuses of neurons, so that there is nothing that
// they could mean.

#ifndef SNNC_COMPILER_NIR_CONVENTIONS_CHECKIMPORTER_H
#define SNNC_COMPILER_NIR_CONVENTIONS_CHECKIMPORTER_H

#include "compiler/Nir/Layers/NodeFields.h"
#include "snnc/NirLayers.h"

namespace snnc {

/// Reports it at the node; parts that the convention replaces are not asked of.
void checkImporter(NodeFields &node, const NirLI &neuron,
                   const Convention &convention);
void checkImporter(NodeFields &node, const NirLIF &neuron,
                   const Convention &convention);
void checkImporter(NodeFields &node, const CubaLI &neuron,
                   const Convention &convention);
void checkImporter(NodeFields &node, const CubaLIF &neuron,
                   const Convention &convention);
void checkImporter(NodeFields &node, const I &neuron,
                   const Convention &convention);
void checkImporter(NodeFields &node, const IF &neuron,
                   const Convention &convention);

} // namespace snnc

#endif // SNNC_COMPILER_NIR_CONVENTIONS_CHECKIMPORTER_H
