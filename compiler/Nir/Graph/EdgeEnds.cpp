// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Nir/Graph/EdgeEnds.h"

using namespace snnc;
using llvm::StringRef;

EdgeEnd snnc::findEnd(const NirGraph &graph, StringRef name) {
  if (const NirNode *node = graph.find(name))
    return {node, {}};
  for (size_t dot = name.rfind('.'); dot != StringRef::npos;
       dot = name.substr(0, dot).rfind('.')) {
    const NirNode *node = graph.find(name.substr(0, dot));
    if (node && node->graph && dot + 1 < name.size())
      return {node, name.substr(dot + 1)};
  }
  return {};
}
