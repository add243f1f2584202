// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef SNNC_COMPILER_SPEC_UNIQUENAMES_H
#define SNNC_COMPILER_SPEC_UNIQUENAMES_H

#include "llvm/ADT/StringMap.h"
#include <string>

namespace snnc {

/// Names of which no two are the same.
class UniqueNames {
public:
  /// The name that is wanted where it is free; else the first free one of
  /// WANTED_1, WANTED_2, ...
  std::string add(const std::string &wanted) {
    std::string name = wanted;
    while (!taken.try_emplace(name, 0).second)
      name = wanted + "_" + std::to_string(++taken[wanted]);
    return name;
  }

private:
  /// By name, the last number behind it.
  llvm::StringMap<unsigned> taken;
};

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_UNIQUENAMES_H
