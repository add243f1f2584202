// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef SNNC_COMPILER_NIR_GRAPH_CHECKEDGES_H
#define SNNC_COMPILER_NIR_GRAPH_CHECKEDGES_H

#include "compiler/Nir/File/NirFile.h"
#include "snnc/Diagnostics.h"

namespace snnc {

/// Reports the edges of one graph that name no node of it, nor an end of a
/// graph in it (see EdgeEnds.h), that are there twice, that go into an Input or
/// out of an Output. `place` is the graph's.
void checkEdges(const NirGraph &graph, const Place &place,
                Diagnostics &diagnostics);

} // namespace snnc

#endif // SNNC_COMPILER_NIR_GRAPH_CHECKEDGES_H
